// What a lifeboat remembers of how mirrors did: on each kind of network by itself, and through the worker's lives.

import { expect, test } from "vitest";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { CARRIED_BYTES } from "../../../shared/domain/carried.ts";
import { createAboard } from "../../../workers/lifeboat/failover/aboard.ts";
import type { Kept } from "../../../workers/lifeboat/failover/locker.ts";
import { seed } from "../../support/meshkeys.ts";

interface Device {
  kept: Kept;
  network: string;
  now: number;
}

function aboardOn(device: Device) {
  return createAboard({
    boarding: {
      service: "news",
      ...{ hostname: "own.example", lineage: "0a0b0c0d0e0f", tier: "operator", key: toBase64url(seed(1)) },
      ...{ root: toBase64url(seed(2)), readerKey: toBase64url(seed(3)) },
      carried: toBase64url(new Uint8Array(CARRIED_BYTES)),
    },
    settings: { door: "abcdefgh", siblings: {} },
    origin: "https://own.example",
    locker: {
      load: async () => device.kept,
      save: (given) => {
        device.kept = JSON.parse(JSON.stringify(given));
      },
      clear: async () => undefined,
    },
    now: () => device.now,
    network: () => device.network,
    fetch: () => Promise.reject(new TypeError("Failed to fetch")),
    sleep: async () => undefined,
    carry: async () => false,
    exported: async () => undefined,
    setAtHome: async () => false,
  });
}

test("what changes before a life has read what was kept takes nothing of it away", async () => {
  const places = ["https://lists.example/"];
  const states = [["b.example", { outcome: "tcp", at: 1 }]] as const;
  const device: Device = { kept: { carried: "c", places, states }, network: "", now: 1_800_000_000 };
  const boat = aboardOn(device);
  boat.note("c.example", "tcp", 20);
  boat.reports.silence(true);
  await boat.ready;
  await expect.poll(() => device.kept, { interval: 1 }).toMatchObject({ carried: "c", places });
  expect(device.kept.states?.map(([name]) => name).sort()).toEqual(["b.example", "c.example"]);
});

test("a mirror that fails on mobile has not failed on Wi-Fi, in this life and the next", async () => {
  const device: Device = { kept: {}, network: "", now: 1_800_000_000 };
  const aboard = () => aboardOn(device);
  const first = aboard();
  await first.ready;
  const seen = (boat: typeof first) =>
    ["", "wifi", "cellular"].map((one) => {
      device.network = one;
      return boat.remembered("b.example")?.outcome;
    });
  for (const [on, outcome] of [
    ["cellular", "tcp"],
    ["wifi", "ok"],
  ] as const) {
    device.network = on;
    first.note("b.example", outcome, 20);
  }
  expect(seen(first)).toEqual([undefined, "ok", "tcp"]);
  const second = aboard();
  await second.ready;
  expect(seen(second)).toEqual([undefined, "ok", "tcp"]);
  // It fails again, hours later: the next life knows when.
  device.now += 7200;
  device.network = "cellular";
  second.note("b.example", "tcp", 20);
  const third = aboard();
  await third.ready;
  expect(third.remembered("b.example")).toEqual({ outcome: "tcp", at: device.now * 1000 });
});
