// How long mirrors lived: Kaplan and Meier's median, and what counts as a death.

import { describe, expect, test } from "vitest";
import { type Fate, livesBy, medianLife } from "../../../workers/warden/board/lives.ts";

const lives = (...pairs: readonly (readonly [number, Fate])[]) => pairs.map(([seconds, fate]) => ({ seconds, fate }));

describe("the median life", () => {
  test.each([
    ["of none", lives(), undefined],
    ["where all burned is the middle one", lives([1, "burned"], [2, "burned"], [3, "burned"]), 2],
    ["where all stand is unknown", lives([9, "alive"], [9, "alive"]), undefined],
    ["is told from one alone", lives([7, "burned"]), 7],
    // S(2) = 2/3, S(5) = 2/3 · 0/1.
    ["counts who still stands among the living until then", lives([2, "burned"], [4, "alive"], [5, "burned"]), 5],
    ["does not count a mirror that we retired as dead", lives([1, "retired"], [2, "retired"], [9, "burned"]), 9],
    ["lets the death come first of two of one age", lives([3, "alive"], [3, "burned"]), 3],
  ])("%s", (_, given, median) => expect(medianLife(given)).toBe(median));
});

describe("lives by zone", () => {
  const mirror = (hostname: string, more: object) => ({
    ...{ hostname, zone: "a.example", account: "main", service: "news", door: "abcdefgh", origin: "", groups: 0 },
    ...{ state: "live" as const, createdAt: 100, changedAt: 100, ...more },
  });
  const places = livesBy("zone", {
    now: 1000,
    blocklist: { version: 1, entries: [{ pattern: "late.a.example", cause: "censor", at: 300 }] },
    mirrors: [
      mirror("up.a.example", {}),
      mirror("burned.a.example", { state: "burned", changedAt: 250 }),
      mirror("late.a.example", { state: "retired", changedAt: 900 }),
      mirror("done.a.example", { state: "retired", changedAt: 400 }),
      mirror("coming.a.example", { state: "minting" }),
      mirror("up.b.example", { zone: "b.example" }),
    ],
  });

  test("end with the burn, with our own word, or have not ended", () =>
    expect(places[0]?.lives).toEqual([
      { hostname: "up.a.example", seconds: 900, fate: "alive" },
      { hostname: "burned.a.example", seconds: 150, fate: "burned" },
      { hostname: "late.a.example", seconds: 200, fate: "burned" },
      { hostname: "done.a.example", seconds: 300, fate: "retired" },
    ]));

  test("put the place with most mirrors first", () =>
    expect(places.map(({ name }) => name)).toEqual(["a.example", "b.example"]));
});
