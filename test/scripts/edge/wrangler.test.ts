// A client nobody here wrote: the unmodified wrangler deploys onto the local edge and finds what it expects.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Edge } from "../../../scripts/edge/edge.ts";
import { account, call, freshDirectory, freshEdge, get, hostOf, token, zone } from "./support.ts";

const wrangler = fileURLToPath(new URL("../../../node_modules/wrangler/bin/wrangler.js", import.meta.url));

const source = `
import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  next() {
    this.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS visit (at INTEGER)");
    this.ctx.storage.sql.exec("INSERT INTO visit VALUES (1)");
    return this.ctx.storage.sql.exec("SELECT count(*) AS n FROM visit").one().n;
  }
}
export default {
  async fetch(request, env) {
    return Response.json({ visits: await env.COUNTER.getByName("all").next(), note: await env.KV.get("note"), secret: env.SECRET, edition: "EDITION" });
  },
};`;

const config = (namespace: string) => `
name = "first"
main = "index.js"
compatibility_date = "2026-10-01"
workers_dev = true
kv_namespaces = [{ binding = "KV", id = "${namespace}" }]
routes = ["*.${zone}/*", { pattern = "exact.${zone}", custom_domain = true }]
triggers = { crons = ["*/10 * * * *"] }
[[durable_objects.bindings]]
name = "COUNTER"
class_name = "Counter"
[[migrations]]
tag = "v1"
new_sqlite_classes = ["Counter"]
`;

function createWrangler(edge: Edge, directory: string) {
  const env = {
    ...{ PATH: process.env.PATH, HOME: directory, CI: "1", WRANGLER_SEND_METRICS: "false", DO_NOT_TRACK: "1" },
    ...{ WRANGLER_HIDE_BANNER: "true", CLOUDFLARE_CF_FETCH_ENABLED: "false", NO_COLOR: "1" },
    ...{ CLOUDFLARE_API_BASE_URL: edge.apiUrl, CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_ACCOUNT_ID: account },
  };
  return async (args: string, input = ""): Promise<string> => {
    const running = promisify(execFile)(process.execPath, [wrangler, ...args.split(" ")], { cwd: directory, env });
    running.child.stdin?.end(input);
    return (await running).stdout;
  };
}

test("wrangler updates a Worker without Durable Objects by versions and deployments", async () => {
  const unknown: string[] = [];
  const edge = await freshEdge({ onUnknownRoute: (line) => unknown.push(line) });
  const directory = freshDirectory();
  const run = createWrangler(edge, directory);
  const plain = 'name = "plain"\nmain = "index.js"\ncompatibility_date = "2026-10-01"\nworkers_dev = true\n';
  writeFileSync(join(directory, "wrangler.toml"), plain);
  for (const edition of ["one", "two"]) {
    writeFileSync(join(directory, "index.js"), `export default { fetch: () => new Response("${edition}") };`);
    await run("deploy");
    expect(await get(edge.port, hostOf("plain"))).toBe(edition);
  }
  expect(await run("versions list")).toContain("Version ID");
  expect(await run("rollback --yes")).toContain("has been deployed to 100% of traffic");
  expect(await get(edge.port, hostOf("plain"))).toBe("one");
  expect(unknown).toEqual([]);
}, 300_000);

test("wrangler deploys a Worker with KV, a secret and a Durable Object, updates and deletes it", async () => {
  const unknown: string[] = [];
  const edge = await freshEdge({ onUnknownRoute: (line) => unknown.push(line) });
  const directory = join(freshDirectory(), "project");
  mkdirSync(directory);
  const run = createWrangler(edge, directory);
  const answer = async (): Promise<unknown> => JSON.parse(await get(edge.port, hostOf("first")));

  await run("kv namespace create notes");
  const namespaces = await call(edge, "GET /accounts/:a/storage/kv/namespaces");
  const [namespace] = namespaces.envelope.result as unknown as { id: string; title: string }[];
  expect(namespace?.title).toBe("notes");
  writeFileSync(join(directory, "wrangler.toml"), config(namespace?.id ?? ""));
  writeFileSync(join(directory, "index.js"), source.replace("EDITION", "one"));

  expect(await run("deploy")).toContain("Current Version ID");
  expect(await answer()).toEqual({ visits: 1, note: null, edition: "one" });

  expect(JSON.parse(await get(edge.port, `any.${zone}`))).toMatchObject({ visits: 2 });
  expect(JSON.parse(await get(edge.port, `exact.${zone}`))).toMatchObject({ visits: 3 });

  await run(`kv key put note hello --namespace-id ${namespace?.id} --remote`);
  expect(await run(`kv key get note --namespace-id ${namespace?.id} --remote`)).toContain("hello");
  await run("secret put SECRET", "s3cret");
  expect(await answer()).toEqual({ visits: 4, note: "hello", secret: "s3cret", edition: "one" });

  writeFileSync(join(directory, "index.js"), source.replace("EDITION", "two"));
  await run("deploy");
  expect(await answer()).toEqual({ visits: 5, note: "hello", secret: "s3cret", edition: "two" });

  await run("secret delete SECRET");
  expect(await answer()).toEqual({ visits: 6, note: "hello", edition: "two" });
  await run("delete --force");
  expect(await get(edge.port, hostOf("first"))).toContain("There is nothing here yet");
  expect((await call(edge, "GET /accounts/:a/workers/scripts/first/settings")).envelope.errors[0]?.code).toBe(10007);
  expect(unknown).toEqual([]);
}, 300_000);

test("wrangler deploys this project's own Workers from its wrangler.toml, once the KV namespace is named", async () => {
  const edge = await freshEdge();
  const directory = freshDirectory();
  const run = createWrangler(edge, directory);
  const [, namespace = ""] = /id"?\s*[=:]\s*"([0-9a-f]{32})"/.exec(await run("kv namespace create hezar")) ?? [];
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const own = readFileSync(join(root, "wrangler.toml"), "utf8");
  // The copy lies elsewhere, so what it names must be named whole.
  writeFileSync(
    join(directory, "wrangler.toml"),
    own.replaceAll('id = "hezar"', `id = "${namespace}"`).replaceAll('"workers/', `"${root}workers/`),
  );
  for (const name of ["warden", "beacon", "relay"]) await run(`deploy --env ${name}`);
  expect(await get(edge.port, hostOf("hezar-warden"), "/status")).not.toContain("mirrors");
  expect(await get(edge.port, hostOf("hezar-beacon"))).toContain("<form");
  expect(await get(edge.port, hostOf("hezar-relay"))).toContain("A quiet place");
});
