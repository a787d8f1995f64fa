// ECH by the audience's country: where a ClientHello that carries it is dropped as such, no page with it would load.

import { describe, expect, it } from "vitest";
import { guardFor, isGuarded } from "../../../scripts/mint/guard.ts";

describe("a zone's guard", () => {
  it.each([
    ["RU", "off"],
    ["IR", "on"],
    ["CN", "on"],
    ["", "on"],
  ])("for an audience in %j has ECH %s", (country, ech) => {
    expect(guardFor(country).ech).toBe(ech);
  });

  it("is the same rate everywhere", () => {
    expect(guardFor("RU").requestsPer10Seconds).toBe(guardFor("IR").requestsPer10Seconds);
  });

  it("is not what stands where ECH is as another country needs it, or nothing stands", () => {
    const wanted = guardFor("RU");
    expect([isGuarded(wanted, wanted), isGuarded(guardFor("IR"), wanted), isGuarded({}, wanted)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
