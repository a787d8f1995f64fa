// What the API refuses, with Cloudflare's own codes: clients branch on them.
import { expect, test } from "vitest";
import { account, accounts, call, deploy, freshEdge, scriptForm, token, zone } from "./support.ts";

const source = "export default { fetch: () => new Response('ok') };";
const missing = "f".repeat(32);
const namespaces = "/accounts/:a/storage/kv/namespaces";

test.each([
  ["an unknown route", "GET /accounts/:a/pages/projects", 404, 7003],
  ["an unknown method of a known route", "PATCH /accounts/:a/workers/scripts", 404, 7003],
  ["an account id that is none", "GET /accounts/nobody/workers/scripts", 404, 7003],
  ["another account", `GET /accounts/${missing}/workers/scripts`, 403, 10000],
  ["a zone id that is none", "GET /zones/x/dns_records", 404, 7003],
  ["an unknown zone", `GET /zones/${missing}/dns_records`, 404, 1001],
  ["an unknown script", "GET /accounts/:a/workers/scripts/nothing/settings", 404, 10007],
  ["an unknown script to delete", "DELETE /accounts/:a/workers/scripts/nothing", 404, 10007],
  ["an unknown service", "GET /accounts/:a/workers/services/nothing", 404, 10090],
  ["an unknown namespace", `GET ${namespaces}/${missing}/keys`, 404, 10013],
  [
    "an unknown service of a domain",
    "PUT /accounts/:a/workers/domains",
    404,
    10090,
    { hostname: `x.${zone}`, service: "nothing" },
  ],
  [
    "a domain outside the account's zones",
    "PUT /accounts/:a/workers/domains",
    400,
    100117,
    { hostname: "x.example", service: "s" },
  ],
  ["a namespace without a title", `POST ${namespaces}`, 400, 10021, {}],
  ["a body that is no JSON", `POST ${namespaces}`, 400, 10026, "{"],
  ["a zone that exists", "POST /zones", 400, 1061, { name: zone }],
])("%s is refused", async (_, line, status, code, body?: object | string) => {
  const answer = await call(await freshEdge(), line, body);
  expect(answer.envelope).toMatchObject({ success: false, errors: [{ code }], messages: [], result: null });
  expect(answer.status).toBe(status);
});

test.each([
  ["no token", undefined, "/zones", 400, 9106],
  ["a header that is no bearer token", "Basic abc", "/zones", 400, 6003],
  ["a wrong token", "Bearer wrong", "/zones", 403, 9109],
  ["a wrong token on an account", "Bearer wrong", `/accounts/${account}/workers/scripts`, 401, 10000],
  ["a wrong token to verify", "Bearer wrong", "/user/tokens/verify", 401, 1000],
])("%s is refused", async (_, authorization, path, status, code) => {
  const { apiUrl } = await freshEdge();
  const answer = await fetch(`${apiUrl}${path}`, { headers: authorization ? { Authorization: authorization } : {} });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ success: false, errors: [{ code }] });
});

test.each([
  ["an unknown kind of binding", { bindings: [{ type: "r2_bucket", name: "B" }] }, 10021],
  [
    "a KV namespace that is not there",
    { bindings: [{ type: "kv_namespace", name: "K", namespace_id: missing }] },
    10041,
  ],
  ["a service that is not there", { bindings: [{ type: "service", name: "S", service: "nothing" }] }, 10143],
  [
    "a class without a migration",
    { bindings: [{ type: "durable_object_namespace", name: "D", class_name: "D" }] },
    10061,
  ],
  [
    "a private network on an edge without one",
    { bindings: [{ type: "vpc_network", name: "P", network_id: "private" }] },
    10021,
  ],
  ["a binding defined twice", { bindings: [1, 2].map(() => ({ type: "plain_text", name: "T", text: "" })) }, 10021],
  ["a main module that is not there", { metadata: { main_module: "other.js" } }, 10021],
  ["a compatibility date of the future", { metadata: { compatibility_date: "2099-01-01" } }, 10021],
  ["a migration from a tag it never had", { migrations: { old_tag: "v9", new_tag: "v10" } }, 10079],
])("an upload with %s is refused and leaves no script", async (_, options, code) => {
  const edge = await freshEdge();
  const answer = await call(edge, "PUT /accounts/:a/workers/scripts/s", scriptForm({ source, ...options }));
  expect(answer.envelope.errors).toMatchObject([{ code }]);
  expect((await call(edge, "GET /accounts/:a/workers/scripts")).envelope.result).toEqual([]);
});

test("a second namespace of the same title is refused with 10014", async () => {
  const edge = await freshEdge();
  await call(edge, `POST ${namespaces}`, { title: "n" });
  expect((await call(edge, `POST ${namespaces}`, { title: "n" })).envelope.errors).toMatchObject([{ code: 10014 }]);
});

test("routes are refused outside their zone, twice, malformed or to no script", async () => {
  const edge = await freshEdge();
  await deploy(edge, "s", { source });
  const zones = (await call(edge, "GET /zones")).envelope.result as unknown as { id: string }[];
  const code = async (pattern: string, script = "s") => {
    const answer = await call(edge, `POST /zones/${zones[0]?.id}/workers/routes`, { pattern, script });
    return answer.envelope.errors[0]?.code;
  };
  expect(await code(`*.${zone}/*`)).toBeUndefined();
  expect(await code(`*.${zone}/*`)).toBe(10020);
  expect(await code("elsewhere.example/*")).toBe(10022);
  expect(await code(`a*b.${zone}/*`)).toBe(10022);
  expect(await code(`x.${zone}/*`, "nothing")).toBe(10019);
});

test("a script that another one binds is deleted only by force", async () => {
  const edge = await freshEdge();
  await deploy(edge, "target", { source });
  await deploy(edge, "caller", { source, bindings: [{ type: "service", name: "T", service: "target" }] });
  const refused = await call(edge, "DELETE /accounts/:a/workers/scripts/target");
  expect(refused.envelope.errors).toMatchObject([{ code: 10064 }]);
  expect((await call(edge, "DELETE /accounts/:a/workers/scripts/target?force=true")).envelope.success).toBe(true);
});

test("a token that calls too often is refused until its window ends", async () => {
  const clock = { now: 1_800_000_000_000 };
  const edge = await freshEdge({ now: () => clock.now, rateLimit: { calls: 3, windowSeconds: 300 } });
  const status = async () => (await call(edge, "GET /zones")).status;
  expect([await status(), await status(), await status(), await status()]).toEqual([200, 200, 200, 429]);
  expect((await call(edge, "GET /zones")).envelope.errors).toMatchObject([{ code: 971 }]);
  clock.now += 300_000;
  expect(await status()).toBe(200);
});

test("two accounts see nothing of each other", async () => {
  const second = { id: "a".repeat(32), token: "second", subdomain: "second", zones: ["other.localhost"] };
  const edge = await freshEdge({ accounts: [...accounts, second] });
  await deploy(edge, "s", { source });
  const ask = async (path: string) => {
    const answer = await fetch(`${edge.apiUrl}${path}`, { headers: { Authorization: "Bearer second" } });
    return (await answer.json()) as { result: { id: string; name: string }[] | null; errors: { code: number }[] };
  };
  expect((await ask(`/accounts/${second.id}/workers/scripts`)).result).toEqual([]);
  expect((await ask("/zones")).result?.map(({ name }) => name)).toEqual(["other.localhost"]);
  expect((await ask(`/accounts/${account}/workers/scripts/s/settings`)).errors).toMatchObject([{ code: 10000 }]);
  expect(token).not.toBe(second.token);
});

test("lists come in pages that count themselves", async () => {
  const edge = await freshEdge();
  for (const title of ["a", "b", "c"]) await call(edge, `POST ${namespaces}`, { title });
  const { envelope } = await call(edge, `GET ${namespaces}?page=2&per_page=2&order=title`);
  expect(envelope.result).toMatchObject([{ title: "c", supports_url_encoding: true }]);
  expect(envelope.result_info).toEqual({ page: 2, per_page: 2, count: 1, total_count: 3, total_pages: 2 });
});

test("settings and lists tell tags, and never a secret's value", async () => {
  const edge = await freshEdge();
  const bindings = [
    { type: "secret_text", name: "S", text: "hush" },
    {
      type: "secret_key",
      name: "K",
      format: "raw",
      algorithm: { name: "HMAC", hash: "SHA-256" },
      usages: ["sign"],
      key_base64: "aHVzaA==",
    },
    { type: "plain_text", name: "P", text: "open" },
  ];
  await deploy(edge, "s", { source, bindings, metadata: { tags: ["hezar:1", "hezar-zone:x"] } });
  const settings = await call(edge, "GET /accounts/:a/workers/scripts/s/settings");
  expect(settings.envelope.result).toMatchObject({ tags: ["hezar:1", "hezar-zone:x"] });
  expect(JSON.stringify(settings)).toContain("open");
  expect(JSON.stringify(settings)).not.toMatch(/hush|aHVzaA/);
  const list = (await call(edge, "GET /accounts/:a/workers/scripts")).envelope.result as unknown as {
    tags: string[];
  }[];
  expect(list[0]?.tags).toEqual(["hezar:1", "hezar-zone:x"]);
});
