// An extra net: Cloudflare's published description of its API, where a copy is at hand (HEZAR_OPENAPI names the file; it is
// no part of this project). It is old, so it is never the only witness: wrangler and the SDK are.
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Description, mismatches, type Schema } from "./openapi-schema.ts";
import { account, call, deploy, freshEdge, zone } from "./support.ts";

const file = process.env.HEZAR_OPENAPI ?? "";
const present = file !== "" && existsSync(file);
const reason = present ? "" : " (skipped: HEZAR_OPENAPI names no copy of Cloudflare's OpenAPI description)";

const source = "export default { fetch: () => new Response('ok') };";

test.skipIf(!present)(`answers have the shape of Cloudflare's own description${reason}`, async () => {
  const description = JSON.parse(readFileSync(file, "utf8")) as Description;
  const edge = await freshEdge();
  const namespace = (await call(edge, "POST /accounts/:a/storage/kv/namespaces", { title: "n" })).envelope.result.id;
  await call(edge, `PUT /accounts/:a/storage/kv/namespaces/${namespace}/values/k`, "v");
  const bindings = [{ type: "kv_namespace", name: "KV", namespace_id: namespace }];
  await deploy(edge, "s", { source, bindings, metadata: { tags: ["t"] } });
  const zones = (await call(edge, "GET /zones")).envelope.result as unknown as { id: string }[];
  const id = zones[0]?.id ?? "";
  await call(edge, `POST /zones/${id}/workers/routes`, { pattern: `${zone}/*`, script: "s" });
  await call(edge, `POST /zones/${id}/dns_records`, { type: "A", name: "@", content: "192.0.2.1" });
  await call(edge, "PUT /accounts/:a/workers/domains", { hostname: `x.${zone}`, service: "s" });
  await call(edge, "PUT /accounts/:a/workers/scripts/s/schedules", [{ cron: "* * * * *" }]);
  const values = { account_id: account, namespace_id: namespace, script_name: "s", zone_id: id };
  const found: string[] = [];
  for (const template of readable) {
    const schema = schemaOf(description, template);
    const path = template.replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name]);
    const { envelope } = await call(edge, `GET ${path}`);
    expect(envelope.success, path).toBe(true);
    found.push(...mismatches(envelope, schema, { root: description }).map((complaint) => `${template} ${complaint}`));
  }
  expect(found).toEqual([]);
});

const readable = [
  "/accounts",
  "/memberships",
  "/user/tokens/verify",
  "/zones",
  "/zones/{zone_id}",
  "/zones/{zone_id}/dns_records",
  "/zones/{zone_id}/workers/routes",
  "/accounts/{account_id}/storage/kv/namespaces",
  "/accounts/{account_id}/storage/kv/namespaces/{namespace_id}",
  "/accounts/{account_id}/storage/kv/namespaces/{namespace_id}/keys",
  "/accounts/{account_id}/workers/scripts",
  "/accounts/{account_id}/workers/scripts/{script_name}/settings",
  "/accounts/{account_id}/workers/scripts/{script_name}/script-settings",
  "/accounts/{account_id}/workers/scripts/{script_name}/schedules",
  "/accounts/{account_id}/workers/scripts/{script_name}/versions",
  "/accounts/{account_id}/workers/scripts/{script_name}/deployments",
  "/accounts/{account_id}/workers/domains",
  "/accounts/{account_id}/workers/durable_objects/namespaces",
  "/accounts/{account_id}/workers/subdomain",
];

function schemaOf({ paths }: Description, template: string): Schema {
  const get = paths[template]?.get as { responses?: Record<string, { content?: Record<string, { schema: Schema }> }> };
  return get.responses?.["200"]?.content?.["application/json"]?.schema ?? {};
}
