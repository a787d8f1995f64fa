import { describe, expect, it } from "vitest";
import { isOrdinaryLabel } from "../../../shared/domain/label.ts";
import { deriveSiblingLabel } from "../../../shared/domain/sibling.ts";

const secret = new Uint8Array(32).fill(7);
const derive = (alias: string, taken: readonly string[] = [], brands: readonly string[] = []) =>
  deriveSiblingLabel(secret, { hostname: "m.zone", alias, brands, isTaken: (label) => taken.includes(label) });

describe("the label of a sibling", () => {
  it("is the same for ever, another for another alias, and looks like any mirror's", async () => {
    const label = (await derive("player")) ?? "";
    expect(await derive("player")).toBe(label);
    expect(await derive("comments")).not.toBe(label);
    expect(isOrdinaryLabel(label)).toBe(true);
  });

  it("is drawn again where it is taken or carries a brand", async () => {
    const label = (await derive("player")) ?? "";
    const others = [await derive("player", [label]), await derive("player", [], label.split("-"))];
    for (const other of others) expect(other).not.toBe(label);
    expect(isOrdinaryLabel(others[0] ?? "")).toBe(true);
  });
});
