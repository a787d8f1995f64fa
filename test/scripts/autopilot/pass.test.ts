// Passes of the autopilot over a real edge and a real warden: what burns is replaced, what is missing is deployed, who does
// not hold the lease does nothing.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLeaseKeeper } from "../../../scripts/autopilot/lease.ts";
import { type PassOptions, preview, runPass } from "../../../scripts/autopilot/pass.ts";
import { systemClock } from "../../../scripts/clock.ts";
import { relayName } from "../../../scripts/mint/specs.ts";
import { reach } from "../../../scripts/reach.ts";
import { type MintGround, startGround } from "../mint/ground.ts";

const ZONES = ["garden-letters.localhost", "bread-notes.localhost", "hill-walks.localhost"];

describe("the autopilot on a real edge", { timeout: 180_000 }, () => {
  let ground: MintGround;
  beforeAll(async () => {
    ground = await startGround({ zones: ZONES, mirrors: { live: 1, reserve: 1 } });
  });
  afterAll(() => ground?.close());

  const optionsOf = (holder: string): PassOptions => ({
    ...ground,
    ...{ clock: systemClock, reach, onProgress: () => undefined, onStep: () => undefined, isDeep: true },
    lease: createLeaseKeeper({ warden: ground.warden, clock: systemClock, holder }),
    desired: {
      ...{ zones: ground.mesh.zones, apart: [], country: "IR", timeZone: "Asia/Tehran", removeAfterSeconds: 0 },
      quietHours: { fromMinute: 60, toMinute: 300 },
      release: { everySeconds: 600, most: 2 },
    },
  });
  const kinds = (actions: readonly { readonly kind: string }[]) => actions.map(({ kind }) => kind);
  const standing = async () =>
    (await ground.warden.status()).mirrors.filter(({ state }) => state === "reserve" || state === "live");

  it("shows its plan without doing anything of it", async () => {
    expect(kinds(await preview(optionsOf("server")))).toEqual(["mint", "mint"]);
    expect(await standing()).toEqual([]);
    expect((await ground.warden.status()).lease).toBeUndefined();
  });

  it("mints what is ordered, on different zones, and then finds nothing to do", async () => {
    const options = optionsOf("server");
    const { minted, failures, holds } = await runPass(options);
    expect({ failures, holds }).toEqual({ failures: [], holds: [] });
    expect(minted).toHaveLength(2);
    expect(new Set((await standing()).map(({ zone }) => zone)).size).toBe(2);
    expect(await runPass(options)).toMatchObject({ done: [], minted: [] });
    await options.lease.giveBack();
  });

  it("does nothing while another steers, and says who", async () => {
    const server = createLeaseKeeper({ warden: ground.warden, clock: systemClock, holder: "server" });
    await server.keep();
    await ground.warden.order({ service: "news", count: 1 });
    const { desired, ...laptop } = optionsOf("laptop");
    const eager = { ...laptop, desired: { ...desired, release: { everySeconds: 0, most: 2 } } };
    expect(await runPass(eager)).toMatchObject({ heldBy: { holder: "server" }, done: [] });
    await server.giveBack();
    expect((await ground.warden.orders()).filter(({ state }) => state === "open")).toHaveLength(1);
  });

  it("deploys again what somebody removed, and guards the zone again", async () => {
    const [first] = await standing();
    const zone = first?.zone ?? "";
    await ground.provider.remove({ name: relayName(zone), zone });
    expect(await ground.provider.guardOf(zone)).not.toHaveProperty("requestsPer10Seconds");
    const { done } = await runPass(optionsOf("server"));
    expect(kinds(done)).toContain("deploy");
    expect((await ground.provider.list()).map((worker) => worker.zone)).toContain(zone);
    expect(await ground.provider.guardOf(zone)).toEqual({ requestsPer10Seconds: 200, ech: "on" });
  });

  it("switches ECH off on every zone of an audience in a country that drops it, and on again for another", async () => {
    const guards = async () => {
      const zones = (await ground.provider.list()).flatMap(({ zone }) => zone ?? []);
      return Promise.all(zones.map(async (zone) => (await ground.provider.guardOf(zone)).ech));
    };
    const before = await guards();
    expect(before.length).toBeGreaterThan(0);
    await runPass({ ...optionsOf("server"), mesh: { ...ground.mesh, country: "RU" } });
    expect(await guards()).toEqual(before.map(() => "off"));
    expect((await runPass({ ...optionsOf("server"), mesh: { ...ground.mesh, country: "RU" } })).done).toEqual([]);
    await runPass({ ...optionsOf("server"), mesh: { ...ground.mesh, country: "IR" } });
    expect(await guards()).toEqual(before.map(() => "on"));
  });

  it("replaces what burns at once where the reserve is empty, and removes what no mirror needs", async () => {
    for (const { hostname } of await standing()) await ground.warden.burn({ pattern: hostname });
    const { minted, failures } = await runPass(optionsOf("server"));
    expect(failures).toEqual([]);
    expect(minted.length).toBeGreaterThanOrEqual(1);
    for (const { hostname } of (await ground.warden.status()).mirrors) await ground.warden.retire(hostname);
    const open = await ground.warden.orders();
    expect(open.some(({ state }) => state === "open")).toBe(true);
    const { done } = await runPass({
      ...optionsOf("server"),
      desired: { ...optionsOf("server").desired, zones: [] },
    });
    expect(new Set(kinds(done))).toEqual(new Set(["remove"]));
    expect(await ground.provider.list()).not.toContainEqual(expect.objectContaining({ zone: expect.anything() }));
  });
});
