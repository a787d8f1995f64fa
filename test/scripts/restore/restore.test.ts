// The warden's own account dies, as an operator lives through it: its snapshots are on two other accounts, some of what lies
// there is torn or forged, and the command that brings the warden back is killed on the way.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKeys, readSecrets } from "../../../scripts/operator/keys.ts";
import { openState } from "../../../scripts/operator/state.ts";
import { reach } from "../../../scripts/reach.ts";
import { snapshotName } from "../../../shared/snapshotform.ts";
import type { MeshStatus } from "../../../shared/wardenapi.ts";
import { type Mesh, startMesh } from "../../support/mesh.ts";

interface Restored {
  readonly restored: {
    readonly number: number;
    readonly shelf: string;
    readonly refused: readonly { readonly shelf: string; readonly name?: string; readonly why: string }[];
    readonly milliseconds: { readonly up: number; readonly settled: number };
  };
}
interface Written {
  readonly accounts: readonly { readonly id: string; readonly accountId: string; readonly apiUrl: string }[];
  readonly warden: { account: string };
}

/** A look at how far it is. */
const LOOK_MS = 20;
const BIN = new URL("../../../scripts/bin.mjs", import.meta.url).pathname;

let mesh: Mesh;
let config: Written;
let secrets: Readonly<Record<string, string>>;
beforeAll(async () => {
  mesh = await startMesh("--accounts", "3");
  const text = await readFile(join(mesh.state, "hezar.config.json"), "utf8");
  config = JSON.parse(text.slice(text.indexOf("\n"))) as Written;
  secrets = await readSecrets(mesh.state);
});
afterAll(() => mesh?.close());

const status = () => mesh.hezarJson<MeshStatus>("status");
const account = (id: string) => config.accounts.find((one) => one.id === id) ?? { id, accountId: "", apiUrl: "" };
const ask = (id: string, path: string, init: RequestInit = {}) =>
  fetch(`${account(id).apiUrl}/accounts/${account(id).accountId}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${secrets[id]}` },
  });

/** The namespace of an account's snapshots, as a path of its API. */
async function shelfOf(id: string): Promise<string> {
  const { result } = (await (await ask(id, "/storage/kv/namespaces")).json()) as {
    result: readonly { readonly id: string; readonly title: string }[];
  };
  const namespace = result.find(({ title }) => title.startsWith("hezar-snapshots-"));
  return `/storage/kv/namespaces/${namespace?.id}/values`;
}

async function suspend(id: string): Promise<void> {
  const url = `${account(id).apiUrl.replace("/client/v4", "/edge")}/accounts/${account(id).accountId}`;
  const headers = { authorization: `Bearer ${secrets[id]}` };
  await fetch(url, { method: "PUT", headers, body: JSON.stringify({ suspended: true }) });
}

/** `hezar up --restore`, killed as by a power cut as soon as `isThere`; whether it was killed. */
async function restoreUntil(isThere: () => Promise<boolean>): Promise<boolean> {
  const words = ["up", "--once", "--restore", "--state", mesh.state];
  const child = spawn(process.execPath, [BIN, ...words], { stdio: "ignore" });
  const ended = once(child, "close").then(() => true);
  for (let isOver = false; !isOver; isOver = await Promise.race([ended, sleep(LOOK_MS, false)])) {
    if (await isThere()) child.kill("SIGKILL");
  }
  return child.signalCode === "SIGKILL";
}

const isFile = (name: string, part: string) => async () =>
  (await readFile(join(mesh.state, name), "utf8").catch(() => "")).includes(part);

/** What can be seen from outside of how far a restore has come, in order. */
const POINTS: readonly (readonly [what: string, isThere: () => Promise<boolean>])[] = [
  ["it has made its key", isFile("online.json", "restoring")],
  ["it has chosen its snapshot", isFile("online.json", "lastSnapshot")],
  [
    "the new warden is deployed",
    async () => (await (await ask("local-2", "/workers/scripts")).text()).includes("hezar-warden"),
  ],
  ["the new warden knows the mesh", async () => ((await newStatus())?.mirrors.length ?? 0) > 0],
  ["it has written down where the warden is", isFile("mesh.json", '"home": "local-2"')],
];

async function newStatus(): Promise<MeshStatus | undefined> {
  const headers = { authorization: `Bearer ${(await readKeys(mesh.state))?.adminToken}` };
  const url = `http://hezar-warden.local-2.workers.localhost:${mesh.port}/status`;
  const answer = await reach(url, { headers }).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as MeshStatus) : undefined;
}

describe("a warden whose account dies", () => {
  test("has left what it knows on two other accounts within seconds", async () => {
    await expect
      .poll(async () => (await status()).snapshots.map(({ id, number, failures }) => [id, number > 0, failures]), {
        timeout: 60_000,
      })
      .toEqual([
        ["local-2", true, 0],
        ["local-3", true, 0],
      ]);
  }, 120_000);

  test("comes back elsewhere past torn and forged snapshots, however often that is interrupted", async () => {
    const before = await status();
    const newest = Math.max(...before.snapshots.map(({ number }) => number));
    const good = new Uint8Array(
      await (await ask("local-2", `${await shelfOf("local-2")}/${snapshotName(newest)}`)).arrayBuffer(),
    );
    // Far above what a warden counts up to that was brought back, and then killed, meanwhile.
    const forged = newest + 100_000;
    const spoilt: readonly (readonly [number, Uint8Array<ArrayBuffer>])[] = [
      [forged + 1, good.slice(0, good.length / 2)],
      [forged + 2, good],
      [forged + 3, new Uint8Array()],
      [forged + 4, crypto.getRandomValues(new Uint8Array(5_000))],
    ];
    for (const id of ["local-2", "local-3"]) {
      const shelf = await shelfOf(id);
      for (const [number, body] of spoilt) await ask(id, `${shelf}/${snapshotName(number)}`, { method: "PUT", body });
    }
    await suspend("local");

    const closed = await mesh.hezar("up", "--once");
    expect(closed.stderr).toMatch(/The account local, which carries the warden, .*`hezar up --restore`/s);
    const moved = { ...config, warden: { ...config.warden, account: "local-2" }, beacon: { account: "local-2" } };
    await writeFile(join(mesh.state, "hezar.config.json"), JSON.stringify(moved));
    const refused = await mesh.hezar("up", "--once");
    expect(refused.stderr).toContain("The warden is on local, not on local-2");

    const points =
      process.env.HEZAR_LONG === undefined
        ? [POINTS[2], POINTS[4]].flatMap((point) => (point === undefined ? [] : [point]))
        : POINTS;
    for (const [what, isThere] of points) console.info(`killed once ${what}: ${await restoreUntil(isThere)}`);
    const { restored } = JSON.parse((await mesh.hezar("up", "--once", "--restore", "--json")).stdout) as Restored;
    console.info(`restored in ${(restored.milliseconds.up / 1000).toFixed(1)} s`);
    const passed = restored.refused.map(({ name, why }) => [name, why]);
    expect(passed).toEqual(
      expect.arrayContaining([
        [snapshotName(forged + 4), expect.stringMatching(/torn|another number/)],
        [snapshotName(forged + 3), "torn"],
        [snapshotName(forged + 2), "another number"],
        [snapshotName(forged + 1), expect.stringContaining("another number")],
      ]),
    );

    const after = await status();
    const names = ({ mirrors }: MeshStatus) => mirrors.map(({ hostname, state, groups }) => [hostname, state, groups]);
    expect(names(after)).toEqual(names(before));
    expect(after.groups).toEqual(before.groups);
    expect(after.blocklist.entries).toEqual([]);
    expect(after.keyring?.version).toBeGreaterThan(before.keyring?.version ?? 0);
  }, 300_000);

  test("goes on with its readers: what they hold opens, relays take the new key's records, the next burn is heard", async () => {
    const link = mesh.ready.links[0]?.url ?? "";
    await mesh.hezarJson("open", link);
    const [mirror] = (await status()).mirrors;
    await mesh.hezarJson("burn", mirror?.hostname ?? "", "--cause", "origin");
    await expect.poll(async () => (await status()).unpublished, { timeout: 30_000 }).toEqual([]);
    const { url, cookie } = await mesh.hezarJson<{ url: string; cookie: string }>("open", link);
    await expect
      .poll(async () => (await reach(url, { headers: { cookie } })).status, { timeout: 30_000 })
      .toBeLessThan(400);
  }, 120_000);

  test("does not come back a second time while it lives, nor stand beside itself", async () => {
    const again = await mesh.hezar("up", "--once", "--restore");
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("The warden is alive") });
    expect((await openState(mesh.state).mesh()).home).toBe("local-2");
  });
});
