// What the edge's own rate limit counts: as its rules say, by zone and address, in windows of ten seconds.

import { describe, expect, test } from "vitest";
import { createRateLimit } from "../../../scripts/edge/front/ratelimit.ts";
import type { Collection } from "../../../scripts/edge/storage/records.ts";
import type { RateRules } from "../../../scripts/edge/storage/state.ts";

const rule = (rate: number, enabled = true) => ({ enabled, ratelimit: { requests_per_period: rate } });

function limitOf(rules: readonly RateRules[]) {
  let now = 1_000_000;
  const rateRules = { all: () => rules } as Collection<RateRules>;
  const isTooMany = createRateLimit({ rateRules, now: () => now });
  return {
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    /** How many of `count` requests get through. */
    through: (count: number, hostname = "leaf.garden.example", address = "192.0.2.7") =>
      Array.from({ length: count }, () => isTooMany(hostname, address)).filter((refused) => !refused).length,
  };
}

describe("the rate limit of a zone", () => {
  const garden = [{ zone: "garden.example", rules: [rule(3)] }];

  test("lets an address ask so often in ten seconds, for all hostnames of the zone together", () => {
    const limit = limitOf(garden);
    expect(limit.through(2)).toBe(2);
    expect(limit.through(5, "garden.example")).toBe(1);
    expect(limit.through(5, "leaf.garden.example", "192.0.2.8")).toBe(3);
    expect(limit.through(9, "leaf.bakery.example")).toBe(9);
  });

  test("refuses for ten seconds from the request that was too many, then counts anew", () => {
    const limit = limitOf(garden);
    limit.through(3);
    limit.pass(9);
    expect(limit.through(1)).toBe(0);
    limit.pass(9);
    expect(limit.through(1)).toBe(0);
    limit.pass(1);
    expect(limit.through(5)).toBe(3);
  });

  test.each([
    ["a rule that is off", [{ zone: "garden.example", rules: [rule(1, false)] }]],
    ["no rule", []],
  ])("counts nothing under %s", (_, rules) => expect(limitOf(rules).through(9)).toBe(9));

  test("counts nobody on loopback: all readers behind a TLS front come from there", () => {
    const limit = limitOf(garden);
    expect(limit.through(9, "leaf.garden.example", "127.0.0.1")).toBe(9);
    expect(limit.through(9, "leaf.garden.example", "::1")).toBe(9);
  });
});
