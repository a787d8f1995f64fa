// The warden's one Durable Object: the only place that decides, the only writer of KV. It wires the desk to the real clock,
// chance, storage and keys, and answers through the app.

import { DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import { fromBase64url } from "../../shared/domain/bytes.ts";
import { createSigner, createVerifier, SEED_BYTES, type Signer, type Verifier } from "../../shared/domain/signature.ts";
import { createLog } from "../../shared/log.ts";
import { type Alarm, createAlarm } from "./alarm.ts";
import { createApp } from "./app.ts";
import type { Fetch } from "./bulk.ts";
import { createDesk, type Desk } from "./desk.ts";
import type { RegistryCalls, WardenEnv } from "./env.ts";
import { createDayHalf } from "./evidence/dayhalf.ts";
import { createInquiry, type Inquiry } from "./evidence/inquiry.ts";
import { listKeysOf, openEvidenceKey, openReportKey, reportingOf } from "./evidence/keys.ts";
import { migrate } from "./schema.ts";
import { createKeeper, type Keeper, type KeeperDeps } from "./snapshots/keeper.ts";
import { createShelf, ShelvesText } from "./snapshots/shelves.ts";
import { createStores, onlyStore, type Stores } from "./stores.ts";
import { rosterWindows, wardenWindows } from "./windows.ts";

const OnlineKey = v.strictObject({
  id: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255)),
  seed: v.string(),
});

export class Registry extends DurableObject<WardenEnv> implements RegistryCalls {
  readonly #desk: Desk;
  readonly #keeper: Keeper | undefined;
  readonly #alarm: Alarm;
  readonly #inquiry: Inquiry;
  readonly #app: ReturnType<typeof createApp>;

  constructor(ctx: DurableObjectState, env: WardenEnv) {
    super(ctx, env);
    migrate(ctx.storage);
    const log = createLog((line) => console.error(line));
    const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));
    const signer = once(() => openOnlineKey(env.ONLINE_KEY));
    this.#alarm = createAlarm(ctx.storage, Date.now);
    const evidenceKey = openEvidenceKey(env.EVIDENCE_KEY);
    const listKeyOf = listKeysOf(evidenceKey);
    const reportKey = once(() => openReportKey(env.REPORT_KEY));
    this.#desk = createDesk({
      storage: ctx.storage,
      stores: openStores(env),
      signer,
      root: once(() => openRootKey(env.ROOT_KEY)),
      clock: Date.now,
      random,
      windows: wardenWindows(env.WINDOWS),
      rosterWindows: rosterWindows(env.WINDOWS),
      reporting: async () => reportingOf(evidenceKey, await reportKey()),
      ...(listKeyOf && { listKeyOf }),
      wakeAt: this.#alarm.wakeAt("publish"),
      onChange: () => this.#keeper?.noteChange() ?? Promise.resolve(),
      log,
    });
    this.#keeper = openKeeper(env, { storage: ctx.storage, signer, wakeAt: this.#alarm.wakeAt("snapshots"), log });
    this.#inquiry = createInquiry({
      look: this.#desk.look,
      change: this.#desk.change,
      evidenceOf: (hostname) => env.EVIDENCE.get(env.EVIDENCE.idFromName(hostname)),
      keys: async () => {
        const opened = await reportKey();
        return evidenceKey && opened && { evidenceKey, reportKey: opened.privateKey };
      },
      dayHalfOf: createDayHalf({ kv: env.KV, random, failed: (error) => log.failed("tag-day", error) }),
      random,
    });
    this.#app = createApp({
      ...{ desk: this.#desk, inquiry: this.#inquiry, evidenceKey, log },
      ...{ adminToken: env.ADMIN_TOKEN, random },
    });
  }

  override async fetch(request: Request): Promise<Response> {
    return this.#app.fetch(request);
  }

  override alarm(): Promise<void> {
    return this.#alarm.ring(async () => {
      await this.#desk.flush();
      await this.#keeper?.run();
    });
  }

  async tick(): Promise<void> {
    await this.#desk.tick();
    await this.#inquiry.tick();
    // Whatever was changed without a word, or just before the object was put to sleep.
    await this.#keeper?.noteChange();
  }
}

async function openOnlineKey(text: string): Promise<Signer> {
  const key = v.parse(v.pipe(v.string(), v.parseJson(), OnlineKey), text);
  const seed = fromBase64url(key.seed);
  if (seed?.length !== SEED_BYTES) throw new Error("ONLINE_KEY's seed is 32 bytes of base64url");
  return createSigner(key.id, seed);
}

function openStores({ KV, ACCOUNTS, PRIVATE }: WardenEnv): Stores {
  if (ACCOUNTS === undefined) return onlyStore(KV);
  return createStores(ACCOUNTS, { kv: KV, fetchOf: (account) => reachOf(account, PRIVATE) });
}

function openKeeper(
  { SNAPSHOTS, PRIVATE }: WardenEnv,
  deps: Pick<KeeperDeps, "storage" | "signer" | "wakeAt" | "log">,
): Keeper | undefined {
  if (SNAPSHOTS === undefined) return undefined;
  const { to, shelves } = v.parse(ShelvesText, SNAPSHOTS);
  return createKeeper({
    ...deps,
    to: fromBase64url(to) ?? new Uint8Array(),
    shelves: shelves.map((shelf) => createShelf(shelf, reachOf(shelf, PRIVATE))),
    clock: Date.now,
  });
}

/** What lies on this machine is reached through the private network, where there is one. */
function reachOf(place: { readonly private?: true | undefined }, network: Fetcher | undefined): Fetch {
  if (place.private && network !== undefined) return (url, init) => network.fetch(url, init);
  return (url, init) => fetch(url, init);
}

async function openRootKey(text: string): Promise<Verifier> {
  return createVerifier(fromBase64url(text) ?? new Uint8Array());
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
