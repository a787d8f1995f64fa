// A panic's way from mirror to mirror: only what this reader's browser sealed for this mirror, and lately, is a step.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPanic, PANIC_PATH, PANIC_QUERY } from "../../../shared/domain/panic.ts";

const NOW = 1_800_000_000;
const KEY = new Uint8Array(32).fill(7);
const NONCE = new Uint8Array(12).fill(1);
const STOPS = [
  { origin: "https://a.one.example", door: "abcdefgh" },
  { origin: "https://b.two.example:8443", door: "ijklmnop" },
];
const TRIP = { at: NOW, carried: "c".repeat(270) };
const stepOf = (address: string | undefined) => {
  const { pathname, search } = new URL(address ?? "");
  expect(pathname).toMatch(PANIC_PATH);
  return PANIC_QUERY.exec(search)?.[2] ?? "";
};

describe("a panic", () => {
  it("goes through every stop, and ends", async () => {
    const panic = await createPanic(KEY);
    const first = await panic.next(STOPS, TRIP, NONCE);
    expect(first).toMatch(/^https:\/\/a\.one\.example\/abcdefgh\/panic\?c+\.[\w-]+$/);
    const at = await panic.read(stepOf(first), "a.one.example", NOW);
    expect(at).toEqual({ at: NOW, rest: STOPS.slice(1) });
    const second = await panic.next(at?.rest ?? [], TRIP, NONCE);
    expect(second).toMatch(/^https:\/\/b\.two\.example:8443\/ijklmnop\/panic\?/);
    const last = await panic.read(stepOf(second), "b.two.example", NOW);
    expect(last?.rest).toEqual([]);
    expect(await panic.next([], TRIP, NONCE)).toBeUndefined();
  });

  it("is no step at another mirror, of another reader, or a day later", async () => {
    const panic = await createPanic(KEY);
    const step = stepOf(await panic.next(STOPS, TRIP, NONCE));
    expect(await panic.read(step, "b.two.example", NOW)).toBeUndefined();
    expect(await (await createPanic(NONCE)).read(step, "a.one.example", NOW)).toBeUndefined();
    expect(await panic.read(step, "a.one.example", NOW + 86_401)).toBeUndefined();
  });

  it("refuses whatever else stands there", async () => {
    const panic = await createPanic(KEY);
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) => {
        expect(await panic.read(text, "a.one.example", NOW)).toBeUndefined();
      }),
    );
  });
});
