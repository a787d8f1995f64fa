import { describe, expect, test } from "vitest";
import { policyHosts, strictPolicy, widenPolicy } from "../../../shared/domain/policy.ts";

const HOSTS = policyHosts({
  primary: "https://news.example",
  secondaries: [
    { alias: "cdn", origin: "https://cdn.example" },
    { alias: "img", origin: "https://*.img.example" },
  ],
});
const place = { origin: "https://m.zone", door: "dr", siblings: { cdn: { origin: "https://s.zone", door: "sd" } } };
const strict = strictPolicy(place, { framing: "household" });
const directives = (policy: string) =>
  Object.fromEntries(policy.split("; ").map((one) => [one.split(" ")[0], one.split(" ").slice(1)]));

describe("the strict policy", () => {
  test("names the mirror and its siblings only", () => {
    const named = strict.match(/[a-z]+:\/\/[^\s;]+/g) ?? [];
    expect([...new Set(named)].sort()).toEqual(["https://s.zone", "wss://m.zone"]);
  });
});

describe("the wider policy", () => {
  const narrow = directives(strict);
  test("leaves no other directive to default-src", () => {
    const rest = ["connect-src", "frame-src", "worker-src", "object-src", "manifest-src"];
    expect(Object.keys(narrow)).toEqual(expect.arrayContaining(rest));
  });
  const wide = directives(widenPolicy(strict, HOSTS));
  test.each(["script-src", "style-src", "img-src", "font-src", "media-src", "connect-src", "manifest-src"])(
    "adds exactly the service's hosts to %s",
    (name) => {
      const sources = (one: Record<string, readonly string[]>) => one[name] ?? one["default-src"] ?? [];
      expect([...sources(wide)].sort()).toEqual([...sources(narrow), ...HOSTS].sort());
    },
  );
  test.each([...["frame-src", "worker-src", "object-src", "form-action", "base-uri", "frame-ancestors"]])(
    "leaves %s alone",
    (name) => {
      expect(wide[name]).toEqual(narrow[name]);
    },
  );
  test("lets nothing of data: become a frame or a worker, and no socket out", () => {
    expect([...(wide["frame-src"] ?? []), ...(wide["worker-src"] ?? [])]).not.toContain("data:");
    expect(wide["connect-src"]?.filter((source: string) => source.startsWith("ws"))).toEqual(["wss://m.zone"]);
  });
  test.each([
    ["a page of the mirror's own", "default-src 'none'; style-src 'unsafe-inline'", ""],
    ["a directive that allows nobody", "default-src 'self'; img-src 'none'", "img-src 'none'"],
  ])("keeps the word of %s", (_, policy, kept) => {
    expect(widenPolicy(policy, HOSTS)).toContain(kept);
    if (kept === "") expect(widenPolicy(policy, HOSTS)).toBe(policy);
  });
  test("is ours only: the service's own name their hosts themselves", () => {
    expect(widenPolicy("default-src 'self', default-src 'self'", ["https://a.example"])).toBe(
      "default-src 'self' https://a.example, default-src 'self'",
    );
  });
});
