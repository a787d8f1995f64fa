// Whom a lifeboat asks over time: few names on the wire, the same second one through all of the worker's lives, another provider
// where one fails, and a dead mirror again after its while.

import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../shared/domain/report.ts";
import { createRandom, seedOf } from "../../fuzz/random.ts";
import { createOtherMirrors, type OtherMirrorsOptions } from "../../support/othermirrors.ts";

const windows = { refreshSeconds: 3600, retrySeconds: 300, pauseSeconds: 10 };
const mirror = (name: string, provider = 0) => {
  const hostname = `${name}.example`;
  return { hostname, origin: `https://${hostname}`, door: "abcdefgh", zone: 0, provider };
};
const nine = [..."bcdefghij"].map((name) => mirror(name));
const random = createRandom(seedOf("others"));
const draw = () => random.below(1000) / 1000;
const world = (changes: Partial<OtherMirrorsOptions> = {}) =>
  createOtherMirrors({ mirrors: nine, windows, draw, ...changes });
const namesIn = (heard: readonly { readonly name: string }[]) => [...new Set(heard.map(({ name }) => name))];

describe("the other mirrors", () => {
  test("are one, through all lives of the worker, while it answers", async () => {
    const { ask, clock, heard, newLife } = world();
    for (let life = 0; life < 50; life++) {
      expect(await ask()).toBe(heard[0]?.name);
      clock.now += 3_600_000;
      newLife();
    }
    expect(namesIn(heard)).toHaveLength(1);
  });

  test("are drawn afresh where the one in use fails, and the next is the one for the lives that come", async () => {
    const { ask, blocked, clock, heard, newLife } = world();
    const first = await ask();
    blocked.add(first ?? "");
    const second = await ask();
    expect(second).not.toBe(first);
    clock.now += 20_000;
    newLife();
    expect(await ask()).toBe(second);
    expect(namesIn(heard)).toEqual([first, second]);
  });

  test("are asked again once their while is over, and not before", async () => {
    const { ask, blocked, clock, heard } = world({ mirrors: nine.slice(0, 2) });
    const first = (await ask()) ?? "";
    blocked.add(first);
    const second = (await ask()) ?? "";
    blocked.clear();
    clock.now += 299_000;
    const before = heard.length;
    expect(await ask()).toBe(second);
    expect(namesIn(heard.slice(before))).toEqual([second]);
    blocked.add(second);
    clock.now += 1_000;
    expect(await ask()).toBe(first);
  });

  test("set no cookie once the page has its answer from the own mirror: its form would not be of that session", async () => {
    const { ask, taken } = world();
    expect(await ask({ isOver: () => true })).toBeUndefined();
    expect(taken).toEqual([]);
    await ask();
    expect(taken).toHaveLength(1);
  });

  test.each<readonly [string, Outcome | undefined, readonly string[]]>([
    ["the own mirror and another of its provider failed alike: one of another provider", "tcp", ["x"]],
    ["the own mirror failed in another way: any", "blockpage", ["c", "d", "x"]],
    ["the own mirror answers: any", undefined, ["c", "d", "x"]],
  ])("%s", async (_, ownFailed, expected) => {
    const asked = new Set<string>();
    for (const turn of [0, 0.34, 0.67, 0.99]) {
      const draws = [0, turn];
      const home = { mirror: mirror("own", 0), failed: () => ownFailed };
      const mirrors = [mirror("b"), mirror("c"), mirror("d"), mirror("x", 1)];
      const { ask, blocked } = world({ mirrors, home, draw: () => draws.shift() ?? turn });
      blocked.add("b.example");
      asked.add((await ask())?.split(".")[0] ?? "");
    }
    expect([...asked].sort()).toEqual(expected);
  });
});
