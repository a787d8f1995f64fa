// What a lifeboat remembers of how mirrors did: on each kind of network by itself, and through the worker's lives.

import { expect, test } from "vitest";
import type { Boarding } from "../../../shared/domain/boat.ts";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { CARRIED_BYTES } from "../../../shared/domain/carried.ts";
import { type Roster, sealRosters } from "../../../shared/domain/roster.ts";
import { type AboardPorts, createAboard } from "../../../workers/lifeboat/failover/aboard.ts";
import type { Kept } from "../../../workers/lifeboat/failover/locker.ts";
import { createMeshKeys, NOW, seed } from "../../support/meshkeys.ts";
import { createPair } from "../../support/reporter.ts";

interface Device {
  kept: Kept;
  network: string;
  now: number;
}

const LINEAGE = "0a0b0c0d0e0f";
const boarding: Boarding = {
  ...{ service: "news", hostname: "own.example", lineage: LINEAGE, tier: "operator", key: toBase64url(seed(1)) },
  ...{ root: toBase64url(seed(2)), readerKey: toBase64url(seed(3)) },
  carried: toBase64url(new Uint8Array(CARRIED_BYTES)),
};

function aboardOn(device: Device, more: Partial<AboardPorts> = {}) {
  return createAboard({
    boarding,
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
    ...more,
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

test("a sibling asks the mirrors that its own mirror would, says which secondary it shows, and reports nothing", async () => {
  const keys = await createMeshKeys();
  const mirrors = ["own", "other"].map((label, zone) => {
    const hostname = `${label}.example`;
    return { hostname, origin: `https://${hostname}`, door: "abcdefgh", ...{ zone, provider: zone } };
  });
  const { point } = await createPair();
  const report = { to: toBase64url(point), key: toBase64url(seed(6)) };
  const roster: Roster = {
    ...{ v: 1, version: 1, issuedAt: NOW, group: "g", expiresAt: NOW + 60, sealedLists: [], mirrors, report },
    windows: { refreshSeconds: 1, retrySeconds: 1, pauseSeconds: 1, reportSeconds: 1 },
  };
  const signing = {
    lineage: LINEAGE,
    version: 1,
    signer: keys.online,
    random: (lengthBytes: number) => new Uint8Array(lengthBytes),
  };
  const sealed = await sealRosters([{ roster, readerKeys: [seed(3)] }], signing);
  const device: Device = { kept: {}, network: "", now: NOW };
  const aboard = aboardOn(device, {
    boarding: { ...boarding, root: toBase64url(keys.rootKey), hostname: "beside.example", alias: "embed" },
    settings: { door: "abcdefgh", siblings: { "0": { origin: "https://own.example", door: "mainmain" } } },
    origin: "https://beside.example",
  });
  await aboard.ready;
  await aboard.offer({ keyring: keys.keyringText, roster: sealed });
  expect(aboard.others().map(({ hostname }) => hostname)).toEqual(["other.example"]);
  expect(aboard.home()?.hostname).toBe("own.example");
  expect(aboard.envelopeParts().from).toMatchObject({ origin: "https://beside.example", root: "embed" });
  aboard.note("", "tcp", 20);
  aboard.note("other.example", "ok", 20);
  await expect.poll(() => device.kept.states?.length, { interval: 1 }).toBe(2);
  expect(aboard.reports.kept().reports).toEqual([]);
});
