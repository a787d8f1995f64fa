// A mesh on two accounts with a censor, readers and vandals, and the machines that steer it: each with a wrong clock, a bad
// line and a way to die.

import { createLeaseKeeper } from "../../../scripts/autopilot/lease.ts";
import { type Pass, runPass } from "../../../scripts/autopilot/pass.ts";
import { MintFailure } from "../../../scripts/mint/failure.ts";
import type { Mesh } from "../../../scripts/mint/mesh.ts";
import { Mistake } from "../../../scripts/terminal/mistake.ts";
import { splitRecord } from "../../../shared/domain/envelope.ts";
import { zoneKey } from "../../../shared/store/keys.ts";
import type { MeshSettings, Mirror } from "../../../shared/wardenapi.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import type { Dice } from "./chance.ts";
import { type Cloud, createBrittleKv, createCloud, createProvider, createStaleKv } from "./cloud.ts";
import { CALM, createFate, type Fate, type Odds } from "./fate.ts";
import { createTime, type Time } from "./time.ts";
import { createWarden, KEYS, type Warden } from "./warden.ts";

const START = Date.UTC(2026, 10, 22, 12);
const SKEW_SECONDS = 3600;
const STALE_SECONDS = 300;
const PROBE_SECONDS = 150;
const PROBE_EVERY_MILLISECONDS = 10_000;

export const WANTED = { live: 3, reserve: 1, perGroup: 2 } as const;
export const REMOVE_AFTER_SECONDS = 3600;
export const ZONES = Array.from({ length: 14 }, (_, at) => ({
  ...{ zone: `zone-${at}.example`, account: at % 2 === 0 ? "first" : "second", service: "news" },
  scheme: "https" as const,
}));

const SETTINGS: MeshSettings = {
  services: [{ id: "news", primary: "https://news.test", secondaries: [], policy: "read-only", authority: "owner" }],
  zones: ZONES,
  mirrors: WANTED,
  lineageSize: 4,
  drainSeconds: 3600,
};

const PAGE = { type: "text/html", body: "" };
const MESH: Mesh = {
  services: SETTINGS.services,
  zones: ZONES.map((zone) => ({ ...zone, privateUpstreams: false, cover: { files: { "/": PAGE }, notFound: PAGE } })),
  namespaces: { first: "kv", second: "kv" },
  apart: [],
  country: "IR",
};

export interface World {
  readonly dice: Dice;
  readonly time: Time;
  readonly warden: Warden;
  readonly clouds: ReadonlyMap<string, Cloud>;
  readonly story: (line: string) => void;
  /** From now on so many of the warden's writes to KV fail. */
  setKvOdds(fails: number): void;
  /** A pass of one machine; undefined where it died or could not go on. */
  steer(machine: Machine): Promise<Pass | undefined>;
  close(): void;
}

export interface Machine {
  readonly name: string;
  readonly stateDir: string;
  readonly odds: Odds;
  readonly freeze?: () => Promise<void> | undefined;
}

export interface WorldOptions {
  readonly dice: Dice;
  readonly story: (line: string) => void;
  /** Runs whenever a call has taken effect. */
  readonly check: (world: World) => void;
}

export async function createWorld({ dice, story, check }: WorldOptions): Promise<World> {
  const time = createTime(START);
  let kvFails = 0;
  const stale = createStaleKv(time, dice.between(0, STALE_SECONDS));
  const kv = createBrittleKv(stale, { dice, odds: () => kvFails });
  const warden = await createWarden({ dice, time, kv });
  await warden.desk.change((book) => configure(book, SETTINGS));
  const clouds = new Map(
    ["first", "second"].map((account) => [
      account,
      createCloud(kv, (access) => story(`the account ${account} is ${access}`)),
    ]),
  );
  const world: World = {
    ...{ dice, time, warden, clouds, story, close: warden.close },
    setKvOdds: (fails) => {
      if (fails > 0) story(`of the writes to KV ${fails * 100} % fail`);
      kvFails = fails;
    },
    steer: async (machine) => {
      const fate = createFate({ ...machine, dice, time, story, check: () => check(world) });
      try {
        return await runPass(passOptions(machine, fate, world));
      } catch (error) {
        // Dead, or out of reach of the warden: the next pass is another process's. Anything else is a bug.
        if (!fate.isDead() && !(error instanceof Mistake)) throw error;
        story(`${machine.name}'s pass ends: ${(error as Error).message}`);
        return undefined;
      }
    },
  };
  return world;
}

function passOptions({ name, stateDir, odds }: Machine, fate: Fate, { dice, time, warden, clouds }: World) {
  const clock = time.clock(dice.between(-SKEW_SECONDS, SKEW_SECONDS), fate.isDead);
  const client = warden.client(fate, clock);
  return {
    ...{ stateDir, mesh: MESH, keys: KEYS, warden: client, clock, isDeep: odds === CALM || dice.hits(0.5) },
    providers: new Map([...clouds].map(([account, cloud]) => [account, createProvider(cloud, fate)])),
    lease: createLeaseKeeper({ warden: client, clock, holder: `${name} ${dice.next()}` }),
    reach: (url: string | URL) => fate.call(`look at ${url}`, async () => answerAt(new URL(url).hostname, clouds)),
    random: dice.bytes,
    onProgress: () => undefined,
    onStep: () => undefined,
    probe: async (mirror: Mirror) => {
      const giveUpAt = clock.now() + PROBE_SECONDS * 1000;
      while (!answers(mirror, clouds)) {
        if (fate.isDead() || clock.now() >= giveUpAt) throw new MintFailure("it does not answer", { next: "" });
        await clock.sleep(PROBE_EVERY_MILLISECONDS);
      }
    },
    desired: {
      ...{
        zones: MESH.zones,
        apart: [],
        country: "IR",
        timeZone: "Asia/Tehran",
        removeAfterSeconds: REMOVE_AFTER_SECONDS,
      },
      quietHours: { fromMinute: 60, toMinute: 300 },
      rotateAfterSeconds: 6 * 3600,
      release: { everySeconds: 120, most: 3 },
    },
  };
}

/** What a stranger gets there: nothing of an account that is closed. */
function answerAt(hostname: string, clouds: World["clouds"]): Response {
  const zone = ZONES.find((one) => hostname.endsWith(`.${one.zone}`));
  const cloud = clouds.get(zone?.account ?? "");
  if (zone === undefined || cloud === undefined || cloud.door.access === "closed") throw new TypeError("fetch failed");
  const stands = cloud.workers.has(cloud.routes.get(zone.zone) ?? "");
  return new Response(null, { status: stands ? 200 : 522 });
}

/** A mirror answers where its zone's Worker and route stand and its zone's record, as late as KV is, names it. */
function answers({ hostname, zone, account }: Mirror, clouds: World["clouds"]): boolean {
  const cloud = clouds.get(account);
  const worker = cloud?.routes.get(zone);
  if (cloud === undefined || worker === undefined || !cloud.workers.has(worker)) return false;
  const body = splitRecord(cloud.kv.read(zoneKey(zone)) ?? "")?.body;
  const { mirrors = [] } = JSON.parse(body ?? "{}") as { mirrors?: readonly { readonly label: string }[] };
  return mirrors.some(({ label }) => `${label}.${zone}` === hostname);
}
