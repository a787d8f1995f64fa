// A second client nobody here wrote: Cloudflare's own SDK reads and writes what minting needs.
import Cloudflare from "cloudflare";
import { expect, test } from "vitest";
import { account, deploy, freshEdge, get, token, zone } from "./support.ts";

const source = "export default { fetch: (request) => new Response(new URL(request.url).hostname) };";

async function clientOf(options: Parameters<typeof freshEdge>[0] = {}) {
  const edge = await freshEdge(options);
  return { edge, client: new Cloudflare({ apiToken: token, baseURL: edge.apiUrl, maxRetries: 0 }) };
}

async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

test("the SDK verifies its token and finds its account and zones", async () => {
  const { client } = await clientOf();
  expect(await client.user.tokens.verify()).toMatchObject({ status: "active" });
  expect(await collect(client.accounts.list())).toMatchObject([{ id: account, name: "demo" }]);
  expect(await collect(client.zones.list({ name: zone }))).toMatchObject([{ name: zone, status: "active" }]);
  expect(await collect(client.zones.list({ name: "elsewhere.example" }))).toEqual([]);
});

test("the SDK writes and reads KV, keys in pages", async () => {
  const { client } = await clientOf();
  const { id } = await client.kv.namespaces.create({ account_id: account, title: "notes" });
  const where = { account_id: account, namespace_id: id };
  // As text: the SDK flattens an object into parts named metadata[by].
  await client.kv.namespaces.values.update("a/b c", { ...where, value: "one", metadata: '{"by":"sdk"}' });
  expect(await (await client.kv.namespaces.values.get("a/b c", where)).text()).toBe("one");
  expect(await client.kv.namespaces.metadata.get("a/b c", where)).toEqual({ by: "sdk" });
  const pairs = Array.from({ length: 25 }, (_, index) => ({ key: `k${index + 10}`, value: "v" }));
  await client.kv.namespaces.bulkUpdate(id, { account_id: account, body: pairs });
  const keys = await collect(client.kv.namespaces.keys.list(id, { account_id: account, limit: 10, prefix: "k" }));
  expect(keys.map(({ name }) => name)).toEqual(pairs.map(({ key }) => key));
  await client.kv.namespaces.bulkDelete(id, { account_id: account, body: pairs.map(({ key }) => key) });
  expect(await collect(client.kv.namespaces.keys.list(id, { account_id: account }))).toMatchObject([{ name: "a/b c" }]);
  expect((await collect(client.kv.namespaces.list({ account_id: account }))).map(({ title }) => title)).toEqual([
    "notes",
  ]);
});

test("the SDK lists scripts, routes hostnames to them and names them in DNS", async () => {
  const { edge, client } = await clientOf();
  await deploy(edge, "relay", { source, metadata: { tags: ["hezar:1"] } });
  expect(await collect(client.workers.scripts.list({ account_id: account }))).toMatchObject([
    { id: "relay", tags: ["hezar:1"] },
  ]);
  const [found] = await collect(client.zones.list({ name: zone }));
  const zone_id = found?.id ?? "";
  const record = { zone_id, type: "AAAA", name: "*", content: "100::", proxied: true, ttl: 1 } as const;
  expect(await client.dns.records.create(record)).toMatchObject({ name: `*.${zone}` });
  await expect(client.dns.records.create(record)).rejects.toMatchObject({ errors: [{ code: 81058 }] });
  const route = await client.workers.routes.create({ zone_id, pattern: `*.${zone}/*`, script: "relay" });
  expect(await get(edge.port, `spring-window.${zone}`)).toBe(`spring-window.${zone}`);
  expect(await get(edge.port, zone)).toContain("There is nothing here yet");
  await client.workers.routes.delete(route.id ?? "", { zone_id });
  expect(await get(edge.port, `spring-window.${zone}`)).toContain("There is nothing here yet");
});

test("the SDK sets secrets, cron triggers and custom domains", async () => {
  const { edge, client } = await clientOf();
  await deploy(edge, "relay", { source });
  await client.workers.scripts.secrets.update("relay", {
    account_id: account,
    name: "S",
    text: "t",
    type: "secret_text",
  });
  const secrets = await collect(client.workers.scripts.secrets.list("relay", { account_id: account }));
  expect(secrets).toEqual([{ name: "S", type: "secret_text" }]);
  await client.workers.scripts.schedules.update("relay", { account_id: account, body: [{ cron: "*/5 * * * *" }] });
  const { schedules } = await client.workers.scripts.schedules.get("relay", { account_id: account });
  expect(schedules).toMatchObject([{ cron: "*/5 * * * *" }]);
  const [found] = await collect(client.zones.list({ name: zone }));
  const hostname = `exact.${zone}`;
  await client.workers.domains.update({ account_id: account, hostname, service: "relay", zone_id: found?.id ?? "" });
  expect(await get(edge.port, hostname)).toBe(hostname);
});
