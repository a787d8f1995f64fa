import { describe, expect, it } from "vitest";
import { buildOf } from "../../../scripts/providers/build.ts";
import type { WorkerSpec } from "../../../scripts/providers/provider.ts";

const spec: WorkerSpec = {
  name: "hezar-relay-a",
  modules: [{ name: "relay.js", type: "application/javascript+module", content: "one" }],
  compatibilityDate: "2026-10-01",
  compatibilityFlags: [],
  bindings: [{ type: "plain_text", name: "ZONE", text: "a.example" }],
  durableClasses: [],
  crons: [],
  onProviderSuffix: false,
};
const [relay] = spec.modules;
if (relay === undefined) throw new Error("the spec has a module");

describe("the build of a Worker", () => {
  const others: readonly (readonly [string, WorkerSpec])[] = [
    ["a module's content", { ...spec, modules: [{ ...relay, content: "two" }] }],
    ["a module's name", { ...spec, modules: [{ ...relay, name: "other.js" }] }],
    ["a module more", { ...spec, modules: [relay, { ...relay, name: "site.js" }] }],
    [
      "text moved from one module to the next",
      {
        ...spec,
        modules: [
          { ...relay, content: "on" },
          { ...relay, content: "e" },
        ],
      },
    ],
    ["a binding's value", { ...spec, bindings: [{ type: "plain_text", name: "ZONE", text: "b.example" }] }],
    ["a binding's kind", { ...spec, bindings: [{ type: "secret_text", name: "ZONE", text: "a.example" }] }],
    ["the compatibility date", { ...spec, compatibilityDate: "2026-10-02" }],
    ["a flag", { ...spec, compatibilityFlags: ["nodejs_compat"] }],
  ];
  for (const [what, other] of others) {
    it(`differs with ${what}`, () => expect(buildOf(other)).not.toBe(buildOf(spec)));
  }

  it("is the same for the same Worker written otherwise", () => {
    const bindings = [{ text: "a.example", name: "ZONE", type: "plain_text" }] as const;
    expect(buildOf({ ...spec, bindings })).toBe(buildOf(spec));
    expect(buildOf({ ...spec, crons: ["* * * * *"], name: "other" })).toBe(buildOf(spec));
  });
});
