import { describe, expect, it } from "vitest";
import { judgeMesh, levelIn } from "../../../../shared/domain/verdict/mesh.ts";
import type { CountryPulse, HostStanding } from "../../../../shared/domain/verdict/meshevidence.ts";
import { HOUR, NOW } from "./evidencemaking.ts";

const PROVIDERS: Readonly<Record<string, string>> = { "workers.dev": "cloudflare", "pages.dev": "cloudflare" };

/** `b1@x.one.org!` is batch b1, hostname x.one.org, burned; `?` canary and healthy, `?!` canary and burned. */
const host = (text: string, changes: Partial<HostStanding> = {}): HostStanding => {
  const [, batch = "", hostname = "", marks = ""] = /^(?:(\w+)@)?([\w.-]+)([?!]*)$/.exec(text) ?? [];
  const zone = hostname.split(".").slice(1).join(".");
  const suffix = zone.split(".").slice(1).join(".");
  return {
    hostname,
    zone,
    suffix,
    provider: PROVIDERS[suffix] ?? "cloudflare",
    batch: batch || hostname,
    country: "IR",
    state: marks.includes("!") ? "burned" : "healthy",
    isCanary: marks.includes("?"),
    since: NOW - 6 * HOUR,
    ...changes,
  };
};
const pulse = (changes: Partial<CountryPulse> = {}): CountryPulse => ({
  country: "IR",
  seen: 200,
  usual: 210,
  probesWithControl: 0,
  ...changes,
});
const judge = (hosts: readonly HostStanding[], pulses: readonly CountryPulse[] = []) =>
  judgeMesh({ hosts, pulses }, { now: NOW });

describe("how high a block reaches", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["one of two burned", "a.one.org! b.one.org a.two.org", "hostname"],
    ["all of a zone burned, another zone alive", "a.one.org! b.one.org! a.two.org", "zone"],
    ["all of a zone burned, but handed out together", "x@a.one.org! x@b.one.org! a.two.org", "hostname"],
    ["all burned, but the canary lives: a leak", "a.one.org! b.one.org! c.one.org! k.one.org? a.two.org", "hostname"],
    ["one burned, and the canary too", "a.one.org! b.one.org k.one.org?! a.two.org", "zone"],
    ["all zones of a suffix", "a.one.org! b.one.org! a.two.org! b.two.org! a.three.net", "suffix"],
    [
      "all zones of a suffix, by their canaries",
      "a.x.workers.dev! k.x.workers.dev?! a.y.workers.dev! k.y.workers.dev?! a.three.net",
      "suffix",
    ],
    ["two zones of four", "a.one.org! b.one.org! a.two.org! b.two.org! a.three.org a.four.org", "zone"],
    [
      "all zones of a provider, over two suffixes",
      "a.one.org! b.one.org! a.two.net! b.two.net! a.three.net! b.three.net!",
      "provider",
    ],
    ["all zones of the only suffix: the smaller claim", "a.one.org! b.one.org! a.two.org! b.two.org!", "suffix"],
  ];
  it.each(rows)("%s", (_, hosts, level) => {
    const standing = hosts.split(" ").map((text) => host(text));
    const burned = standing.find(({ state }) => state === "burned");
    expect(burned && levelIn(judge(standing), burned)).toBe(level);
  });

  it("is told per country", () => {
    const hosts = ["a.one.org!", "b.one.org!", "a.two.org"].flatMap((text) => [
      host(text),
      host(text, { country: "RU", state: "healthy" }),
    ]);
    expect(judge(hosts).dead).toMatchObject([{ level: "zone", name: "one.org", country: "IR" }]);
  });

  it("is not raised by what a provider, a quota or the origin took down", () => {
    const hosts = ["a.one.org!", "b.one.org!"].map((text) => host(text, { cause: "provider" }));
    expect(judge(hosts).dead).toEqual([]);
  });

  it("counts nothing of a mirror of which nothing was heard", () => {
    const hosts = [host("a.one.org!"), host("b.one.org!"), host("c.one.org", { state: "unknown" })];
    expect(judge(hosts).dead).toMatchObject([{ level: "zone", burned: 2, alive: 0, sureness: 0.875, byCanary: false }]);
  });
});

describe("weather", () => {
  const fallen = ["a.one.org!", "b.two.net!", "c.three.net!"].map((text) => host(text, { since: NOW - 600 }));
  const overTwo = fallen.map((one, at) => (at === 0 ? { ...one, provider: "deno" } : one));
  const alive = [host("a.one.org"), host("b.two.net")];
  const rows: readonly (readonly [string, readonly HostStanding[], CountryPulse, string])[] = [
    ["an ordinary day", alive, pulse(), "normal"],
    ["a quiet day", alive, pulse({ seen: 120 }), "normal"],
    ["nobody is seen any more", alive, pulse({ seen: 0 }), "shutdown"],
    ["hardly anybody is", alive, pulse({ seen: 12 }), "shutdown"],
    ["nobody is seen where nobody usually is", alive, pulse({ seen: 0, usual: 5 }), "normal"],
    [
      "nobody is seen, but the net is up and mirrors are reachable",
      alive,
      pulse({ seen: 0, probesWithControl: 2 }),
      "normal",
    ],
    [
      "nobody is seen, the net is up, no mirror is reachable",
      [],
      pulse({ seen: 0, probesWithControl: 2 }),
      "whitelist",
    ],
    [
      "mirrors of all providers fell within the hour, the net is up",
      overTwo,
      pulse({ probesWithControl: 1 }),
      "whitelist",
    ],
    [
      "mirrors of all providers fell within the hour, by no censor's doing",
      overTwo.map((one, at) => ({ ...one, cause: at === 0 ? "flagged" : "provider" }) as const),
      pulse({ probesWithControl: 1 }),
      "normal",
    ],
    ["mirrors of one provider fell within the hour", fallen, pulse({ probesWithControl: 1 }), "normal"],
    ["they fell, but one lives", [...overTwo, ...alive], pulse({ probesWithControl: 1 }), "normal"],
    [
      "they fell one after the other, days ago",
      overTwo.map((one) => ({ ...one, since: NOW - 6 * HOUR })),
      pulse({ probesWithControl: 1 }),
      "normal",
    ],
  ];
  it.each(rows)("%s", (_, hosts, country, weather) => {
    expect(judge(hosts, [country]).weather).toMatchObject([{ country: "IR", weather }]);
  });

  it("blames nobody: its burns are the country's", () => {
    const [first] = overTwo;
    expect(first && levelIn(judge(overTwo, [pulse({ probesWithControl: 1 })]), first)).toBe("country");
  });

  it("of one country is not another's", () => {
    const pulses = [pulse({ seen: 0 }), pulse({ country: "RU" })];
    expect(judge([], pulses).weather.map(({ country, weather }) => `${country} ${weather}`)).toEqual([
      "IR shutdown",
      "RU normal",
    ]);
  });
});
