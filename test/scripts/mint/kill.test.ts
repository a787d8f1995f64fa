// Kill -9 of mint at each of its steps, and after every single answer it gets from outside; then one more run. Afterwards
// what is deployed, what the warden knows and what lies in KV agree, and every order is filled.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mintOrders } from "../../../scripts/mint/mint.ts";
import { retireMirror } from "../../../scripts/mint/retire.ts";
import { STEP_NAMES } from "../../../scripts/mint/run.ts";
import { type MintGround, startGround } from "./ground.ts";
import type { Killing } from "./killedmint.ts";

const ZONES = ["garden-letters.localhost", "bread-notes.localhost"];
const CHILD = fileURLToPath(new URL("./killedmint.ts", import.meta.url));

describe("a mint that is killed", () => {
  let ground: MintGround;
  beforeAll(async () => {
    ground = await startGround({ zones: ZONES });
  });
  afterAll(() => ground?.close());

  /** One order, one mint that dies; answers how it ended. */
  const mintAndDie = async (at: Killing["at"]) => {
    await ground.warden.order({ service: "news", count: 1 });
    const { stateDir, wardenUrl, mesh, account } = ground;
    const killing: Killing = { plan: { stateDir, wardenUrl, mesh, account }, at };
    const child = spawn(process.execPath, [CHILD, JSON.stringify(killing)], { stdio: ["ignore", "pipe", "inherit"] });
    const [said, [code, signal]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    return { said, code, signal };
  };

  const expectAgreement = async () => {
    const { mirrors, orders, unpublished } = await ground.warden.status();
    const standing = mirrors.filter(({ state }) => state !== "retired");
    expect(orders.filter(({ state }) => state === "open" || state === "claimed")).toEqual([]);
    expect(unpublished).toEqual([]);
    expect(standing.map(({ state }) => state)).toEqual(standing.map(() => "reserve"));
    const relays = (await ground.provider.list()).flatMap(({ zone }) => zone ?? []);
    expect(relays.sort()).toEqual([...new Set(standing.map(({ zone }) => zone))].sort());
    for (const zone of ZONES) {
      const recorded = (await ground.zoneRecord(zone))?.mirrors.map(({ label }) => `${label}.${zone}`) ?? [];
      const known = standing.filter((mirror) => mirror.zone === zone).map(({ hostname }) => hostname);
      expect(recorded.sort()).toEqual(known.sort());
    }
  };

  /** The next run, whatever it finds, ends in one mirror more; then the ground is empty again. */
  const expectRecovery = async () => {
    expect((await mintOrders(ground)).failures).toEqual([]);
    await expectAgreement();
    const standing = (await ground.warden.status()).mirrors.filter(({ state }) => state !== "retired");
    expect(standing).toHaveLength(1);
    for (const { hostname } of standing) await retireMirror(hostname, ground);
    await expectAgreement();
  };

  for (const step of STEP_NAMES) {
    for (const when of ["before", "after"] as const) {
      it(`leaves nothing wrong after the next run: ${when} ${step}`, async () => {
        expect(await mintAndDie({ step, when })).toMatchObject({ signal: "SIGKILL" });
        await expectRecovery();
      });
    }
  }

  it("leaves nothing wrong after the next run, whichever answer from outside was its last", async () => {
    let died = 0;
    for (; ; died++) {
      const { signal, code } = await mintAndDie({ answers: died + 1 });
      await expectRecovery();
      if (signal === null) {
        expect(code).toBe(0);
        break;
      }
    }
    expect(died).toBeGreaterThan(20);
  });
});
