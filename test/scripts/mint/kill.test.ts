// Kill -9 of mint at each of its steps, and after answers it gets from outside, one after the other; then one more run. Afterwards
// what is deployed, what the warden knows and what lies in KV agree, and every order is filled.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Mesh } from "../../../scripts/mint/mesh.ts";
import { mintOrders } from "../../../scripts/mint/mint.ts";
import { retireMirror } from "../../../scripts/mint/retire.ts";
import { STEP_NAMES } from "../../../scripts/mint/run.ts";
import { type MintGround, startGround } from "./ground.ts";
import type { Killing } from "./killedmint.ts";

// KV takes one write a second and key, so each killing has a zone whose last writes are long done.
const ZONES = Array.from({ length: 8 }, (_, at) => `letters-${at}.localhost`);
/** A mint asks the outside some forty times: every second answer is tried here, each one by `npm run soak`. */
const STRIDE = process.env.HEZAR_LONG === undefined ? 2 : 1;
const CHILD = fileURLToPath(new URL("./killedmint.ts", import.meta.url));

describe("a mint that is killed", () => {
  let ground: MintGround;
  beforeAll(async () => {
    ground = await startGround({ zones: ZONES });
  });
  afterAll(() => ground?.close());

  let turn = 0;
  const nextMesh = (): Mesh => {
    const zone = ground.mesh.zones[turn++ % ZONES.length];
    return { ...ground.mesh, zones: zone === undefined ? [] : [zone] };
  };

  /** One order, one mint that dies; answers how it ended. */
  const mintAndDie = async (mesh: Mesh, at: Killing["at"]) => {
    await ground.warden.order({ service: "news", count: 1 });
    const { stateDir, wardenUrl, account } = ground;
    const killing: Killing = { plan: { stateDir, wardenUrl, mesh, account }, at };
    const child = spawn(process.execPath, [CHILD, JSON.stringify(killing)], { stdio: ["ignore", "ignore", "inherit"] });
    const [code, signal] = await once(child, "exit");
    return { code, signal };
  };

  /** No order is left, every mirror is in reserve and its zone's relay stands, and no other. */
  const expectAgreement = async () => {
    const { mirrors, orders } = await ground.warden.status();
    const standing = mirrors.filter(({ state }) => state !== "retired");
    expect(orders.filter(({ state }) => state === "open" || state === "claimed")).toEqual([]);
    expect(standing.map(({ state }) => state)).toEqual(standing.map(() => "reserve"));
    const relays = (await ground.provider.list()).flatMap(({ zone }) => zone ?? []);
    expect(relays).toEqual(standing.map(({ zone }) => zone));
    return standing;
  };

  /** The next run, whatever it finds, ends in one mirror; then the ground is empty again. */
  const expectRecovery = async (mesh: Mesh) => {
    expect((await mintOrders({ ...ground, mesh })).failures).toEqual([]);
    const [mirror, ...others] = await expectAgreement();
    expect(others).toEqual([]);
    const recorded = await ground.zoneRecord(mirror?.zone ?? "");
    expect(recorded?.mirrors.map(({ label }) => `${label}.${mirror?.zone}`)).toEqual([mirror?.hostname]);
    await retireMirror(mirror?.hostname ?? "", ground);
    expect(await expectAgreement()).toEqual([]);
  };

  for (const step of STEP_NAMES) {
    for (const when of ["before", "after"] as const) {
      it(`leaves nothing wrong after the next run: ${when} ${step}`, async () => {
        const mesh = nextMesh();
        expect(await mintAndDie(mesh, { step, when })).toMatchObject({ signal: "SIGKILL" });
        await expectRecovery(mesh);
      });
    }
  }

  it("leaves nothing wrong after the next run, whichever answer from outside was its last", async () => {
    let answers = 0;
    for (let survived = false; !survived; ) {
      const mesh = nextMesh();
      answers += STRIDE;
      const { signal, code } = await mintAndDie(mesh, { answers });
      survived = signal === null && code === 0;
      await expectRecovery(mesh);
    }
    expect(answers).toBeGreaterThan(20);
    // Some twenty mints, each of them dying and one more after it: half a minute on a quiet machine.
  }, 600_000);

  it("leaves no mirror in any zone's record", async () => {
    await vi.waitUntil(async () => (await ground.warden.status()).unpublished.length === 0, { timeout: 60_000 });
    for (const zone of ZONES) expect((await ground.zoneRecord(zone))?.mirrors).toEqual([]);
  });
});
