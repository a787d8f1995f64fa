// Workers KV over both of its doors: the API and the binding inside a script.
import type { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openDatabase } from "../../../scripts/edge/storage/database.ts";
import { createKvStore } from "../../../scripts/edge/storage/kv.ts";
import { account, call, deploy, freshDirectory, freshEdge, get, hostOf, token } from "./support.ts";

const text = (value: string) => ({ value: Buffer.from(value) });

function freshStore() {
  const database: DatabaseSync = openDatabase(freshDirectory());
  const clock = { now: 1_800_000_000_000 };
  return { clock, kv: createKvStore(database, () => clock.now) };
}

test("an entry is there until the second it expires", () => {
  const { clock, kv } = freshStore();
  kv.put("n", "ttl", { ...text("v"), expirationTtl: 60 });
  kv.put("n", "at", { ...text("v"), expiration: clock.now / 1000 + 120 });
  clock.now += 59_000;
  expect(kv.get("n", "ttl")?.expiresAt).toBe(1_800_000_060);
  clock.now += 1_000;
  expect(kv.get("n", "ttl")).toBeUndefined();
  expect(kv.list("n", { prefix: "", limit: 10, cursor: undefined }).keys.map(({ name }) => name)).toEqual(["at"]);
});

test.each([
  ["an expiry less than 60 s ahead", "k", { ...text("v"), expirationTtl: 59 }, "bad-expiry"],
  ["an expiry that is no number", "k", { ...text("v"), expiration: Number.NaN }, "bad-expiry"],
  ["metadata over 1 KiB", "k", { ...text("v"), metadata: "x".repeat(1_024) }, "too-large"],
  ["a value over 25 MiB", "k", { value: Buffer.alloc(25 * 1024 * 1024 + 1) }, "too-large"],
  ["a key over 512 bytes", "k".repeat(513), text("v"), "key-too-long"],
  ["an empty key", "", text("v"), "bad-key"],
  ["the key ..", "..", text("v"), "bad-key"],
])("%s is refused", (_, key, draft, reason) => {
  expect(freshStore().kv.put("n", key, draft)).toMatchObject({ ok: false, reason });
});

test("pages of any size hold every key with the prefix once, in order", () => {
  const { kv } = freshStore();
  const name = fc
    .string({ unit: "binary", minLength: 1, maxLength: 8 })
    .filter((key) => !/^\.\.?$|\0|[\ud800-\udfff]/.test(key));
  let namespace = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { maxLength: 20 }),
      fc.string({ maxLength: 2 }),
      fc.integer({ min: 1, max: 7 }),
      (keys, prefix, limit) => {
        namespace += 1;
        for (const key of keys) kv.put(String(namespace), key, text("v"));
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const page = kv.list(String(namespace), { prefix, limit, cursor });
          found.push(...page.keys.map((key) => key.name));
          cursor = page.cursor;
        } while (cursor !== undefined);
        const expected = keys.filter((key) => key.startsWith(prefix));
        expect(found).toEqual(expected.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      },
    ),
    { numRuns: 60 },
  );
});

const source = `
export default {
  async fetch(request, { KV }) {
    const out = {};
    await KV.put("a/ü c", "one", { metadata: { "ключ": 1 }, expirationTtl: 60 });
    await KV.put("json", JSON.stringify({ x: 1 }));
    await KV.put("bytes", new Uint8Array([0, 255, 10]));
    out.text = await KV.get("a/ü c");
    out.json = await KV.get("json", "json");
    out.bytes = [...new Uint8Array(await KV.get("bytes", "arrayBuffer"))];
    out.metadata = (await KV.getWithMetadata("a/ü c")).metadata;
    out.missing = await KV.get("missing");
    out.many = Object.fromEntries(await KV.get(["json", "missing"]));
    const page = await KV.list({ limit: 2 });
    out.page = page.keys.map(({ name, metadata }) => ({ name, metadata }));
    out.rest = (await KV.list({ cursor: page.cursor })).keys.map(({ name }) => name);
    out.late = await KV.put("k", "v", { expirationTtl: 5 }).catch((error) => error.message);
    await KV.delete("json");
    out.deleted = await KV.get("json");
    return Response.json(out);
  },
};`;

test("a script reads and writes its namespace, and the API sees the same entries", async () => {
  const edge = await freshEdge();
  const { envelope } = await call(edge, "POST /accounts/:a/storage/kv/namespaces", { title: "n" });
  const { id } = envelope.result;
  await deploy(edge, "kv", { source, bindings: [{ type: "kv_namespace", name: "KV", namespace_id: id }] });
  expect(JSON.parse(await get(edge.port, hostOf("kv")))).toEqual({
    text: "one",
    json: { x: 1 },
    bytes: [0, 255, 10],
    metadata: { ключ: 1 },
    missing: null,
    many: { json: '{"x":1}', missing: null },
    page: [{ name: "a/ü c", metadata: { ключ: 1 } }, { name: "bytes" }],
    rest: ["json"],
    late: expect.stringContaining("60"),
    deleted: null,
  });
  const path = `${edge.apiUrl}/accounts/${account}/storage/kv/namespaces/${id}/values/${encodeURIComponent("a/ü c")}`;
  const answer = await fetch(path, { headers: { Authorization: `Bearer ${token}` } });
  expect(await answer.text()).toBe("one");
  expect(Number(answer.headers.get("expiration"))).toBeGreaterThan(Date.now() / 1_000);
});
