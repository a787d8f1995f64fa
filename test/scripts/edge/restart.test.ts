// The state directory is the edge: what is closed in order, or killed in the middle, is all there at the next start.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startEdge } from "../../../scripts/edge/edge.ts";
import { accounts, call, deploy, freshDirectory, freshEdge, get, hostOf, spawnEdge, zone } from "./support.ts";

const source = `
import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  next() {
    this.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS visit (at INTEGER)");
    this.ctx.storage.sql.exec("INSERT INTO visit VALUES (1)");
    return this.ctx.storage.sql.exec("SELECT count(*) AS n FROM visit").one().n;
  }
  async wake(at) { await this.ctx.storage.setAlarm(at); }
  async alarm() { await this.env.KV.put("alarm", "rang"); }
}
export default {
  async fetch(request, env) {
    const counter = env.COUNTER.getByName("all");
    const alarmIn = new URL(request.url).searchParams.get("alarm");
    if (alarmIn) await counter.wake(Date.now() + Number(alarmIn));
    return Response.json({ visits: await counter.next(), kv: await env.KV.get("k") });
  },
};`;

function bindings(namespace: string) {
  return [
    { type: "kv_namespace", name: "KV", namespace_id: namespace },
    { type: "durable_object_namespace", name: "COUNTER", class_name: "Counter" },
  ];
}

async function furnish(edge: { apiUrl: string; port: number }) {
  const { envelope } = await call(edge, "POST /accounts/:a/storage/kv/namespaces", { title: "notes" });
  const namespace = envelope.result.id;
  await call(edge, `PUT /accounts/:a/storage/kv/namespaces/${namespace}/values/k`, "v");
  await deploy(edge, "counter", {
    source,
    bindings: bindings(namespace),
    migrations: { new_tag: "v1", new_sqlite_classes: ["Counter"] },
  });
  const zones = await call(edge, `GET /zones?name=${zone}`);
  const [found] = zones.envelope.result as unknown as { id: string }[];
  await call(edge, `POST /zones/${found?.id}/workers/routes`, { pattern: `${zone}/*`, script: "counter" });
  return namespace;
}

const visit = async (port: number, host = zone, path = "/"): Promise<unknown> =>
  JSON.parse(await get(port, host, path));

test("a closed edge resumes scripts, routes, KV and Durable Objects", async () => {
  const stateDir = freshDirectory();
  const first = await startEdge({ stateDir, port: 0, accounts });
  await furnish(first);
  expect(await visit(first.port)).toEqual({ visits: 1, kv: "v" });
  await first.close();
  expect(readdirSync(join(stateDir, "processes"))).toEqual([]);
  const second = await freshEdge({ stateDir });
  expect(await visit(second.port)).toEqual({ visits: 2, kv: "v" });
  expect(await visit(second.port, hostOf("counter"))).toEqual({ visits: 3, kv: "v" });
});

test("an edge killed with SIGKILL leaves no process behind and its next start finds all", async () => {
  const stateDir = freshDirectory();
  const first = await spawnEdge(stateDir);
  await furnish(first);
  expect(await visit(first.port)).toEqual({ visits: 1, kv: "v" });
  const pids = readdirSync(join(stateDir, "processes")).map(Number);
  expect(pids).toHaveLength(1);
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  const second = await freshEdge({ stateDir });
  expect(await visit(second.port)).toEqual({ visits: 2, kv: "v" });
  expect(pids.filter(isAlive)).toEqual([]);
});

test("visits counted by a Durable Object while its script is replaced are neither lost nor counted twice", async () => {
  const edge = await freshEdge();
  const namespace = await furnish(edge);
  const seen: number[] = [];
  let replacing = true;
  const visiting = Array.from({ length: 3 }, async () => {
    while (replacing) seen.push(((await visit(edge.port)) as { visits: number }).visits);
  });
  for (let round = 0; round < 3; round += 1) await deploy(edge, "counter", { source, bindings: bindings(namespace) });
  replacing = false;
  await Promise.all(visiting);
  expect(seen.toSorted((a, b) => a - b)).toEqual(seen.map((_, index) => index + 1));
});

test("the processes of an edge killed with SIGKILL end by themselves", async () => {
  const stateDir = freshDirectory();
  const edge = await spawnEdge(stateDir);
  await furnish(edge);
  const [pid = ""] = readdirSync(join(stateDir, "processes"));
  edge.child.kill("SIGKILL");
  await untilAnswered(() => (isAlive(Number(pid)) ? Promise.reject(new Error("still there")) : Promise.resolve()));
});

test("a note of a process that is cut short, or names another directory, harms nobody", async () => {
  const stateDir = freshDirectory();
  const bystander = freshDirectory();
  mkdirSync(join(stateDir, "processes"));
  writeFileSync(join(stateDir, "processes", String(process.pid)), "");
  writeFileSync(join(stateDir, "processes", String(process.ppid)), bystander);
  await freshEdge({ stateDir });
  expect(existsSync(bystander)).toBe(true);
});

test("an edge whose port is taken leaves nothing running", async () => {
  const { port } = await freshEdge();
  const stateDir = freshDirectory();
  await expect(startEdge({ stateDir, port, accounts })).rejects.toThrow(/EADDRINUSE/);
  await freshEdge({ stateDir });
});

test("a workerd that is killed is started again, and its Durable Objects with it", async () => {
  const stateDir = freshDirectory();
  const edge = await freshEdge({ stateDir });
  await furnish(edge);
  expect(await visit(edge.port)).toEqual({ visits: 1, kv: "v" });
  const [pid = ""] = readdirSync(join(stateDir, "processes"));
  process.kill(Number(pid), "SIGKILL");
  const again = await untilAnswered(() => visit(edge.port));
  expect(again).toEqual({ visits: 2, kv: "v" });
});

test("an alarm set before the end rings after the next start", async () => {
  const stateDir = freshDirectory();
  const first = await startEdge({ stateDir, port: 0, accounts });
  const namespace = await furnish(first);
  await visit(first.port, zone, "/?alarm=300");
  await first.close();
  const second = await freshEdge({ stateDir });
  const path = `${second.apiUrl}/accounts/${accounts[0]?.id}/storage/kv/namespaces/${namespace}/values/alarm`;
  const rang = await untilAnswered(async () => {
    const answer = await fetch(path, { headers: { Authorization: `Bearer ${accounts[0]?.token}` } });
    return answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)));
  });
  expect(rang).toBe("rang");
});

test("a second edge on the same state is refused with a sentence", async () => {
  const stateDir = freshDirectory();
  await freshEdge({ stateDir });
  await expect(startEdge({ stateDir, port: 0, accounts })).rejects.toThrow(/another edge is running/);
});

/** A process that has ended may wait as a zombie for whoever inherited it; it holds nothing any more. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}

/** For what another process does in its own time: asks until it is so, within 30 s. */
async function untilAnswered<T>(question: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await question();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}
