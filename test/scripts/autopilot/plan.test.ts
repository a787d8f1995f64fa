// What the autopilot decides from what it sees, row by row: a plan is data, so nothing needs to happen.

import { describe, expect, test } from "vitest";
import { type Action, actionText } from "../../../scripts/autopilot/action.ts";
import type { Desired } from "../../../scripts/autopilot/desired.ts";
import type { Observed } from "../../../scripts/autopilot/observed.ts";
import { plan } from "../../../scripts/autopilot/plan.ts";
import { LISTS } from "../../../scripts/autopilot/plans/lists.ts";
import type { MeshStatus, Mirror, Order, Wish } from "../../../shared/wardenapi.ts";

/** Two at night in Tehran, and noon. */
const NIGHT = Date.parse("2026-11-25T22:30:00Z") / 1000;
const NOON = Date.parse("2026-11-26T08:30:00Z") / 1000;
const DAY = 86_400;

const ZONES = ["a.example", "b.example", "c.example"].map((zone) => ({
  ...{ zone, account: zone === "c.example" ? "second" : "main", service: "news", scheme: "https" as const },
}));

const desired = (more: Partial<Desired> = {}): Desired => ({
  ...{ zones: ZONES, apart: [], country: "IR", timeZone: "Asia/Tehran", removeAfterSeconds: 3600 },
  quietHours: { fromMinute: 60, toMinute: 300 },
  release: { everySeconds: 600, most: 2 },
  ...more,
});

const mirror = (hostname: string, more: Partial<Mirror> = {}): Mirror => {
  const zone = hostname.slice(hostname.indexOf(".") + 1);
  const account = ZONES.find((known) => known.zone === zone)?.account ?? "main";
  return {
    ...{ hostname, zone, account, service: "news", state: "live", door: "abcdefgh", origin: `https://${hostname}` },
    ...{ createdAt: NOON - 9 * DAY, changedAt: NOON - 9 * DAY, groups: 1, batch: NOON - 9 * DAY },
    ...more,
  };
};
const order = (id: number, more: Partial<Order> = {}): Order => ({
  ...{ id, service: "news", state: "open", reason: "strength", createdAt: NOON },
  ...more,
});

const seen = (status: Partial<MeshStatus> = {}, more: Partial<Observed> = {}): Observed => {
  const mirrors = status.mirrors ?? [];
  const zones = [...new Set(mirrors.filter(({ state }) => state !== "retired").map(({ zone }) => zone))];
  return {
    status: {
      ...{ now: NOON, services: [{ id: "news", primary: "https://n.test", secondaries: [] }] as never, zones: ZONES },
      ...{ orders: [], blocklist: { version: 1, entries: [] }, groups: { lineages: 0, groups: 0, readers: 0 } },
      ...{
        keyring: { version: 1, notAfter: NOON + 20 * DAY },
        unpublished: [],
        accounts: [],
        snapshots: [],
        quota: [],
        events: [],
      },
      ...{ verdicts: [], weather: [], wishes: [] },
      mirrors,
      ...status,
    },
    relays: zones.map((zone) => {
      const account = ZONES.find((known) => known.zone === zone)?.account ?? "main";
      return { account, zone, name: `hezar-relay-${zone}`, isCurrent: true };
    }),
    unwell: new Set(),
    ...more,
  };
};

const wish = (hostname: string, more: Partial<Wish> = {}): Wish => ({
  ...{ hostname, canary: `tin-lamp.${hostname}`, origin: `https://${hostname}`, country: "IR", reason: "suspect" },
  dueAt: NOON - 60,
  ...more,
});
const VANTAGES = [
  { id: "tehran", country: "IR" },
  { id: "moscow", country: "RU" },
];

/** Kinds with what they are about. */
const about = (actions: readonly Action[]) =>
  actions.map((action) => {
    if (action.kind === "hold") return `hold ${action.why} ${action.count}`;
    if (action.kind === "probe") return `probe ${action.hostname} ${action.vantage}`;
    if (action.kind === "mint") return `mint ${action.order} ${action.zone}`;
    if (action.kind === "renew-keyring" || action.kind === "publish-lists") return action.kind;
    return `${action.kind} ${"hostname" in action ? action.hostname : "zone" in action ? action.zone : action.service}`;
  });

const STRONG = [mirror("x.a.example"), mirror("y.b.example"), mirror("r.c.example", { state: "reserve" })];

interface Row {
  readonly desired?: Partial<Desired>;
  readonly status?: Partial<MeshStatus>;
  readonly observed?: Partial<Observed>;
  readonly now?: number;
}

const ROWS: readonly (readonly [name: string, row: Row, expected: readonly string[]])[] = [
  ["a mesh as it should be", { status: { mirrors: STRONG } }, []],
  ["an empty mesh without orders", {}, []],
  ["lists that were never published", { desired: { hasLists: true }, status: { mirrors: STRONG } }, ["publish-lists"]],
  [
    "lists of this period",
    { desired: { hasLists: true }, status: { mirrors: STRONG, lists: { publishedAt: NOON - 2 * 3600 } } },
    [],
  ],
  [
    "lists of the last period, whatever the mirrors",
    { desired: { hasLists: true }, status: { mirrors: STRONG, lists: { publishedAt: NOON - 3 * 3600 } } },
    ["publish-lists"],
  ],
  [
    "lists that are due, at places that just refused them",
    { desired: { hasLists: true }, status: { mirrors: STRONG }, observed: { unwell: new Set([LISTS]) } },
    [],
  ],
  [
    "probes that are wished for, from where they are wished for and after all else",
    {
      desired: { vantages: VANTAGES },
      status: {
        ...{ mirrors: STRONG, orders: [order(1)] },
        wishes: [
          wish("x.a.example"),
          wish("y.b.example", { country: "RU", reason: "confirm" }),
          wish("y.b.example", { country: "DE" }),
          wish("r.c.example", { country: "" }),
          wish("late.a.example", { dueAt: NOON + 1 }),
        ],
      },
    },
    [
      "mint 1 c.example",
      ...["x.a.example tehran", "r.c.example tehran", "y.b.example moscow", "r.c.example moscow"].map(
        (probe) => `probe ${probe}`,
      ),
    ],
  ],
  ["wishes without a place to look from", { status: { mirrors: STRONG, wishes: [wish("x.a.example")] } }, []],
  [
    "wishes at a place that just reached nothing",
    {
      desired: { vantages: VANTAGES },
      status: { mirrors: STRONG, wishes: [wish("x.a.example"), wish("r.c.example", { country: "RU" })] },
      observed: { unwell: new Set(["vantage tehran"]) },
    },
    ["probe r.c.example moscow"],
  ],
  [
    "more wishes than one pass has time for: the longest due first",
    {
      desired: { vantages: VANTAGES.slice(0, 1) },
      status: {
        mirrors: STRONG,
        wishes: Array.from({ length: 12 }, (_, at) => wish(`n${at}.a.example`, { dueAt: NOON - at })),
      },
    },
    Array.from({ length: 8 }, (_, at) => `probe n${11 - at}.a.example tehran`),
  ],
  ["no keyring", { status: { keyring: undefined } }, ["renew-keyring"]],
  [
    "a keyring of less than half its time",
    { status: { keyring: { version: 1, notAfter: NOON + 14 * DAY } } },
    ["renew-keyring"],
  ],
  [
    "a mint that somebody began",
    { status: { mirrors: [...STRONG, mirror("m.b.example", { state: "minting", batch: 0 })] } },
    ["resume m.b.example"],
  ],
  [
    "one on an account in trouble",
    {
      status: {
        mirrors: [mirror("x.a.example"), mirror("m.c.example", { state: "minting", batch: 0 })],
        accounts: [{ id: "second", state: "refused", since: NOON, detail: "" }],
      },
      observed: { relays: [{ account: "main", zone: "a.example", name: "r", isCurrent: true }] },
    },
    ["abandon m.c.example"],
  ],
  [
    "one on an account that did not answer just now",
    {
      status: { mirrors: [mirror("x.a.example"), mirror("m.c.example", { state: "minting", batch: 0 })] },
      observed: {
        unwell: new Set(["second"]),
        relays: [{ account: "main", zone: "a.example", name: "r", isCurrent: true }],
      },
    },
    [],
  ],
  [
    "a relay that is missing",
    { status: { mirrors: STRONG }, observed: { relays: [] } },
    ["deploy a.example", "deploy b.example", "deploy c.example"],
  ],
  [
    "a relay of an account that did not answer",
    { status: { mirrors: STRONG }, observed: { relays: [], unwell: new Set(["main"]) } },
    ["deploy c.example"],
  ],
  [
    "an outdated relay",
    {
      status: { mirrors: [mirror("x.a.example")] },
      observed: { relays: [{ account: "main", zone: "a.example", name: "r", isCurrent: false }] },
    },
    ["deploy a.example"],
  ],
  [
    "a relay that no mirror needs",
    {
      status: { mirrors: [mirror("x.a.example", { state: "retired" })] },
      observed: { relays: [{ account: "main", zone: "a.example", name: "r", isCurrent: true }] },
    },
    ["remove a.example"],
  ],
  [
    "a relay whose last mirror was retired less than an hour ago: a stream may run on",
    {
      status: { mirrors: [mirror("x.a.example", { state: "retired", changedAt: NOON - 3599 })] },
      observed: { relays: [{ account: "main", zone: "a.example", name: "r", isCurrent: true }] },
    },
    [],
  ],
  [
    "a relay whose only mirror is burned: it serves who is there",
    { status: { mirrors: [mirror("x.a.example", { state: "burned" })] } },
    [],
  ],
  [
    "a relay whose only mirror drains",
    { status: { mirrors: [mirror("x.a.example", { drainsUntil: NOON + DAY })] } },
    [],
  ],
  ["an order", { status: { mirrors: STRONG, orders: [order(1)] } }, ["mint 1 c.example"]],
  [
    "orders that are claimed, filled or withdrawn",
    {
      status: {
        mirrors: STRONG,
        orders: [order(1, { state: "claimed" }), order(2, { state: "filled" }), order(3, { state: "withdrawn" })],
      },
    },
    [],
  ],
  [
    "more orders than may be released together",
    { status: { mirrors: STRONG, orders: [order(1), order(2), order(3), order(4)] } },
    ["mint 1 c.example", "mint 2 a.example", "hold spacing 2"],
  ],
  [
    "an order soon after a release",
    {
      status: {
        mirrors: [...STRONG, mirror("z.c.example", { batch: NOON - 60 }), mirror("w.c.example", { batch: NOON - 60 })],
        orders: [order(1)],
      },
    },
    ["hold spacing 1"],
  ],
  [
    "an order long after a release",
    {
      status: {
        mirrors: [
          ...STRONG,
          mirror("z.b.example", { batch: NOON - 901 }),
          mirror("w.a.example", { batch: NOON - 901 }),
        ],
        orders: [order(1)],
      },
    },
    ["mint 1 c.example"],
  ],
  [
    "an empty reserve, which waits for no spacing",
    {
      status: {
        mirrors: [mirror("x.a.example", { batch: NOON - 60 }), mirror("y.b.example", { batch: NOON - 60 })],
        orders: [order(1), order(2)],
      },
    },
    ["mint 1 c.example", "hold spacing 1"],
  ],
  [
    "groups that are shown none, which wait for no spacing either, beside a mirror that is coming",
    {
      status: {
        mirrors: [...STRONG.map((one) => ({ ...one, batch: NOON - 60 })), mirror("z.a.example", { state: "minting" })],
        orders: [1, 2, 3].map((id) => order(id)),
        stranded: { news: 3, wiki: 9 },
      },
    },
    ["resume z.a.example", "mint 1 c.example", "mint 2 c.example", "hold spacing 1"],
  ],
  [
    "nothing that readers can reach",
    {
      status: {
        mirrors: [mirror("x.a.example", { state: "burned", batch: NOON - 60 })],
        orders: [1, 2, 3, 4, 5].map((id) => order(id)),
      },
    },
    ["mint 1 b.example", "mint 2 c.example", "mint 3 b.example", "mint 4 c.example", "hold spacing 1"],
  ],
  [
    "an order, while a whole provider is blocked",
    {
      status: {
        ...{ mirrors: STRONG, orders: [order(1)] },
        dead: [
          { level: "provider", name: "second", country: "IR", burned: 2, alive: 0, sureness: 0.875, byCanary: false },
        ],
      },
    },
    ["mint 1 a.example"],
  ],
  [
    "no zone for an order",
    { desired: { zones: [] }, status: { mirrors: STRONG, orders: [order(1)] } },
    ["hold no zone 1"],
  ],
  [
    "zones burned or in trouble",
    {
      status: {
        mirrors: STRONG,
        orders: [order(1)],
        blocklist: { version: 2, entries: [{ pattern: "*.a.example", cause: "censor", at: 0 }] },
        accounts: [{ id: "second", state: "spent", since: NOON, until: NOON + 60, detail: "" }],
      },
      observed: { unwell: new Set(["b.example"]) },
    },
    ["hold no zone 1"],
  ],
  [
    "an account whose KV has taken its day's writes",
    {
      status: {
        mirrors: STRONG,
        orders: [order(1)],
        quota: [{ account: "second", writesToday: 850, writesPerDay: 1000, unpublished: 0 }],
      },
    },
    ["mint 1 a.example"],
  ],
  [
    "a national shutdown",
    {
      status: {
        mirrors: STRONG,
        orders: [order(1), order(2)],
        weather: [{ country: "IR", weather: "shutdown", burned: 3, alive: 0, seen: 0, usual: 90, since: NOON }],
      },
    },
    ["hold weather 2"],
  ],
  [
    "a whitelist",
    {
      status: {
        mirrors: STRONG,
        orders: [order(1)],
        weather: [{ country: "IR", weather: "whitelist", burned: 3, alive: 0, seen: 0, usual: 90, since: NOON }],
      },
    },
    ["hold weather 1"],
  ],
  [
    "bad weather elsewhere",
    {
      status: {
        mirrors: STRONG,
        orders: [order(1)],
        weather: [{ country: "TM", weather: "shutdown", burned: 3, alive: 0, seen: 0, usual: 90, since: NOON }],
      },
    },
    ["mint 1 c.example"],
  ],
  ["old mirrors by day", { desired: { rotateAfterSeconds: 7 * DAY }, status: { mirrors: STRONG } }, []],
  [
    "old mirrors by night",
    { desired: { rotateAfterSeconds: 7 * DAY }, status: { mirrors: STRONG }, now: NIGHT },
    ["rotate news"],
  ],
  ["old mirrors, where nobody asked for rotation", { status: { mirrors: STRONG }, now: NIGHT }, []],
  [
    "old mirrors while an order stands",
    {
      desired: { rotateAfterSeconds: 7 * DAY },
      status: { mirrors: STRONG, orders: [order(1, { state: "claimed" })] },
      now: NIGHT,
    },
    [],
  ],
  [
    "old mirrors in a shutdown",
    {
      desired: { rotateAfterSeconds: 7 * DAY },
      status: {
        mirrors: STRONG,
        weather: [{ country: "IR", weather: "shutdown", burned: 3, alive: 0, seen: 0, usual: 90, since: NOON }],
      },
      now: NIGHT,
    },
    [],
  ],
  [
    "a replacement for age by day",
    { status: { mirrors: STRONG, orders: [order(1, { reason: "rotate", replaces: "x.a.example" })] } },
    ["hold daylight 1"],
  ],
  [
    "a replacement for age by night",
    { status: { mirrors: STRONG, orders: [order(1, { reason: "rotate", replaces: "x.a.example" })] }, now: NIGHT },
    ["mint 1 c.example"],
  ],
  [
    "one that drains already is not old once more",
    {
      desired: { rotateAfterSeconds: 7 * DAY },
      status: {
        mirrors: [
          mirror("x.a.example", { drainsUntil: NOON + DAY }),
          mirror("y.b.example", { createdAt: NIGHT - DAY }),
        ],
      },
      now: NIGHT,
    },
    [],
  ],
];

describe("the plan for", () => {
  test.each(ROWS)("%s", (_, { desired: wish, status, observed, now = NOON }, expected) => {
    const actions = plan(desired(wish), seen({ ...status, now }, observed), now);
    expect(about(actions)).toEqual(expected);
    expect(plan(desired(wish), seen({ ...status, now }, observed), now)).toEqual(actions);
    for (const action of actions) expect(actionText(action, now)).toMatch(/\w/);
  });

  test("what waits for spacing says until when, a little longer each time", () => {
    const until = (batch: number) => {
      const mirrors = [...STRONG, mirror("z.c.example", { batch }), mirror("w.c.example", { batch })];
      const [hold] = plan(desired(), seen({ mirrors, orders: [order(1)] }), NOON);
      return hold?.kind === "hold" ? (hold.until ?? 0) - batch : 0;
    };
    const waits = [10, 20, 30, 40, 50].map((ago) => until(NOON - ago));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(600);
    expect(Math.max(...waits)).toBeLessThanOrEqual(901);
    expect(new Set(waits).size).toBeGreaterThan(3);
  });
});
