// What doctor says of volunteers' accounts.

import { describe, expect, test } from "vitest";
import { checkTiers } from "../../../scripts/doctor/tiers.ts";
import type { MeshConfig } from "../../../shared/config.ts";
import type { Mirror } from "../../../shared/wardenapi.ts";

const config = {
  accounts: [
    { id: "main", tier: "operator" },
    { id: "theirs", tier: "volunteer" },
  ],
  zones: [
    { zone: "a.example", account: "main", service: "news" },
    { zone: "b.example", account: "theirs", service: "wiki" },
  ],
} as unknown as MeshConfig;
const mirror = (hostname: string, account: string, service: string): Mirror => ({
  ...{ hostname, account, service, zone: "a.example", state: "live", door: "abcdefgh", origin: "" },
  ...{ createdAt: 0, changedAt: 0, groups: 1 },
});
const says = (...mirrors: readonly Mirror[]) =>
  checkTiers({ mirrors }, config).map(({ level, about, says }) => `${level} ${about} ${says}`);

describe("doctor on tiers", () => {
  test("says what lies with volunteers, and nothing where there are none", () => {
    expect(says(mirror("m.a.example", "main", "news"), mirror("m.b.example", "theirs", "wiki"))).toEqual([
      "fine account theirs a volunteer's: 1 mirror, reading only",
    ]);
    const own = { ...config, accounts: config.accounts.slice(0, 1) };
    expect(checkTiers({ mirrors: [] }, own)).toEqual([]);
  });

  test("finds a mirror of the operator's own service that was left with them", () => {
    expect(says(mirror("m.a.example", "theirs", "news"))).toEqual([
      `broken m.a.example shows "news" on theirs, which is a volunteer's account`,
    ]);
  });
});
