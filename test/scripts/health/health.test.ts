// What may change between two questions of one look.

import { expect, test } from "vitest";
import { checkHealth, type HealthOptions } from "../../../scripts/health/health.ts";
import { WardenRefusal } from "../../../scripts/operator/wardenclient.ts";
import type { MeshStatus, Mirror } from "../../../shared/wardenapi.ts";
import { createTestClock } from "../../support/testclock.ts";

test("a mirror that was retired since the look began is passed over, and the look goes on", async () => {
  const mirror = { hostname: "leaf.garden.example", zone: "garden.example", account: "one", state: "live" };
  const warden = {
    status: async () => ({ mirrors: [mirror as Mirror], quota: [] }) as unknown as MeshStatus,
    probeTicket: async () => {
      throw new WardenRefusal("conflict", "The warden refuses", "leaf.garden.example is retired");
    },
  };
  const options = { warden, mesh: { zones: [] }, providers: new Map(), clock: createTestClock() };
  const health = await checkHealth(options as unknown as HealthOptions);
  expect([health.mirrors, health.signals, health.troubles]).toEqual([[], [], []]);
});
