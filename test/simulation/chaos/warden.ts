// The warden's real app, desk and tables, over SQLite in memory and the world's time. Calls reach it by HTTP's own words,
// through whatever fate the caller has.

import { createKeyring, publicText, seedBytes } from "../../../scripts/mint/keyring.ts";
import type { Keys } from "../../../scripts/operator/keys.ts";
import { createWardenClient, type WardenClient } from "../../../scripts/operator/wardenclient.ts";
import type { Reach } from "../../../scripts/reach.ts";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { createSigner, createVerifier } from "../../../shared/domain/signature.ts";
import { createLog } from "../../../shared/log.ts";
import { createApp } from "../../../workers/warden/app.ts";
import { createDesk, type Desk } from "../../../workers/warden/desk.ts";
import { createInquiry } from "../../../workers/warden/evidence/inquiry.ts";
import { migrate } from "../../../workers/warden/schema.ts";
import { onlyStore } from "../../../workers/warden/stores.ts";
import type { Dice } from "./chance.ts";
import type { StaleKv } from "./cloud.ts";
import type { Fate } from "./fate.ts";
import { createMemoryStorage } from "./storage.ts";
import type { Time } from "./time.ts";

export interface Warden {
  readonly desk: Desk;
  /** As one process reaches it. */
  client(fate: Fate, clock: ReturnType<Time["clock"]>): WardenClient;
  close(): void;
}

/** The same in every run: a run is its seed alone. */
export const KEYS: Keys = keysOf();

export async function createWarden({ dice, time, kv }: { dice: Dice; time: Time; kv: StaleKv }): Promise<Warden> {
  const storage = createMemoryStorage();
  migrate(storage as never);
  const logged: string[] = [];
  const log = createLog((line) => logged.push(line));
  const signer = createSigner(KEYS.online.id, seedBytes(KEYS.online.seed));
  const root = createVerifier(new Uint8Array(Buffer.from(publicText(KEYS.rootSeed), "base64url")));
  const desk = createDesk({
    storage: storage as never,
    stores: onlyStore(kv),
    signer: () => signer,
    root: () => root,
    clock: time.now,
    random: dice.bytes,
    wakeAt: async () => undefined,
    log,
  });
  // Nobody witnesses anything here: what is judged is told by the world.
  const silent = { note: async () => [], judge: async () => [] };
  const inquiry = createInquiry({
    ...{ look: desk.look, change: desk.change, evidenceOf: () => silent, keys: async () => undefined },
    ...{ dayHalfOf: async () => dice.bytes(32), random: dice.bytes },
  });
  const unused = { inquiry, evidenceKey: undefined as never, adminToken: KEYS.adminToken };
  const app = createApp({ ...unused, desk, log, random: dice.bytes });
  await desk.replaceKeyring(await createKeyring(KEYS, { version: 1, now: Math.floor(time.now() / 1000) }));
  return {
    desk,
    client: (fate, clock) => {
      const reach: Reach = (url, init) => {
        const { pathname } = new URL(url);
        return fate.call(`${init?.method} ${pathname}`, async () => app.request(url, init as RequestInit));
      };
      return createWardenClient({ url: "https://warden.test", token: "t", reach, clock });
    },
    close: storage.close,
  };
}

function keysOf(): Keys {
  const seed = (byte: number) => toBase64url(new Uint8Array(32).fill(byte));
  return {
    ...{ meshId: "0123456789ab", rootSeed: seed(7), online: { id: 1, seed: seed(9) }, deployKey: seed(11) },
    ...{ adminToken: seed(13), beaconToken: seed(15) },
  };
}
