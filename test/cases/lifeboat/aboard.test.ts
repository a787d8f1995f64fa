// What a lifeboat remembers of how mirrors did: on each kind of network by itself, and through the worker's lives.

import { expect, test } from "vitest";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { CARRIED_BYTES } from "../../../shared/domain/carried.ts";
import { createAboard } from "../../../workers/lifeboat/failover/aboard.ts";
import type { Kept } from "../../../workers/lifeboat/failover/locker.ts";
import { seed } from "../../support/meshkeys.ts";

test("a mirror that fails on mobile has not failed on Wi-Fi, in this life and the next", async () => {
  let kept: Kept = {};
  let network = "";
  let now = 1_800_000_000;
  const aboard = () =>
    createAboard({
      boarding: {
        service: "news",
        ...{ hostname: "own.example", lineage: "0a0b0c0d0e0f", tier: "operator", key: toBase64url(seed(1)) },
        ...{ root: toBase64url(seed(2)), readerKey: toBase64url(seed(3)) },
        carried: toBase64url(new Uint8Array(CARRIED_BYTES)),
      },
      settings: { door: "abcdefgh", siblings: {} },
      origin: "https://own.example",
      locker: {
        load: async () => kept,
        save: (given) => {
          kept = JSON.parse(JSON.stringify(given));
        },
        clear: async () => undefined,
      },
      now: () => now,
      network: () => network,
      fetch: () => Promise.reject(new TypeError("Failed to fetch")),
      sleep: async () => undefined,
      carry: async () => false,
      exported: async () => undefined,
      setAtHome: async () => false,
    });
  const first = aboard();
  await first.ready;
  const seen = (boat: typeof first) =>
    ["", "wifi", "cellular"].map((one) => {
      network = one;
      return boat.remembered("b.example")?.outcome;
    });
  for (const [on, outcome] of [
    ["cellular", "tcp"],
    ["wifi", "ok"],
  ] as const) {
    network = on;
    first.note("b.example", outcome, 20);
  }
  expect(seen(first)).toEqual([undefined, "ok", "tcp"]);
  const second = aboard();
  await second.ready;
  expect(seen(second)).toEqual([undefined, "ok", "tcp"]);
  // It fails again, hours later: the next life knows when.
  now += 7200;
  network = "cellular";
  second.note("b.example", "tcp", 20);
  const third = aboard();
  await third.ready;
  expect(third.remembered("b.example")).toEqual({ outcome: "tcp", at: now * 1000 });
});
