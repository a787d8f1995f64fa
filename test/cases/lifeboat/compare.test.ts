// Whether a silence is the mirror's or the line's.

import { expect, test } from "vitest";
import { isSilentAlone } from "../../../workers/lifeboat/failover/compare.ts";
import { createVirtualTime } from "../../support/virtualtime.ts";

const OWN = "https://own.example";
const OTHER = "https://other.example";

/** Milliseconds until each answers; undefined: never; "refused": at once, with an error. */
async function compare(own: number | "refused" | undefined, other: number | "refused" | undefined) {
  const { clock, run } = createVirtualTime();
  const asked: string[] = [];
  const fetch = async (address: string, init?: RequestInit) => {
    asked.push(`${init?.method} ${address} ${init?.credentials}`);
    const wait = address === `${OWN}/` ? own : other;
    if (wait === "refused") throw new TypeError("refused");
    await (wait === undefined ? new Promise(() => {}) : clock.sleep(wait));
    return new Response(null);
  };
  const isAlone = await run(isSilentAlone(OWN, OTHER, { fetch: fetch as typeof globalThis.fetch, clock }));
  return { isAlone, tookMs: clock.now(), asked };
}

test("both are asked as strangers ask, over connections of their own", async () => {
  expect((await compare(20, 20)).asked).toEqual([`HEAD ${OWN}/ omit`, `HEAD ${OTHER}/ omit`]);
});

test.each([
  ["answers first", 20, 50],
  ["answers a little later", 600, 50],
  ["is slow on a slow line", 5_000, 2_500],
  ["refuses", "refused", 50],
] as const)("one that %s is not silent", async (_, own, other) => {
  expect((await compare(own, other)).isAlone).toBe(false);
});

test("one that is silent where another answers is silent alone, and that is known soon", async () => {
  const { isAlone, tookMs } = await compare(undefined, 50);
  expect(isAlone).toBe(true);
  expect(tookMs).toBeLessThan(700);
});

test.each([undefined, "refused"] as const)("where the other says nothing either (%s), nobody knows", async (other) => {
  expect((await compare(undefined, other)).isAlone).toBe(false);
});
