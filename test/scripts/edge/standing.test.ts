// How an account stands with its edge: suspended, its day used up, or known by a token that sees its KV alone.

import * as v from "valibot";
import { expect, test } from "vitest";
import {
  accounts,
  ask,
  call,
  deploy,
  account as first,
  freshEdge,
  get,
  hostOf,
  textOf,
  token,
  zone,
} from "./support.ts";

const SECOND = { id: "f".repeat(32), token: "second-token", subdomain: "second", zones: [] };
const Zones = v.tuple([v.object({ id: v.string() })]);
const source = `export default { fetch: () => new Response("here") }`;
const statusOf = async (port: number, host: string) => {
  const answer = await ask(port, host);
  return { status: answer.statusCode, text: await textOf(answer) };
};

test("a suspended account's scripts stop, its API says no in Cloudflare's words, and the other goes on", async () => {
  const edge = await freshEdge({ accounts: [...accounts, SECOND] });
  await deploy(edge, "page", { source });
  expect(await get(edge.port, hostOf("page"))).toBe("here");
  await edge.setStanding(first, { suspended: true });
  expect(await statusOf(edge.port, hostOf("page"))).toEqual({ status: 530, text: "error code: 1001" });
  expect(await call(edge, "GET /accounts/:a/workers/scripts")).toMatchObject({
    status: 403,
    envelope: { success: false, errors: [{ code: 10000, message: "Authentication error" }] },
  });
  const other = await fetch(`${edge.apiUrl}/accounts/${SECOND.id}/workers/scripts`, {
    headers: { Authorization: `Bearer ${SECOND.token}` },
  });
  expect(other.status).toBe(200);
  await edge.setStanding(first, { suspended: false });
  expect(await get(edge.port, hostOf("page"))).toBe("here");
});

test("the edge's operator asks and sets it over HTTP, each account's by its own token", async () => {
  const edge = await freshEdge({ accounts: [...accounts, SECOND] });
  const at = (id: string) => `${edge.apiUrl.replace("/client/v4", "/edge")}/accounts/${id}`;
  const put = (id: string, body: unknown) =>
    fetch(at(id), { method: "PUT", headers: { Authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
  expect((await put(first, { suspended: true })).status).toBe(200);
  expect((await call(edge, "GET /accounts/:a")).status).toBe(403);
  expect((await put(first, { suspended: false, requestsPerDay: 2 })).status).toBe(200);
  expect((await put(SECOND.id, { suspended: true })).status).toBe(403);
  expect((await put(first, { suspended: "yes" })).status).toBe(400);
  const told = await fetch(at(first), { headers: { Authorization: `Bearer ${token}` } });
  expect(((await told.json()) as { result: unknown }).result).toEqual({
    suspended: false,
    requestsPerDay: 2,
    requestsToday: 0,
  });
});

test("a zone that is not active says so, and its names lead nowhere until it is", async () => {
  const edge = await freshEdge();
  await deploy(edge, "page", { source });
  const zones = () => call(edge, "GET /zones");
  const [{ id }] = v.parse(Zones, (await zones()).envelope.result);
  const route = { pattern: `*.${zone}/*`, script: "page" };
  expect((await call(edge, `POST /zones/${id}/workers/routes`, route)).status).toBe(200);
  expect(await get(edge.port, `leaf.${zone}`)).toBe("here");
  const put = (status: string, name = zone) =>
    fetch(`${edge.apiUrl.replace("/client/v4", "/edge")}/zones/${name}`, {
      ...{ method: "PUT", headers: { Authorization: `Bearer ${token}` }, body: JSON.stringify({ status }) },
    });
  expect((await put("moved")).status).toBe(200);
  expect((await put("sold")).status).toBe(400);
  expect((await put("moved", "not-mine.localhost")).status).toBe(404);
  expect((await zones()).envelope.result).toEqual([expect.objectContaining({ name: zone, status: "moved" })]);
  expect(await statusOf(edge.port, `leaf.${zone}`)).toEqual({ status: 530, text: "error code: 1001" });
  edge.setZoneStatus(zone, "active");
  expect(await get(edge.port, `leaf.${zone}`)).toBe("here");
});

test("a day's requests used up are error 1027 until the next UTC day", async () => {
  let now = Date.UTC(2026, 10, 22, 23, 59);
  const edge = await freshEdge({ now: () => now });
  await deploy(edge, "page", { source });
  await edge.setStanding(first, { suspended: false, requestsPerDay: 2 });
  for (const text of ["here", "here", "error code: 1027"]) expect(await get(edge.port, hostOf("page"))).toBe(text);
  expect((await statusOf(edge.port, hostOf("page"))).status).toBe(429);
  now += 60_000;
  expect(await get(edge.port, hostOf("page"))).toBe("here");
});

test("a token for KV sees the account's KV and nothing else", async () => {
  const edge = await freshEdge({ accounts: [{ ...SECOND, kvToken: "kv-only" }] });
  const ask = (path: string) =>
    fetch(`${edge.apiUrl}${path}`, { headers: { Authorization: "Bearer kv-only" } }).then(({ status }) => status);
  expect(await ask(`/accounts/${SECOND.id}/storage/kv/namespaces`)).toBe(200);
  for (const path of [`/accounts/${SECOND.id}/workers/scripts`, `/accounts/${SECOND.id}`, "/zones", "/user"])
    expect(await ask(path)).toBe(403);
});

test("a suspended account's Durable Objects answer nobody, and go on once it is back", async () => {
  const edge = await freshEdge();
  const counting = `import { DurableObject } from "cloudflare:workers";
    export class Counter extends DurableObject {
      async fetch() { await this.ctx.storage.setAlarm(Date.now() + 20); return new Response(String(await this.ctx.storage.get("n") ?? 0)); }
      async alarm() { await this.ctx.storage.put("n", (await this.ctx.storage.get("n") ?? 0) + 1); await this.ctx.storage.setAlarm(Date.now() + 20); }
    }
    export default { fetch: (request, env) => env.C.get(env.C.idFromName("one")).fetch(request) }`;
  await deploy(edge, "count", {
    source: counting,
    bindings: [{ type: "durable_object_namespace", name: "C", class_name: "Counter" }],
    migrations: { new_tag: "v1", new_sqlite_classes: ["Counter"] },
  });
  const read = async () => Number(await get(edge.port, hostOf("count")));
  await expect.poll(read, { timeout: 20_000 }).toBeGreaterThan(2);
  await edge.setStanding(first, { suspended: true });
  expect(await get(edge.port, hostOf("count"))).toBe("error code: 1001");
  await edge.setStanding(first, { suspended: false });
  await expect.poll(read, { timeout: 20_000 }).toBeGreaterThan(2);
});
