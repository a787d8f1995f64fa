// What doctor says of where mirrors lie: the same limits that placement keeps, so what it complains of placement avoids.

import { describe, expect, test } from "vitest";
import { checkPlacement } from "../../../scripts/doctor/placement.ts";
import { chooseZone } from "../../../scripts/mint/choose.ts";
import type { MeshConfig } from "../../../shared/config.ts";
import type { MeshStatus, Mirror } from "../../../shared/wardenapi.ts";

const place = (zone: string, account: string) => ({ zone, account, service: "news", scheme: "https" as const });
const ZONES = [
  place("a.example", "one"),
  place("b.example", "two"),
  place("c.example", "three"),
  place("d.example", "four"),
];
/** Three of the accounts are one firm's. */
const TWO_PROVIDERS = ZONES.map((one) => ({ ...one, provider: one.account === "four" ? "edge" : "cloud" }));
const config = (warden: string) =>
  ({ zones: ZONES, warden: { account: warden }, beacon: { account: warden } }) as unknown as MeshConfig;

/** `a`: a mirror on a.example; a capital: one that is burned. */
const mirrors = (letters: string): readonly Mirror[] =>
  [...letters].map((letter, at) => {
    const { zone = "", account = "" } = ZONES.find((one) => one.zone.startsWith(letter.toLowerCase())) ?? {};
    return {
      ...{ hostname: `m${at}.${zone}`, zone, account, service: "news", door: "abcdefgh", origin: "" },
      ...{ state: letter === letter.toLowerCase() ? "live" : "burned", createdAt: 0, changedAt: 0, groups: 1 },
    };
  });
const says = (letters: string, warden = "away", more: Partial<Pick<MeshStatus, "zones" | "huddled">> = {}) =>
  checkPlacement({ mirrors: mirrors(letters), zones: ZONES, ...more }, config(warden)).map(
    (found) => `${found.level} ${found.about} ${found.says}`,
  );

describe("doctor on placement", () => {
  test.each([
    ["an even mesh", "abcdabcd", "away", ["fine placement no zone, account or provider carries more than its share"]],
    ["burned mirrors, which count no more", "AAAAAabcd", "away", [expect.stringContaining("fine placement")]],
    ["an account beyond three tenths", "aaabbccd", "away", [expect.stringContaining("fine placement")]],
    [
      "an account far beyond",
      "aaaabcd",
      "away",
      ["note account one carries 4 of 7 usable mirrors, 3 would be its share"],
    ],
    [
      "mirrors beside the warden",
      "abcd",
      "one",
      [expect.stringMatching(/^note account one carries 1 mirror beside the warden/)],
    ],
    [
      "a zone with more than five",
      "aaaaaabbbbbcccccddddd",
      "away",
      ["note zone a.example carries 6 usable mirrors, 5 is its most"],
    ],
  ])("%s", (_, letters, warden, expected) => expect(says(letters, warden)).toEqual(expected));

  test("finds a provider that carries more than the accounts of the others leave to it", () => {
    expect(says("abcdabcdd", "away", { zones: TWO_PROVIDERS })).toEqual([expect.stringContaining("fine placement")]);
    expect(says("aabbccabd", "away", { zones: TWO_PROVIDERS })).toEqual([
      "note provider cloud carries 8 of 9 usable mirrors, 6 would be its share",
    ]);
    const one = ZONES.map((zone) => ({ ...zone, provider: "cloud" }));
    expect(says("abcd", "away", { zones: one })).toEqual([expect.stringContaining("fine placement")]);
  });

  test("tells of groups that one blow would take, and of no more", () => {
    expect(says("abcd", "away", { huddled: { zone: 1, provider: 2 } })).toEqual([
      "note rosters 1 group has all mirrors on one zone: one blow takes all its readers know",
      "note rosters 2 groups have all mirrors on one provider, though there is another",
    ]);
  });

  test.each([
    ["accounts of whoever", ZONES],
    ["accounts of two providers", TWO_PROVIDERS],
  ])("never finds fault with what placement has placed on %s", (_, zones) => {
    for (const apart of [[], ["one"]]) {
      let standing = "";
      for (let turn = 0; turn < 12; turn++) {
        const status = {
          now: 0,
          zones,
          mirrors: mirrors(standing),
          blocklist: { version: 0, entries: [] },
          accounts: [],
        };
        const zone = chooseZone({
          ...{ service: "news", zones, unwell: new Set<string>(), apart },
          status: status as unknown as MeshStatus,
        });
        standing += zone?.zone[0];
        expect(says(standing, apart[0] ?? "away", { zones })).toEqual([expect.stringContaining("fine placement")]);
      }
    }
  });
});
