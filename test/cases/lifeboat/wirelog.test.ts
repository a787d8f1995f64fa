// What the wire hears of a thousand failovers (two hundred in the short form), in the windows of a real mesh, by a clock that is moved: how many hostnames a
// censor can count for one client. At most one new name in ten seconds unless that one fails too, however long it goes on.

import { describe, expect, inject, test } from "vitest";
import { ROSTER_WINDOWS } from "../../../shared/domain/roster.ts";
import { createRandom, type Random, seedOf } from "../../fuzz/random.ts";
import { spreadOf, spreadText, tellFigures } from "../../support/figures.ts";
import { createOtherMirrors, type Heard, type OtherMirrors } from "../../support/othermirrors.ts";
import type {} from "../../support/seed.ts";

const FAILOVERS = process.env.HEZAR_LONG === "1" ? 1000 : 200;
const mirrors = [..."bcdefghij"].map((name, at) => {
  const hostname = `${name}.example`;
  return { hostname, origin: `https://${hostname}`, door: "abcdefgh", zone: at, provider: at % 3 };
});
const names = mirrors.map(({ hostname }) => hostname);

/** What the censor does before each failover; `inUse` is the mirror that answered last. */
type Censor = (world: OtherMirrors, inUse: string, random: Random) => void;

const CENSORS: readonly (readonly [string, Censor])[] = [
  [
    "the mirror in use is blocked",
    ({ blocked }, inUse) => {
      blocked.clear();
      blocked.add(inUse);
    },
  ],
  [
    "three of nine, at random, with the one in use",
    ({ blocked }, inUse, random) => {
      blocked.clear();
      blocked.add(inUse);
      while (blocked.size < 3) blocked.add(random.pick(names));
    },
  ],
  [
    "all but one, at random",
    ({ blocked }, inUse, random) => {
      const spared = random.pick(names.filter((name) => name !== inUse));
      blocked.clear();
      for (const name of names) if (name !== spared) blocked.add(name);
    },
  ],
];

interface Life {
  readonly heard: Heard[];
}

async function drive(censor: Censor, random: Random) {
  const world = createOtherMirrors({ mirrors, windows: ROSTER_WINDOWS, draw: () => random.below(1 << 16) / (1 << 16) });
  const lives: Life[] = [];
  const perFailover: number[] = [];
  let lost = 0;
  let from = 0;
  let inUse = (await world.ask()) ?? "";
  for (let failover = 0; failover < FAILOVERS; failover++) {
    censor(world, inUse, random);
    const before = world.heard.length;
    const next = await world.ask();
    if (next === undefined) lost++;
    inUse = next ?? inUse;
    perFailover.push(new Set(world.heard.slice(before).map(({ name }) => name)).size);
    // A page has a few dozen parts, and a reader turns it after a while.
    for (let part = 0; part < 2; part++) await world.ask();
    world.clock.now += 1000 * (5 + random.below(115));
    if (random.once(3)) {
      lives.push({ heard: world.heard.slice(from) });
      from = world.heard.length;
      world.newLife();
    }
  }
  lives.push({ heard: world.heard.slice(from) });
  return { heard: world.heard, lives, perFailover, lost };
}

/** New names of one life of the worker that came within the pause of another which had not failed meanwhile. */
function tooSoon({ heard }: Life): readonly Heard[] {
  const first = (name: string) => heard.findIndex((one) => one.name === name);
  const fresh = [...new Set(heard.map(({ name }) => name))].map(first);
  return fresh.flatMap((place, at) => {
    const [one, last] = [heard[place], heard[fresh[at - 1] ?? -1]];
    if (!one || !last || one.at - last.at >= ROSTER_WINDOWS.pauseSeconds * 1000) return [];
    const hasFailed = heard.slice(0, place).some(({ name, failed }) => name === last.name && failed);
    return hasFailed ? [] : one;
  });
}

/** Names asked again before a censor's residual block of 180 s could be over, though there was another that had not failed. */
function tooEager(heard: readonly Heard[]): readonly Heard[] {
  return heard.filter((one, at) => {
    const before = heard.slice(0, at);
    const last = (name: string) => before.findLast((past) => past.name === name);
    const failed = (name: string, milliseconds: number) => {
      const past = last(name);
      return past?.failed && one.at - past.at < milliseconds;
    };
    return failed(one.name, 180_000) && !names.every((name) => failed(name, ROSTER_WINDOWS.retrySeconds * 1000));
  });
}

function perMinute(heard: readonly Heard[]): readonly number[] {
  const start = heard[0]?.at ?? 0;
  const minutes = Map.groupBy(heard, ({ at }) => Math.floor((at - start) / 60_000));
  return [...minutes.values()].map((inIt) => new Set(inIt.map(({ name }) => name)).size);
}

describe("many failovers on the wire", () => {
  test.each(CENSORS)(
    "%s: no new name within ten seconds of one that answers, no dead one again too soon",
    async (title, censor) => {
      const random = createRandom(seedOf("wirelog", title, inject("seed")));
      const { heard, lives, perFailover, lost } = await drive(censor, random);
      const hours = ((heard.at(-1)?.at ?? 0) - (heard[0]?.at ?? 0)) / 3_600_000;
      const figures = {
        ...{ failovers: FAILOVERS, hours: Math.round(hours * 10) / 10, workerLives: lives.length, lost },
        ...{ namesAFailover: spreadOf(perFailover), namesAMinute: spreadOf(perMinute(heard)) },
      };
      tellFigures(`${FAILOVERS} failovers of one client in ${figures.hours} h, true windows: ${title}`, figures, [
        ["hostnames named in a failover", spreadText(figures.namesAFailover)],
        ["in a minute that has any", spreadText(figures.namesAMinute)],
        ["requests that found no way", `${lost}`],
      ]);
      expect(lives.flatMap(tooSoon)).toEqual([]);
      expect(lost).toBe(0);
      expect(tooEager(heard)).toEqual([]);
    },
  );
});
