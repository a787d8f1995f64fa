// The autopilot grants the warden's wishes by itself, through a proxy that stands behind a censor: what is blocked there burns,
// and is lifted when the block is, without a person.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLeaseKeeper } from "../../../scripts/autopilot/lease.ts";
import { type PassOptions, preview, runPass } from "../../../scripts/autopilot/pass.ts";
import { systemClock } from "../../../scripts/clock.ts";
import { type Censor, startCensor } from "../../../scripts/demo/censor/censor.ts";
import { createWishProbe } from "../../../scripts/probe/wish.ts";
import { reach } from "../../../scripts/reach.ts";
import { VANTAGES } from "../../../shared/domain/verdict/evidence.ts";
import { type MintGround, startGround } from "../mint/ground.ts";

const ZONES = ["garden-letters.localhost", "bread-notes.localhost"];
/** Half a day lasts thirteen seconds here. */
const WINDOWS = "0.0003";

describe("an autopilot with a place to look from", { timeout: 180_000 }, () => {
  let ground: MintGround;
  let censor: Censor;
  beforeAll(async () => {
    process.env.HEZAR_WINDOWS = WINDOWS;
    ground = await startGround({ zones: ZONES, mirrors: { live: 1, reserve: 1 } });
    delete process.env.HEZAR_WINDOWS;
    censor = await startCensor();
  });
  afterAll(async () => {
    await censor?.close();
    await ground?.close();
  });

  const control = () => `http://control.localhost:${ground.edge.port}`;
  const optionsOf = (via = `socks5://127.0.0.1:${censor.port}`): PassOptions => ({
    ...ground,
    ...{ clock: systemClock, reach, onProgress: () => undefined, onStep: () => undefined, isDeep: false },
    lease: createLeaseKeeper({ warden: ground.warden, clock: systemClock, holder: "server" }),
    desired: {
      ...{ zones: ground.mesh.zones, apart: [], country: "IR", timeZone: "Asia/Tehran", removeAfterSeconds: 0 },
      quietHours: { fromMinute: 60, toMinute: 300 },
      release: { everySeconds: 0, most: 9 },
      vantages: [{ id: "tehran", country: "IR" }],
    },
    probeWish: createWishProbe([{ id: "tehran", country: "IR", network: "AS44244", via, control: control() }], {
      ...{ warden: ground.warden, clock: systemClock },
    }),
  });
  const status = () => ground.warden.status();
  const verdictOn = async (hostname: string) =>
    (await status()).verdicts.find((verdict) => verdict.hostname === hostname)?.state;
  /** Somebody else's measurement, which decides nothing by itself. */
  const doubt = (hostname: string) =>
    ground.warden.probes([
      {
        ...{ at: Math.floor(Date.now() / 1000), hostname, country: "IR", network: "AS58224", vantage: VANTAGES.ooni },
        ...{ control: "ok", blocking: "tls-sni" },
      },
    ]);

  it("looks at what is doubted, and what is not blocked there stays", async () => {
    expect((await runPass(optionsOf())).minted).toHaveLength(2);
    const [hostname = ""] = (await status()).mirrors.map((mirror) => mirror.hostname);
    await doubt(hostname);
    expect(await preview(optionsOf())).toEqual([{ kind: "probe", vantage: "tehran", hostname }]);
    const { done, failures } = await runPass(optionsOf());
    expect({ done: done.map(({ kind }) => kind), failures }).toEqual({ done: ["probe"], failures: [] });
    expect(await verdictOn(hostname)).toBe("suspect");
    const { wishes } = await status();
    expect(wishes).toMatchObject([{ hostname, reason: "confirm" }]);
  });

  it("says so where its proxy reaches nothing, tells the warden nothing, and leaves it alone for a while", async () => {
    const { mirrors } = await status();
    const hostname = mirrors[1]?.hostname ?? "";
    await doubt(hostname);
    const options = optionsOf("socks5://127.0.0.1:1");
    const { failures, unwell } = await runPass(options);
    expect(failures[0]?.what).toMatch(/tehran/);
    expect([...unwell]).toEqual(["vantage tehran"]);
    const { wishes } = await status();
    expect(wishes.find((wish) => wish.hostname === hostname)).toMatchObject({ reason: "suspect" });
    expect((await runPass({ ...options, unwell })).done).toEqual([]);
  });

  it("burns what it finds blocked twice, with the whole zone where the canary is, and mints elsewhere", async () => {
    const { mirrors } = await status();
    const { hostname = "", zone = "" } = mirrors[0] ?? {};
    censor.block({ pattern: `*.${zone}`, how: "reset" });
    await doubt(hostname);
    await expect
      .poll(
        async () => {
          await runPass(optionsOf());
          return (await status()).blocklist.entries.map(({ pattern, country }) => `${pattern} ${country}`);
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toContain(`*.${zone} IR`);
    const after = await status();
    expect(after.mirrors.filter((mirror) => mirror.zone === zone).map(({ state }) => state)).toContain("burned");
    const standing = after.mirrors.filter(({ state }) => state === "live" || state === "reserve");
    expect(standing.length).toBeGreaterThan(1);
    expect(standing.filter((mirror) => mirror.zone === zone)).toEqual([]);
    expect(after.wishes.find(({ pattern }) => pattern === `*.${zone}`)).toMatchObject({ reason: "retest" });
  });

  it("lifts the zone when the censor has", async () => {
    const pattern = (await status()).wishes.find((wish) => wish.pattern !== undefined)?.pattern ?? "";
    censor.lift(pattern);
    await expect
      .poll(
        async () => {
          await runPass(optionsOf());
          return (await status()).blocklist.entries.map((entry) => entry.pattern);
        },
        { timeout: 120_000, interval: 2_000 },
      )
      .not.toContain(pattern);
  });
});
