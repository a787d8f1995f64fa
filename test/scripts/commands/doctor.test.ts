// What doctor says of accounts: logging switched on behind the mesh's back, how full they are, and none that answers.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DoctorFinding } from "../../../scripts/doctor/finding.ts";
import { checkUsage } from "../../../scripts/doctor/quota.ts";
import { type Edge, startEdge } from "../../../scripts/edge/edge.ts";
import { guardFor } from "../../../scripts/mint/guard.ts";
import { readKeys } from "../../../scripts/operator/keys.ts";
import { openState } from "../../../scripts/operator/state.ts";
import { createCloudflare } from "../../../scripts/providers/cloudflare/cloudflare.ts";
import type { Provider } from "../../../scripts/providers/provider.ts";
import { runCli } from "../../support/cli.ts";
import { startStopwatch } from "../../support/stopwatch.ts";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const TOKEN = "a-token-of-the-edge";
const ZONE = "garden-letters.example";
const NOWHERE = "http://127.0.0.1:1";
/** Whoever asks a doctor waits for the answer. */
const PATIENCE_SECONDS = 4;

let dir: string;
let edge: Edge;
let provider: Provider;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "hezar-doctor-"));
  const accounts = [{ id: ACCOUNT, token: TOKEN, subdomain: "doctor", zones: [ZONE] }];
  edge = await startEdge({ stateDir: join(dir, "edge"), port: 0, accounts });
  const given = ["--service", "https://www.azadnews.example", "--zone", ZONE, "--contact", "mailto:desk@azad.example"];
  const { code } = await runCli(["init", ...given, "--account-id", ACCOUNT, ...at()]);
  expect(code).toBe(0);
  const meshId = (await readKeys(join(dir, "state")))?.meshId ?? "";
  provider = createCloudflare({ apiUrl: edge.apiUrl, accountId: ACCOUNT, token: TOKEN, meshId });
});
afterAll(async () => {
  await edge?.close();
  await rm(dir, { recursive: true });
});

const at = () => ["--state", join(dir, "state"), "--config", join(dir, "hezar.config.json")];

/** Doctor, with the config's account at `apiUrl`; what it says of accounts, Workers and the warden. */
async function doctor(apiUrl: string): Promise<readonly DoctorFinding[]> {
  const path = join(dir, "hezar.config.json");
  const config = parse(await readFile(path, "utf8"));
  const accounts = [{ ...config.accounts[0], apiUrl }];
  await writeFile(path, JSON.stringify({ ...config, accounts }));
  const { stdout, stderr } = await runCli(["doctor", "--json", ...at()], { env: { CLOUDFLARE_API_TOKEN: TOKEN } });
  expect(stderr).toBe("");
  const { findings } = JSON.parse(stdout) as { findings: readonly DoctorFinding[] };
  return findings.filter(({ about }) => /^(account|hezar-|warden)/.test(about));
}

describe("doctor on an account", () => {
  const worker = {
    ...{ name: "hezar-relay-garden-letters-example", compatibilityDate: "2026-10-01", compatibilityFlags: [] },
    modules: [
      {
        name: "main.js",
        type: "application/javascript+module",
        content: "export default { fetch: () => new Response() };",
      },
    ],
    ...{ bindings: [], durableClasses: [], crons: [], onProviderSuffix: false, zone: ZONE },
  } as const;

  test("names every Worker whose logging someone switched on, and is content once it is off", async () => {
    await provider.ensure(worker);
    const isSilent = expect.objectContaining({ level: "fine", says: "logging is off on every Worker of the mesh (1)" });
    expect(await doctor(edge.apiUrl)).toContainEqual(isSilent);
    const answer = await fetch(`${edge.apiUrl}/accounts/${ACCOUNT}/workers/scripts/${worker.name}/script-settings`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ observability: { enabled: true, head_sampling_rate: 1 } }),
    });
    expect(answer.status).toBe(200);
    const found = await doctor(edge.apiUrl);
    expect(found).not.toContainEqual(isSilent);
    expect(found).toContainEqual({
      level: "broken",
      about: worker.name,
      says: expect.stringContaining("observability is on"),
      next: expect.stringContaining("`hezar up` switches it off"),
    });
    expect(await provider.ensure(worker)).toEqual({ changed: true });
    expect(await doctor(edge.apiUrl)).toContainEqual(isSilent);
  });

  test("names a zone that nothing guards, and is content once it is guarded", async () => {
    await provider.ensure(worker);
    const found = (says: string) =>
      expect.objectContaining({ about: "account main", says: expect.stringContaining(says) });
    expect(await doctor(edge.apiUrl)).toContainEqual(found(`the wrong ECH, before ${ZONE}`));
    await provider.ensureGuard(ZONE, guardFor("IR"));
    expect(await doctor(edge.apiUrl)).toContainEqual(found("the right ECH stand before 1 zones"));
  });

  test("counts Workers, namespaces and routes, and says that requests are not told", async () => {
    await provider.ensure(worker);
    await provider.ensureNamespace("hezar-doctor");
    const says = (await doctor(edge.apiUrl)).map((finding) => finding.says);
    expect(says).toContainEqual(
      expect.stringMatching(/^1 of 100 Workers of a free .*, 1 of 1000 KV.*, at most 2 of 1000 r/),
    );
    expect(says).toContainEqual(expect.stringContaining("100,000 a day"));
  });

  test("answers within 4 s where neither account nor warden can be reached", async () => {
    await openState(join(dir, "state")).remember({ warden: NOWHERE });
    const watch = startStopwatch();
    const broken = (await doctor(`${NOWHERE}/client/v4`)).filter(({ level }) => level === "broken");
    const seconds = watch.seconds();
    console.info(`answered in ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(PATIENCE_SECONDS);
    expect(broken).toEqual([
      expect.objectContaining({ about: "account main", says: expect.stringContaining("cannot be reached") }),
      expect.objectContaining({ about: "warden", says: expect.stringContaining("cannot be reached") }),
    ]);
  });
});

describe("how full an account is", () => {
  const levelOf = (workers: number, { count = 2, plan = "free" }: { count?: number; plan?: "free" | "paid" } = {}) =>
    checkUsage("account main", { workers, namespaces: 1, routes: [{ zone: ZONE, count }], plan })[0]?.level;

  test("is worth a note close below the limit of its plan", () => {
    expect([5, 89, 90, 101].map((workers) => levelOf(workers))).toEqual(["fine", "fine", "note", "note"]);
    expect([101, 449, 450].map((workers) => levelOf(workers, { plan: "paid" }))).toEqual(["fine", "fine", "note"]);
  });

  test("is worth a note where a zone's routes are", () => {
    expect([levelOf(5, { count: 899 }), levelOf(5, { count: 900 })]).toEqual(["fine", "note"]);
  });
});
