// `hezar reconcile` and `hezar watch` as processes on a running mesh: exit codes, a plan that changes nothing, lines for
// programs, and an end by Ctrl-C that leaves nothing held.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKeys } from "../../../scripts/operator/keys.ts";
import { openState } from "../../../scripts/operator/state.ts";
import { createWardenClient, type WardenClient } from "../../../scripts/operator/wardenclient.ts";
import type { MeshStatus } from "../../../shared/wardenapi.ts";
import { type Mesh, startMesh } from "../../support/mesh.ts";

const BIN = new URL("../../../scripts/bin.mjs", import.meta.url).pathname;

/** Each command is a process of its own: seconds on a quiet machine, far more beside other suites. */
const PATIENCE_MS = 240_000;

describe("steering a mesh from the command line", { timeout: PATIENCE_MS }, () => {
  let mesh: Mesh;
  let warden: WardenClient;
  beforeAll(async () => {
    mesh = await startMesh();
    const [keys, { warden: url = "" }] = await Promise.all([readKeys(mesh.state), openState(mesh.state).mesh()]);
    warden = createWardenClient({ url, token: keys?.adminToken ?? "" });
  }, PATIENCE_MS);
  afterAll(() => mesh?.close());

  const live = async () =>
    (await mesh.hezarJson<MeshStatus>("status")).mirrors
      .filter(({ state }) => state === "live")
      .map((one) => one.hostname);
  const burnOne = async () => {
    const [hostname = ""] = await live();
    await warden.burn({ pattern: hostname, cause: "provider" });
    return hostname;
  };

  test("a mesh as it should be has nothing to do", async () => {
    expect(await mesh.hezar("reconcile", "--dry-run")).toMatchObject({
      code: 0,
      stdout: "Nothing to do: the mesh is as it should be.\n",
    });
  });

  test("a dry run says what it would do, changes nothing and ends with 4; the run does it and ends with 0", async () => {
    const burned = await burnOne();
    const before = await warden.status();
    const dry = await mesh.hezar("reconcile", "--dry-run");
    expect(dry.code).toBe(4);
    expect(dry.stdout).toMatch(/^→ mint a mirror of news on \S+ \(account local, order \d+\)\n$/);
    // What a mesh is; KV may still be catching up with the burn.
    const told = ({ mirrors, orders, events, lease }: MeshStatus) => ({ mirrors, orders, events, lease });
    expect(told(await warden.status())).toEqual(told(before));
    const { code, stdout } = await mesh.hezar("reconcile");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^● \S+ stands\n/) });
    expect(await live()).not.toContain(burned);
    expect((await warden.status()).orders.filter(({ state }) => state === "open")).toEqual([]);
  });

  test("who does not hold the lease does nothing, says who does and ends with 3", async () => {
    await warden.lease({ holder: "the other one", seconds: 60 });
    await burnOne();
    const { code, stdout } = await mesh.hezar("reconcile");
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout: expect.stringContaining("Another autopilot steers (the other one)"),
    });
    expect((await warden.status()).orders.some(({ state }) => state === "open")).toBe(true);
    await warden.lease({ holder: "the other one", seconds: 0 });
  });

  test("watching goes on by itself, tells programs what it does, and ends cleanly", async () => {
    const child = spawn(process.execPath, [BIN, "watch", "--json", "--interval", "1s", "--state", mesh.state], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const lines: Record<string, unknown>[] = [];
    const { promise: minted, resolve } = Promise.withResolvers<void>();
    createInterface({ input: child.stdout }).on("line", (line) => {
      const said = JSON.parse(line) as { readonly pass?: { readonly minted: readonly string[] } };
      lines.push(said);
      if ((said.pass?.minted.length ?? 0) > 0) resolve();
    });
    await minted;
    const exited = once(child, "exit");
    child.kill("SIGINT");
    expect(await exited).toEqual([0, null]);
    expect(lines[0]).toMatchObject({ at: expect.stringMatching(/^20\d\d-/), doing: { kind: "mint", service: "news" } });
    const { lease, orders } = await warden.status();
    expect(lease).toBeUndefined();
    expect(orders.filter(({ state }) => state === "open")).toEqual([]);
  });

  test("a trial without any channel in the config says so and ends with 1", async () => {
    expect(await mesh.hezar("watch", "--test-notify")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("The config has no `notify`"),
    });
  });

  test("the kill switch takes the operator's word twice, stays on in what is signed later, and is lifted", async () => {
    expect(await mesh.hezar("kill")).toMatchObject({ code: 1, stderr: expect.stringContaining("hezar kill --yes") });
    expect((await warden.status()).keyring).not.toHaveProperty("kill");
    expect(await mesh.hezarJson("kill", "--yes")).toMatchObject({ kill: true });
    expect((await warden.status()).keyring).toMatchObject({ kill: true });
    expect((await mesh.hezar("doctor")).stdout).toContain("the kill switch is on");
    const keys = await readKeys(mesh.state);
    expect(keys?.kill).toBe(true);
    expect(await mesh.hezarJson("kill", "--lift")).toMatchObject({ kill: false });
    expect((await warden.status()).keyring).not.toHaveProperty("kill");
    expect(await readKeys(mesh.state)).not.toHaveProperty("kill");
  });
});

describe("steering a mesh whose service is down", { timeout: PATIENCE_MS }, () => {
  let service: Server;
  let mesh: Mesh;
  beforeAll(async () => {
    service = createServer((_, answer) => answer.end("the service itself"));
    await once(service.listen(0, "127.0.0.1"), "listening");
    mesh = await startMesh("--service", `http://127.0.0.1:${(service.address() as AddressInfo).port}`);
    service.closeAllConnections();
    await new Promise((resolve) => service.close(resolve));
  }, PATIENCE_MS);
  afterAll(() => mesh?.close());

  test("a run in a cron names it, blames nobody and ends with 0; a dry run asks no mirror", async () => {
    expect(await mesh.hezar("reconcile", "--dry-run")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Nothing to do/),
    });
    const { code, stdout } = await mesh.hezar("reconcile");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^✗ the origin of \S+ is down/) });
    const { verdicts, blocklist } = await mesh.hezarJson<MeshStatus>("status");
    expect(new Set(verdicts.map(({ state, cause }) => `${state} ${cause}`))).toEqual(new Set(["suspect origin"]));
    expect(blocklist.entries).toEqual([]);
  });

  test("who watches is told of it with the first pass", async () => {
    const child = spawn(process.execPath, [BIN, "watch", "--json", "--state", mesh.state], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [first] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const exited = once(child, "exit");
    child.kill("SIGINT");
    expect(await exited).toEqual([0, null]);
    expect(JSON.parse(first)).toMatchObject({ pass: { signals: [{ kind: "origin-down" }] } });
  });
});
