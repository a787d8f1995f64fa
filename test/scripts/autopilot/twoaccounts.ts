// A mesh on two accounts in memory: the warden's real app and tables, the provider's real code on the edge's real API. One
// account may close at any call made to it: its API says no from that call on, and its mirrors fall silent.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Action } from "../../../scripts/autopilot/action.ts";
import { createLeaseKeeper } from "../../../scripts/autopilot/lease.ts";
import { type Pass, type PassOptions, preview, runPass } from "../../../scripts/autopilot/pass.ts";
import type { Release } from "../../../scripts/autopilot/plans/spacing.ts";
import type { Clock } from "../../../scripts/clock.ts";
import { scriptKey } from "../../../scripts/edge/storage/state.ts";
import { MintFailure } from "../../../scripts/mint/failure.ts";
import type { Mesh } from "../../../scripts/mint/mesh.ts";
import type { WardenClient } from "../../../scripts/operator/wardenclient.ts";
import { createCloudflare } from "../../../scripts/providers/cloudflare/cloudflare.ts";
import type { Provider } from "../../../scripts/providers/provider.ts";
import type { Reach } from "../../../scripts/reach.ts";
import { isStanding, type MeshSettings, type Mirror } from "../../../shared/wardenapi.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { heed } from "../../../workers/warden/moves/signal.ts";
import { createDice } from "../../simulation/chaos/chance.ts";
import type { Fate } from "../../simulation/chaos/fate.ts";
import { createTime, type Time } from "../../simulation/chaos/time.ts";
import { createWarden, KEYS, type Warden } from "../../simulation/chaos/warden.ts";
import { type PaperEdge, startPaperEdge } from "../../support/paperedge.ts";

const START = Date.UTC(2026, 10, 22, 12);
export const IDS = { first: "1".repeat(32), second: "2".repeat(32) } as const;
export type AccountName = keyof typeof IDS;
const NAMES: readonly AccountName[] = ["first", "second"];
const HOUR_SECONDS = 3600;
const USUAL_RELEASE: Release = { everySeconds: 600, most: 2 };
const HASTY_RELEASE: Release = { everySeconds: 0, most: 100 };

export interface Closing {
  readonly account: AccountName;
  /** The first call it answers no more: of a kind (`kindOf`), or counted from 1. */
  readonly at: string | number;
  /** 503: it is only away. */
  readonly status: 401 | 403 | 503;
  /** Only the token is gone: its mirrors go on serving. */
  readonly isServing?: boolean;
}

export interface TwoAccounts {
  readonly warden: Warden;
  readonly client: WardenClient;
  readonly edge: PaperEdge;
  readonly time: Time;
  readonly mesh: Mesh;
  providers(): ReadonlyMap<AccountName, Provider>;
  /** Calls to each account's API since the last pass began, as `GET /accounts/…`. */
  readonly calls: Readonly<Record<AccountName, readonly string[]>>;
  pass(closing?: Closing): Promise<Pass>;
  /** What a pass would do. */
  preview(closing?: Closing): Promise<readonly Action[]>;
  /** A pass that mints all that is ordered at once, and an hour. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface Wanted {
  readonly zones: Readonly<Record<AccountName, number>>;
  readonly mirrors: MeshSettings["mirrors"];
  readonly workersMost?: Mesh["workersMost"];
}

export async function createTwoAccounts({ zones, mirrors, workersMost }: Wanted): Promise<TwoAccounts> {
  const stateDir = await mkdtemp(join(tmpdir(), "hezar-two-"));
  const [dice, time] = [createDice(1), createTime(START)];
  const placed = NAMES.flatMap((account) =>
    Array.from({ length: zones[account] }, (_, at) => ({ zone: `${account}-${at}.example`, account })),
  );
  const edge = await startPaperEdge({
    now: time.now,
    accounts: NAMES.map((account) => ({
      ...{ id: IDS[account], token: account, subdomain: account },
      zones: placed.filter((place) => place.account === account).map(({ zone }) => zone),
    })),
  });
  const settings: MeshSettings = {
    services: [{ id: "news", primary: "https://news.test", secondaries: [], policy: "read-only", authority: "owner" }],
    zones: placed.map((place) => ({ ...place, service: "news", scheme: "https" })),
    ...{ mirrors, lineageSize: 8 },
  };
  const namespaces = Object.fromEntries(NAMES.map((account) => [account, addNamespace(edge, IDS[account])]));
  const warden = await createWarden({
    ...{ dice, time },
    kv: {
      put: async (key, text) => {
        for (const id of Object.values(namespaces)) edge.state.kv.put(id, key, { value: Buffer.from(text) });
      },
      read: () => undefined,
    },
  });
  await warden.desk.change((book) => configure(book, settings));

  const line: Line = { calls: { first: [], second: [] } };
  const alive: Fate = { isDead: () => false, call: (_, work) => work() };
  const now = time.clock(0, alive.isDead);
  // Who waits lets the warden's alarm ring.
  const clock: Clock = {
    now: now.now,
    sleep: async (milliseconds) => {
      await now.sleep(milliseconds);
      await warden.desk.flush();
    },
  };
  const client: WardenClient = {
    ...warden.client(alive, clock),
    signal: (signals) => warden.desk.change((book) => signals.flatMap((signal) => heed(book, signal))),
  };
  // New for each pass, as in a cron's process: one remembers zones.
  const providers = () =>
    new Map(
      NAMES.map((account) => [
        account,
        createCloudflare({
          ...{ apiUrl: edge.apiUrl, accountId: IDS[account], token: account, meshId: KEYS.meshId, clock },
          ...{ fetch: fetchOf(account, line), budget: { spend: async () => undefined }, random: () => 0 },
        }),
      ]),
    );
  const page = { type: "text/html", body: "" };
  const mesh: Mesh = {
    services: settings.services,
    zones: settings.zones.map((zone) => ({
      ...zone,
      privateUpstreams: false,
      cover: { files: { "/": page }, notFound: page },
    })),
    ...{ namespaces, apart: [], country: "IR" },
    ...(workersMost && { workersMost }),
  };
  const answers = (hostname: string) => {
    const key = edge.routing({ hostname, path: "/" });
    const silent = line.closing !== undefined && line.isClosed && line.closing.isServing !== true;
    return key !== undefined && !(silent && key.startsWith(scriptKey(IDS[line.closing?.account ?? "first"], "")));
  };
  const reach: Reach = async (url) =>
    answers(new URL(url).hostname) ? new Response("cover") : new Response("error code: 1001", { status: 530 });

  const optionsOf = (release: Release, closing?: Closing): PassOptions => {
    Object.assign(line, { calls: { first: [], second: [] }, closing, isClosed: false });
    return {
      ...{ stateDir, mesh, keys: KEYS, warden: client, clock, reach, random: dice.bytes, isDeep: true },
      health: { perAccount: 2 },
      providers: providers(),
      ...{ onProgress: () => undefined, onStep: () => undefined },
      probe: async ({ hostname }: Mirror) => {
        if (!answers(hostname)) throw new MintFailure(`${hostname} is not fit: it does not answer.`, { next: "" });
      },
      lease: createLeaseKeeper({ warden: client, clock, holder: "server" }),
      desired: {
        ...{ zones: mesh.zones, apart: [], country: "IR", timeZone: "Asia/Tehran", removeAfterSeconds: HOUR_SECONDS },
        quietHours: { fromMinute: 60, toMinute: 300 },
        release,
      },
    };
  };
  return {
    ...{ warden, client, edge, time, mesh, providers },
    pass: (closing) => runPass(optionsOf(USUAL_RELEASE, closing)),
    preview: (closing) => preview(optionsOf(USUAL_RELEASE, closing)),
    get calls() {
      return line.calls;
    },
    settle: async () => {
      const { holds, failures } = await runPass(optionsOf(HASTY_RELEASE));
      const { orders } = await client.status();
      if (failures.length + holds.length > 0 || orders.some(isStanding)) throw new Error("the mesh comes to no rest");
      time.pass(HOUR_SECONDS);
    },
    close: async () => {
      warden.close();
      await edge.close();
      await rm(stateDir, { recursive: true });
    },
  };
}

/** What goes between us and the accounts' APIs. */
interface Line {
  calls: Record<AccountName, string[]>;
  closing?: Closing | undefined;
  isClosed?: boolean;
}

function fetchOf(account: AccountName, line: Line): typeof globalThis.fetch {
  return async (input, init) => {
    const made = line.calls[account];
    const call = `${init?.method} ${new URL(String(input)).pathname.replace("/client/v4", "")}`;
    made.push(call);
    const { closing } = line;
    if (closing?.account !== account) return fetch(input, init);
    if (made.length === closing.at || kindOf(call) === closing.at) line.isClosed = true;
    if (line.isClosed !== true) return fetch(input, init);
    const { status } = closing;
    return Response.json({ success: false, errors: [SAYS[status]], messages: [], result: null }, { status });
  };
}

/** A call without its ids: `GET /zones/:zone/dns_records`. */
export function kindOf(call: string): string {
  return NAMED.reduce((kind, [before, name]) => kind.replace(before, `$1:${name}`), call);
}
const NAMED = [
  [/(\/accounts\/)[^/]+/, "account"],
  [/(\/zones\/)[^/]+/, "zone"],
  [/(\/(?:scripts)\/)[^/]+/, "script"],
  [/(\/namespaces\/)[^/]+/, "namespace"],
  [/(\/(?:values)\/)[^/]+/, "key"],
  [/(\/(?:dns_records|routes)\/)[^/]+/, "id"],
] as const;

const SAYS = {
  401: { code: 1000, message: "Invalid API Token" },
  403: { code: 10000, message: "Authentication error" },
  503: { code: 7010, message: "Service unavailable" },
} as const;

function addNamespace({ state }: PaperEdge, account: string): string {
  const id = account.replaceAll(/./g, (digit) => (digit === "1" ? "a" : "b"));
  state.namespaces.put(account, id, { id, account, title: `hezar-${KEYS.meshId}` });
  return id;
}
