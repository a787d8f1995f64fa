// From looks to signals: the narrowest thing that explains what was seen, and never more than was seen.

import { describe, expect, test } from "vitest";
import { type AccountLook, conclude, type Seen } from "../../../scripts/health/conclude.ts";
import { type Answer, codeIn, type MirrorLook } from "../../../scripts/health/look.ts";

const AT = 1_795_000_000;
const well: Answer = { status: 200 };
const look = (place: string, stranger?: Answer, page?: Answer): MirrorLook => {
  const [account = "", zone = "", service = "news"] = place.split("/");
  const mirror = { hostname: `leaf.${zone}`, zone, account, service };
  return { mirror, ...(stranger && { stranger }), ...(page && { page }) };
};
const says = (seen: Partial<Seen>) => {
  const { signals, refused } = conclude({ mirrors: [], accounts: [], flagged: [], ...seen }, AT);
  const about = signals.map(({ kind, account, zone, hostname, service }) =>
    [kind, account, zone, hostname, service].filter(Boolean).join(" "),
  );
  return [...about, ...refused.map(({ account }) => `refused ${account}`)];
};
const account = (seen: Partial<AccountLook>): AccountLook => ({
  ...{ account: "a", missingZones: [], stoppedZones: [], missingRelays: [] },
  ...seen,
});
const no = (name: string) => account({ account: name, refusal: "Authentication error (10000)" });

describe("what was seen", () => {
  test.each<readonly [what: string, seen: Partial<Seen>, told: readonly string[]]>([
    ["all well", { mirrors: [look("a/x.example", well, well)] }, []],
    ["a mirror that does not answer, which may be a block", { mirrors: [look("a/x.example")] }, []],
    [
      "an account that says no and whose mirrors are silent",
      {
        mirrors: [look("a/x.example", { status: 530, code: 1001 }), look("b/y.example", well, well)],
        accounts: [no("a")],
      },
      ["account-dead a"],
    ],
    [
      "an account that says no while a mirror serves",
      { mirrors: [look("a/x.example", well, well)], accounts: [no("a")] },
      ["refused a"],
    ],
    ["an account that says no and has no mirror", { accounts: [no("a")] }, ["refused a"]],
    [
      "a day's requests used up, told once an account",
      { mirrors: [look("a/x.example", { status: 429, code: 1027 }), look("a/y.example", { status: 429, code: 1027 })] },
      ["limit-1027 a"],
    ],
    ["our own address asking too often", { mirrors: [look("a/x.example", { status: 429, code: 1015 })] }, []],
    [
      "our own address asking for pages too often",
      { mirrors: [look("a/x.example", well, { status: 429, code: 1015 })] },
      [],
    ],
    [
      "a Worker that throws",
      { mirrors: [look("a/x.example", { status: 500, code: 1101 })] },
      ["exception-1101 leaf.x.example"],
    ],
    [
      "a service that fails on every mirror",
      { mirrors: [look("a/x.example", well, { status: 502 }), look("b/y.example", well, { status: 504 })] },
      ["origin-down news"],
    ],
    [
      "a service whose own day is used up: its provider's words come through every mirror, and no account of ours is spent",
      {
        mirrors: [
          look("a/x.example", well, { status: 429, code: 1027 }),
          look("b/y.example", well, { status: 429, code: 1027 }),
        ],
      },
      ["origin-down news"],
    ],
    [
      "a service's own Worker that throws",
      {
        mirrors: [
          look("a/x.example", well, { status: 500, code: 1101 }),
          look("b/y.example", well, { status: 500, code: 1101 }),
        ],
      },
      ["origin-down news"],
    ],
    [
      "one mirror's Worker that throws for readers",
      { mirrors: [look("a/x.example", well, { status: 500, code: 1101 }), look("b/y.example", well, well)] },
      ["exception-1101 leaf.x.example"],
    ],
    [
      "a service that fails on one of two mirrors",
      { mirrors: [look("a/x.example", well, { status: 502 }), look("b/y.example", well, well)] },
      [],
    ],
    [
      "one service down, another well",
      { mirrors: [look("a/x.example/wiki", well, { status: 503 }), look("a/y.example", well, well)] },
      ["origin-down wiki"],
    ],
    [
      "a zone the account has no more",
      { accounts: [account({ missingZones: ["x.example"] })] },
      ["zone-gone x.example"],
    ],
    [
      "a zone that the token may not see while a mirror on it serves",
      {
        mirrors: [look("a/x.example", well, well)],
        accounts: [account({ missingZones: ["x.example", "y.example"] })],
      },
      ["zone-gone y.example"],
    ],
    [
      "an account that says no, and at whose names the edge finds nobody",
      { mirrors: [look("a/x.example", { status: 522 })], accounts: [no("a")] },
      ["account-dead a"],
    ],
    [
      "a zone that is moved, pending or held while nothing on it serves",
      {
        mirrors: [look("a/x.example")],
        accounts: [account({ stoppedZones: [{ zone: "x.example", status: "moved" }] })],
      },
      ["zone-gone x.example"],
    ],
    [
      "a zone that its provider calls moved, with a mirror that serves",
      {
        mirrors: [look("a/x.example", well, well)],
        accounts: [account({ stoppedZones: [{ zone: "x.example", status: "moved" }] })],
      },
      [],
    ],
    [
      "a new zone without a mirror, which is pending",
      { accounts: [account({ stoppedZones: [{ zone: "x.example", status: "pending" }] })] },
      [],
    ],
    [
      "a relay that is gone: whatever stands there instead opens to no ticket",
      {
        mirrors: [look("a/x.example", well), look("a/y.example", well, well)],
        accounts: [account({ missingRelays: ["x.example"] })],
      },
      ["script-gone x.example"],
    ],
    [
      "a relay that the list leaves out while its mirror opens",
      { mirrors: [look("a/x.example", well, well)], accounts: [account({ missingRelays: ["x.example"] })] },
      [],
    ],
    [
      "a relay that is gone on a zone where no mirror was looked at",
      { accounts: [account({ missingRelays: ["x.example"] })] },
      [],
    ],
    [
      "a zone on a list of dangerous sites",
      { flagged: [{ zone: "x.example", as: "SOCIAL_ENGINEERING" }] },
      ["flagged x.example"],
    ],
    [
      "a dead account, whose zones and pages tell nothing more",
      {
        mirrors: [look("a/x.example", { status: 530, code: 1001 })],
        accounts: [{ ...no("a"), missingZones: ["x.example"] }],
      },
      ["account-dead a"],
    ],
  ])("%s", (_, seen, told) => {
    expect(says(seen)).toEqual(told);
  });
});

describe("the provider's own words", () => {
  test.each([
    [429, "error code: 1027", 1027],
    [500, "<title>Error 1101 | x.example</title>", 1101],
    [200, "a page about error code: 1027", undefined],
    [404, "Not found", undefined],
    [500, `${"x".repeat(3000)} error code: 1101`, undefined],
  ])("with status %d: %s", (status, text, code) => {
    expect(codeIn(status, text)).toBe(code);
  });
});
