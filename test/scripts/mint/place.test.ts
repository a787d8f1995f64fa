import { describe, expect, it } from "vitest";
import { chooseZone } from "../../../scripts/mint/choose.ts";
import type { MeshZone } from "../../../scripts/mint/mesh.ts";
import { createClaim } from "../../../scripts/mint/place.ts";
import type { Keys } from "../../../scripts/operator/keys.ts";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { isOrdinaryLabel } from "../../../shared/domain/label.ts";
import type { MeshStatus, Mirror } from "../../../shared/wardenapi.ts";

const page = { type: "text/html", body: "" };
const zone = (name: string, more: Partial<MeshZone> = {}): MeshZone => ({
  ...{ zone: name, account: "main", service: "news", scheme: "https", privateUpstreams: false },
  cover: { files: { "/": page }, notFound: page },
  ...more,
});
const ZONES = [zone("a.example"), zone("b.example"), zone("c.example", { account: "second" })];

const mirror = (hostname: string, more: Partial<Mirror> = {}): Mirror => ({
  ...{ hostname, zone: hostname.split(".").slice(1).join("."), account: "main", service: "news", state: "live" },
  ...{ door: "abcdefgh", origin: `https://${hostname}`, createdAt: 0, changedAt: 0, groups: 0 },
  ...more,
});

const status = (more: Partial<MeshStatus> = {}): MeshStatus => ({
  now: 0,
  services: [
    { id: "news", primary: "https://river.example", secondaries: [], policy: "read-only", authority: "owner" },
  ],
  zones: ZONES,
  mirrors: [],
  orders: [],
  accounts: [],
  snapshots: [],
  quota: [],
  verdicts: [],
  weather: [],
  wishes: [],
  blocklist: { version: 1, entries: [] },
  groups: { lineages: 0, groups: 0, readers: 0 },
  keyring: undefined,
  unpublished: [],
  events: [],
  ...more,
});

const DAY = 86_400;
const choose = (
  more: Partial<MeshStatus>,
  options: { readonly service?: string; readonly unwell?: readonly string[]; readonly apart?: readonly string[] } = {},
) =>
  chooseZone({
    service: options.service ?? "news",
    zones: ZONES,
    status: status(more),
    unwell: new Set(options.unwell ?? []),
    apart: options.apart ?? [],
  })?.zone;

describe("where a mirror goes", () => {
  const burned = (pattern: string) => ({ version: 2, entries: [{ pattern, cause: "censor" as const, at: 0 }] });
  const rows: readonly (readonly [string, string | undefined, () => string | undefined])[] = [
    ["the first zone of an empty mesh", "a.example", () => choose({})],
    [
      "the zone with the fewest mirrors",
      "b.example",
      () => choose({ mirrors: [mirror("x.a.example"), mirror("x.c.example", { account: "second" })] }),
    ],
    [
      "the account with the fewest, among equals",
      "c.example",
      () =>
        choose({
          mirrors: [
            mirror("x.a.example"),
            mirror("y.b.example"),
            mirror("z.c.example", { account: "second" }),
            mirror("w.other.example"),
          ],
        }),
    ],
    [
      "a zone whose mirrors are all retired",
      "a.example",
      () =>
        choose({
          mirrors: [
            mirror("x.a.example", { state: "retired" }),
            mirror("y.b.example"),
            mirror("z.c.example", { account: "second" }),
          ],
        }),
    ],
    ["no burned zone", "b.example", () => choose({ blocklist: burned("*.a.example") })],
    [
      "the zone where less has burned, among equals",
      "b.example",
      () =>
        choose(
          { mirrors: [mirror("x.a.example", { state: "burned" }), mirror("y.b.example")] },
          { unwell: ["second"] },
        ),
    ],
    [
      "the other account, once one carries its share",
      "c.example",
      () => choose({ mirrors: [mirror("x.a.example"), mirror("y.b.example")] }),
    ],
    [
      "no zone that carries five mirrors, while there is another",
      "b.example",
      () =>
        choose(
          { mirrors: ["q", "r", "s", "t", "u"].map((name) => mirror(`${name}.a.example`)) },
          { unwell: ["second"] },
        ),
    ],
    [
      "the fullest zone all the same where there is no other",
      "a.example",
      () =>
        choose(
          { mirrors: ["q", "r", "s", "t", "u"].map((name) => mirror(`${name}.a.example`)) },
          { unwell: ["second", "b.example"] },
        ),
    ],
    ["an account without warden and beacon", "c.example", () => choose({}, { apart: ["main"] })],
    [
      "the warden's account where the other fails",
      "a.example",
      () => choose({}, { apart: ["main"], unwell: ["second"] }),
    ],
    [
      "the dearer account, where mirrors live less than half as long at the cheaper",
      "c.example",
      () =>
        choose({
          now: 40 * DAY,
          mirrors: [
            ...["q", "r", "s"].map((name) => mirror(`${name}.a.example`, { state: "burned", changedAt: DAY })),
            mirror("z.c.example", { account: "second" }),
            mirror("y.b.example"),
          ],
        }),
    ],
    ["a zone of which one hostname burned", "a.example", () => choose({ blocklist: burned("x.a.example") })],
    ["no zone that failed", "b.example", () => choose({}, { unwell: ["a.example"] })],
    ["no account that failed", "c.example", () => choose({}, { unwell: ["main"] })],
    ["no zone the warden has not been told of", "c.example", () => choose({ zones: ZONES.slice(2) })],
    ["nowhere, for a service without a zone", undefined, () => choose({}, { service: "other" })],
  ];
  for (const [name, expected, chosen] of rows) it(name, () => expect(chosen()).toBe(expected));
});

describe("how long mirrors lived on a zone", () => {
  const now = 60 * DAY;
  const ONE = [zone("a.example"), zone("b.example")];
  /** So many that burned in their first days and are gone, and so many that outlived their first week. */
  const past = (name: string, { young = 0, old = 0 }: { readonly young?: number; readonly old?: number }) => [
    ...Array.from({ length: young }, (_, at) =>
      mirror(`y${at}.${name}`, { state: "retired", createdAt: 0, changedAt: DAY }),
    ),
    ...Array.from({ length: old }, (_, at) =>
      mirror(`o${at}.${name}`, { state: "retired", createdAt: 0, changedAt: 40 * DAY }),
    ),
  ];
  const chooseAfter = (mirrors: readonly Mirror[]) => {
    const entries = mirrors
      .filter(({ state, hostname }) => state === "burned" || hostname.startsWith("y"))
      .map(({ hostname, changedAt }) => ({ pattern: hostname, cause: "censor" as const, at: changedAt }));
    const seen = status({ now, mirrors, zones: ONE, blocklist: { version: 1, entries } });
    return chooseZone({ service: "news", zones: ONE, status: seen, unwell: new Set() })?.zone;
  };

  it("counts where they carry equally many, though those that burned are long gone", () => {
    expect(chooseAfter([])).toBe("a.example");
    expect(chooseAfter(past("a.example", { young: 1 }))).toBe("b.example");
    expect(chooseAfter([...past("a.example", { young: 2, old: 8 }), ...past("b.example", { young: 1 })])).toBe(
      "a.example",
    );
  });

  it("is no reason to crowd a zone: the emptier one goes first while mirrors live half as long there or longer", () => {
    const crowded = [mirror("x.b.example", { createdAt: 0 })];
    expect(chooseAfter([...crowded, ...past("a.example", { young: 1 })])).toBe("a.example");
  });

  it("passes a zone over where hardly any outlive their first week, though it is emptier", () => {
    const crowded = [mirror("x.b.example", { createdAt: 0 }), mirror("z.b.example", { createdAt: 0 })];
    expect(chooseAfter([...crowded, ...past("a.example", { young: 4 })])).toBe("b.example");
  });

  it("says nothing yet of mirrors that are days old, and nothing bad of one that burned after a month", () => {
    const fresh = Array.from({ length: 1 }, (_, at) => mirror(`n${at}.a.example`, { createdAt: now - DAY }));
    expect(chooseAfter([...fresh, mirror("m.b.example", { createdAt: now - DAY })])).toBe("a.example");
    const late = mirror("l.a.example", { state: "burned", createdAt: 0, changedAt: 30 * DAY });
    expect(chooseAfter([late, mirror("m.b.example", { createdAt: now - DAY })])).toBe("a.example");
  });
});

describe("under what is blocked as a whole", () => {
  const places = [
    zone("a.xyz", { provider: "one" }),
    zone("b.xyz", { provider: "two", account: "second" }),
    zone("c.org", { provider: "one" }),
    zone("d.org", { provider: "two", account: "second" }),
  ];
  const dead = (level: "suffix" | "provider", name: string, country = "IR") => ({
    ...{ level, name, country, burned: 2, alive: 0, sureness: 0.875, byCanary: false },
  });
  const chooseUnder = (nodes: MeshStatus["dead"], more: Partial<MeshStatus> = {}, unwell: readonly string[] = []) =>
    chooseZone({
      ...{ service: "news", zones: places, unwell: new Set(unwell) },
      status: status({ zones: places, ...(nodes && { dead: nodes }), ...more }),
    })?.zone;

  it("a suffix's zones come after all others, whatever those carry", () => {
    expect(chooseUnder([])).toBe("a.xyz");
    expect(chooseUnder([dead("suffix", "xyz")])).toBe("c.org");
    const full = ["q", "r", "s", "t", "u"].flatMap((name) => [
      mirror(`${name}.c.org`),
      mirror(`${name}.d.org`, { account: "second" }),
    ]);
    expect(chooseUnder([dead("suffix", "xyz")], { mirrors: full })).toBe("c.org");
  });

  it("so do a provider's, under whatever suffix and in whatever country", () => {
    expect(chooseUnder([dead("provider", "one")])).toBe("b.xyz");
    expect(chooseUnder([dead("provider", "two", "RU"), dead("suffix", "xyz")])).toBe("c.org");
  });

  it("they are taken where nothing else is left: the judge may be wrong about a whole suffix", () =>
    expect(chooseUnder([dead("suffix", "xyz"), dead("suffix", "org")], {}, ["a.xyz", "b.xyz"])).toBe("c.org"));

  it("a zone without a provider's name is its account's", () =>
    expect(chooseUnder([dead("provider", "main")], { zones: places.map(({ provider: _, ...rest }) => rest) })).toBe(
      "b.xyz",
    ));
});

describe("what a mirror is called", () => {
  const key = toBase64url(new Uint8Array(32).fill(7));
  const keys: Keys = {
    ...{ meshId: "000000000000", rootSeed: key, online: { id: 1, seed: key }, deployKey: key },
    ...{ adminToken: key, beaconToken: key },
  };

  it("an ordinary label of its zone, with the door and the mask key its relay derives too", async () => {
    const claim = await createClaim(zone("a.example"), { status: status(), keys });
    expect(isOrdinaryLabel(claim.hostname.replace(".a.example", ""))).toBe(true);
    expect(claim).toMatchObject({
      zone: "a.example",
      door: expect.stringMatching(/^[a-z]{8}$/),
      maskKey: expect.stringMatching(/^.{43}$/),
    });
  });

  it("never a brand of the services", async () => {
    const claims = Array.from({ length: 200 }, () => createClaim(zone("a.example"), { status: status(), keys }));
    expect((await Promise.all(claims)).filter(({ hostname }) => hostname.includes("river"))).toEqual([]);
  });

  it("nothing where the whole zone is on the blocklist", async () => {
    const entries = [{ pattern: "*.a.example", cause: "censor" as const, at: 0 }];
    const given = { status: status({ blocklist: { version: 1, entries } }), keys };
    await expect(createClaim(zone("a.example"), given)).rejects.toMatchObject({
      next: expect.stringContaining("zone"),
    });
  });
});

describe("placement over two providers", () => {
  const ACCOUNTS = { a: "cloud", b: "cloud", c: "cloud", d: "edge" } as const;
  const zones = Object.entries(ACCOUNTS).map(([name, provider]) =>
    zone(`${name}.example`, { account: name, provider }),
  );
  const on = (letters: string) =>
    [...letters].map((letter, at) => mirror(`m${at}.${letter}.example`, { account: letter }));
  const next = (letters: string) => {
    const seen = status({ zones, mirrors: on(letters) });
    return chooseZone({ service: "news", zones, status: seen, unwell: new Set() })?.account;
  };

  it("leaves a cheaper account of the same provider for later", () => {
    expect(next("")).toBe("a");
    expect(next("a")).toBe("d");
    expect(next("ab")).toBe("d");
    expect(next("adb")).toBe("d");
    expect(next("adbd")).toBe("a");
  });

  it("gives no account more than its own share for it", () => {
    let letters = "";
    for (let turn = 0; turn < 20; turn++) letters += next(letters);
    const count = (letter: string) => [...letters].filter((one) => one === letter).length;
    expect(count("d")).toBeGreaterThanOrEqual(5);
    expect(count("d")).toBeLessThanOrEqual(6);
  });
});
