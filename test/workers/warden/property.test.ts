// Whatever an operator, a minter, readers and a failing KV do in whatever order, the promises hold after every step.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Cause } from "../../../shared/domain/blocklist.ts";
import { shownMirrors } from "../../../shared/domain/groups.ts";
import { matchesPattern } from "../../../shared/domain/hostname.ts";
import { judgeHost } from "../../../shared/domain/verdict/judge.ts";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";
import { burn, unburn } from "../../../workers/warden/moves/burn.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { abandon, claim, publish, ready } from "../../../workers/warden/moves/mint.ts";
import { order, rotate } from "../../../workers/warden/moves/order.ts";
import { retire } from "../../../workers/warden/moves/retire.ts";
import { judgeSky } from "../../../workers/warden/moves/sky.ts";
import { actOn } from "../../../workers/warden/moves/verdict.ts";
import { inWorld, settings, type World, ZONES } from "./mesh.ts";

const RUNS = 60;
const STEPS = 80;
const CHANNELS = ["family", "paper", "radio"];
const CAUSES = ["censor", "operator", "provider", "flagged"] as const;

const VERDICTS = [
  ["burned", "censor"],
  ["burned", "flagged"],
  ["suspect", undefined],
  ["suspect", undefined],
  ["suspect", "origin"],
  ["healthy", undefined],
] as const;

type Verdicted = Pick<Verdict, "country" | "state" | "spareFor"> & {
  readonly cause: Cause | undefined;
  readonly now: number;
};

/** As the judge would say it; what it went by is of no matter here. */
function verdictOn(hostname: string, { cause, now, ...said }: Verdicted): Verdict {
  const evidence = { groups: [], sightings: [], reports: [], probes: [], signals: [], words: [] };
  const { numbers, because } = judgeHost({ ...evidence, hostname, country: said.country }, { now });
  return { hostname, ...said, level: "hostname", numbers, because, judgedAt: now, ...(cause && { cause }) };
}

/** A step is a kind and two numbers that choose among what stands. */
const step = fc.tuple(
  fc.constantFrom(
    ...[
      "configure",
      "mint",
      "mint",
      "mint",
      "claim",
      "abandon",
      "burn",
      "burn",
      "burnZone",
      "burnAhead",
      "unburn",
      "retire",
      "judge",
      "judge",
      "sky",
    ],
    ...["invite", "invite", "admit", "admit", "admit", "order", "rotate", "pass", "pass", "tidy", "breakKv", "flush"],
  ),
  fc.nat({ max: 1_000_000 }),
  fc.nat({ max: 1_000_000 }),
);
type Step = readonly [string, number, number];

interface History {
  readonly codes: string[];
  /** Hostnames that were ever burned. */
  readonly burned: Set<string>;
  /** Every claim that was accepted. */
  readonly claimed: string[];
  readonly channelOf: Map<string, string>;
  readonly versions: Map<string, number>;
  seen: number;
}

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % items.length];
}

async function take(world: World, history: History, [kind, left, right]: Step): Promise<void> {
  const { desk } = world;
  const { mirrors, orders, blocklist } = desk.status();
  const hostname = pick(mirrors, left)?.hostname ?? "nobody.garden.example";
  const open = pick(
    orders.filter(({ state }) => state === "open"),
    left,
  );
  const zone = pick(ZONES, right) as string;
  switch (kind) {
    case "configure": {
      const change = {
        mirrors: { live: left % 4, reserve: right % 3, perGroup: 1 + (left % 3) },
        lineageSize: 1 + (right % 5),
      };
      await desk.change((book) => configure(book, settings(change)));
      return;
    }
    case "mint":
    case "claim": {
      const wanted = kind === "claim" ? hostname : `leaf-${left % 500}.${zone}`;
      const at = wanted.slice(wanted.indexOf(".") + 1);
      const wish = { hostname: wanted, zone: at, door: "abcdefgh", maskKey: "A".repeat(43) };
      const known = mirrors.some((mirror) => mirror.hostname === wanted);
      const claimed = await desk.change((book) => claim(book, open?.id ?? 0, wish));
      if (!claimed.ok) return;
      expect(known).toBe(false);
      expect(blocklist.entries.some(({ pattern }) => matchesPattern(wanted, pattern))).toBe(false);
      history.claimed.push(wanted);
      if (right % 5 === 0) return;
      await desk.change((book) => publish(book, wanted));
      if (right % 7 !== 0) await desk.change((book) => ready(book, wanted));
      return;
    }
    case "abandon":
      await desk.change((book) => abandon(book, hostname));
      return;
    case "burn":
    case "burnZone":
    case "burnAhead": {
      const pattern = { burn: hostname, burnZone: `*.${zone}`, burnAhead: `leaf-${left % 500}.${zone}` }[kind];
      const country = right % 4 === 0 ? { country: "IR" } : {};
      if (kind === "burnZone" && left % 3 !== 0) return;
      const answer = await desk.change((book) =>
        burn(book, { pattern, ...country, cause: CAUSES[left % 4] ?? "censor" }),
      );
      if (answer.ok) for (const burned of answer.value.burned) history.burned.add(burned);
      return;
    }
    case "judge": {
      const groups = await desk.change((book) => book.groups.all());
      const [state, cause] = pick(VERDICTS, right) ?? (["healthy", undefined] as const);
      const spareFor = state === "suspect" ? groups.slice(0, 1 + (left % 2)).map(({ id }) => id) : [];
      const country = left % 3 === 0 ? "" : "IR";
      const before = new Set(mirrors.filter((mirror) => mirror.state === "burned").map((mirror) => mirror.hostname));
      await desk.change((book) =>
        actOn(book, [verdictOn(hostname, { country, state, cause, spareFor, now: world.now() })]),
      );
      for (const mirror of desk.status().mirrors)
        if (mirror.state === "burned" && !before.has(mirror.hostname)) history.burned.add(mirror.hostname);
      return;
    }
    case "sky": {
      await desk.change(judgeSky);
      for (const mirror of desk.status().mirrors) if (mirror.state === "burned") history.burned.add(mirror.hostname);
      return;
    }
    case "unburn":
      await desk.change((book) => unburn(book, { pattern: pick(blocklist.entries, left)?.pattern ?? "x.example" }));
      return;
    case "retire":
      await desk.change((book) => retire(book, hostname));
      return;
    case "invite": {
      const channel = pick(CHANNELS, left) as string;
      const made = await desk.invite({
        service: "news",
        channel,
        uses: 1 + (right % 6),
        level: 0,
        days: 1 + (right % 30),
      });
      if (made.ok) history.codes.push(made.value.code);
      return;
    }
    case "admit": {
      const [before, { readers }] = [await desk.change((book) => book.groups.all()), desk.status().groups];
      const admitted = await desk.admit(pick(history.codes, left) ?? "00000-00000-00000-00000");
      if (!admitted.ok) return;
      const isNewcomer = desk.status().groups.readers > readers;
      const channel = before.filter((group) => group.channel === admitted.value.channel);
      if (isNewcomer && channel.some((group) => shownMirrors(group).length > 0))
        expect(admitted.value.mirrors).not.toEqual([]);
      for (const mirror of admitted.value.mirrors) expect(history.burned.has(mirror.hostname)).toBe(false);
      for (const mirror of admitted.value.mirrors)
        expect(history.channelOf.get(mirror.hostname)).toBe(admitted.value.channel);
      return;
    }
    case "order":
      await desk.change((book) => order(book, { service: "news", count: 1 + (left % 2) }));
      return;
    case "rotate":
      await desk.change((book) => rotate(book, { olderThanSeconds: left % 100_000 }));
      return;
    case "pass":
      world.pass(left % 5 === 0 ? left % (3 * 86_400) : left % 30);
      return;
    case "tidy":
      await desk.tick();
      return;
    case "breakKv":
      world.breakKv(left % 2 === 0);
      return;
    default:
      await desk.flush();
  }
}

/** What must hold in whatever state the mesh is. */
async function check(world: World, history: History): Promise<void> {
  const { desk } = world;
  const { mirrors, orders, blocklist } = desk.status();
  const states = new Map(mirrors.map(({ hostname, state }) => [hostname, state]));
  const groups = await desk.change((book) => book.groups.all({ withReaders: true }));
  for (const group of groups) {
    for (const hostname of shownMirrors(group)) {
      expect(["live", "suspect"]).toContain(states.get(hostname));
      expect(history.burned.has(hostname)).toBe(false);
      expect(blocklist.entries.some(({ pattern }) => matchesPattern(hostname, pattern))).toBe(false);
      expect(history.channelOf.get(hostname) ?? group.channel).toBe(group.channel);
      history.channelOf.set(hostname, group.channel);
    }
  }
  for (const { open, channel, owned, borrowed } of groups) {
    const inChannel = groups.filter((group) => group.channel === channel);
    if (open && inChannel.some((group) => shownMirrors(group).length > 0))
      expect(owned.length + borrowed.length).toBeGreaterThan(0);
  }
  const owned = groups.flatMap((group) => group.owned);
  expect(new Set(owned).size).toBe(owned.length);
  expect(new Set(history.claimed).size).toBe(history.claimed.length);
  const claims = orders.filter(({ state }) => state === "claimed").map(({ hostname }) => states.get(hostname ?? ""));
  expect(claims.every((state) => state === "minting")).toBe(true);
  expect(mirrors.filter(({ state }) => state === "minting")).toHaveLength(claims.length);
  checkVersions(world, history);
}

/** Every version KV is given is higher than the one before. */
function checkVersions({ writes }: World, history: History): void {
  for (const { key, text } of writes.slice(history.seen)) {
    const version = versionOf(text);
    expect(version).toBeGreaterThan(history.versions.get(key) ?? 0);
    history.versions.set(key, version);
  }
  history.seen = writes.length;
}

function versionOf(text: string): number {
  return Number(/^hezar-roster 1 (\d+)\n|"version":(\d+)/.exec(text)?.slice(1).find(Boolean));
}

/** What KV holds is the newest of each key, and every zone's record is the state of its mirrors. */
async function checkConverged({ desk, kv }: World): Promise<void> {
  expect(desk.status().unpublished).toEqual([]);
  const newest = await desk.change((book) => book.outbox.written().map(({ key, version }) => ({ key, version })));
  expect([...kv].map(([key, text]) => ({ key, version: versionOf(text) })).sort(byKey)).toEqual(newest);
  for (const { hostname, zone, state } of desk.status().mirrors) {
    const text = kv.get(`zone:${zone}`) ?? "";
    const listed = new RegExp(`"label":"${hostname.split(".")[0]}","door":"[a-z]{8}","burned":(true|false)`).exec(text);
    if (state === "retired") expect(listed).toBeNull();
    else if (state !== "minting" && listed !== null) expect(listed[1]).toBe(String(state === "burned"));
    else if (state === "live" || state === "reserve") expect(listed).not.toBeNull();
  }
}

function byKey(left: { readonly key: string }, right: { readonly key: string }): number {
  return left.key < right.key ? -1 : 1;
}

function checkSpacing({ writes }: World): void {
  const last = new Map<string, number>();
  for (const { key, atMs } of writes) {
    expect(atMs - (last.get(key) ?? -Infinity)).toBeGreaterThanOrEqual(1000);
    last.set(key, atMs);
  }
}

test("any sequence of operations keeps what is promised, and KV converges once it is back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: STEPS }), (steps) =>
      inWorld(async (world) => {
        const history: History = {
          codes: [],
          burned: new Set(),
          claimed: [],
          channelOf: new Map(),
          versions: new Map(),
          seen: 0,
        };
        await world.desk.change((book) => configure(book, settings()));
        for (const taken of steps) {
          await take(world, history, taken);
          await check(world, history);
        }
        world.breakKv(false);
        world.pass(600);
        await world.desk.flush();
        await checkConverged(world);
        checkSpacing(world);
      }),
    ),
    { numRuns: RUNS, seed: 20_261_122 },
  );
  // Ten seconds on a quiet machine.
}, 120_000);
