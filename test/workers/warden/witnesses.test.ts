// What witnesses and strangers may say at the warden's door: the Worker itself, its Durable Objects and its gate.

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type Bytes, fromBase64url, toBase64url, toHex, utf8 } from "../../../shared/domain/bytes.ts";
import { deriveWitnessToken } from "../../../shared/domain/evidencekeys.ts";
import { createSigner } from "../../../shared/domain/signature.ts";
import type { Admission, Invite, MeshStatus, ProbesAnswer, Why } from "../../../shared/wardenapi.ts";
import { RESULTS_A_DAY } from "../../../workers/warden/evidence/budget.ts";
import { PROBES_A_POST } from "../../../workers/warden/evidence/probes.ts";
import { settings } from "./mesh.ts";

const admin = { Authorization: `Bearer ${env.ADMIN_TOKEN}` };
const ZONE = "garden.example";
const OTHER_ZONE = "bakery.example";
const evidenceKey = fromBase64url(env.EVIDENCE_KEY) as Bytes;
const tokenOf = async (zone: string) => ({
  Authorization: `Bearer ${await deriveWitnessToken(evidenceKey, "collect", zone)}`,
});

interface Asking {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

function ask(method: string, path: string, { headers = {}, body }: Asking = {}): Promise<Response> {
  const text = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
  const length = text === null ? {} : { "Content-Length": `${text.length}` };
  return exports.default.fetch(
    new Request(`https://warden.test${path}`, { method, headers: { ...length, ...headers }, body: text }),
  );
}

async function told<T>(method: string, path: string, asking: Asking = {}): Promise<T> {
  return (await ask(method, path, { headers: admin, ...asking })).json<T>();
}

let reader: { readonly lineage: string; readonly reader: string };
let hostname: string;

/** A mesh with two mirrors, one reader, and the clock of the machine. */
beforeAll(async () => {
  await ask("PUT", "/mesh", { headers: admin, body: settings({ mirrors: { live: 2, reserve: 0, perGroup: 2 } }) });
  const { orders } = await told<MeshStatus>("GET", "/status");
  for (const [at, { id }] of orders.entries()) {
    const zone = at === 0 ? ZONE : OTHER_ZONE;
    const claim = { hostname: `leaf.${zone}`, zone, door: "abcdefgh", maskKey: "A".repeat(43) };
    await ask("POST", `/orders/${id}/claim`, { headers: admin, body: claim });
    for (const step of ["publish", "ready"])
      await ask("POST", `/mirrors/${claim.hostname}/${step}`, { headers: admin });
  }
  const wish = { service: "news", channel: "family", uses: 1, level: 1, days: 7 };
  const { code } = await told<Invite>("POST", "/invites", { body: wish });
  const { ticket } = await told<Admission>("POST", "/admit", { body: { code } });
  // version(1) | key id(1) | lineage(6) | reader(8) …
  const bytes = fromBase64url(ticket) as Bytes;
  reader = { lineage: toHex(bytes.subarray(2, 8)), reader: toHex(bytes.subarray(8, 16)) };
  hostname = `leaf.${ZONE}`;
});

const now = () => Math.floor(Date.now() / 1000);
const batch = (zone: string, change: object = {}, more: object = {}) => ({
  ...{ v: 1, zone, reports: [] },
  sightings: [{ label: "leaf", level: 1, country: "IR", network: "AS44244", at: now() - 60, ...idOf(), ...change }],
  ...more,
});
const idOf = () => ({ lineage: reader.lineage, reader: reader.reader });

async function rows(of: string, table = "sightings"): Promise<number> {
  const stub = env.EVIDENCE.get(env.EVIDENCE.idFromName(of));
  return runInDurableObject(
    stub,
    (_, { storage }) => storage.sql.exec<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`).one().rows,
  );
}

describe("at the door", () => {
  test.each([
    ["nobody", {}],
    ["a token of no zone", { Authorization: "Bearer nobody" }],
    ["a zone's name with another's secret", { Authorization: `Bearer ${ZONE}.${"A".repeat(43)}` }],
    ["the beacon", { Authorization: `Bearer ${env.BEACON_TOKEN}` }],
  ])("%s may not collect, and meets a plain 404", async (_, headers) => {
    const response = await ask("POST", "/collect", { headers, body: batch(ZONE) });
    expect([response.status, await response.text()]).toEqual([404, "Not Found\n"]);
  });

  test.each([
    ["GET", "/status"],
    ["GET", "/collect"],
    ["POST", "/probes"],
    ["POST", "/burn"],
    ["GET", "/why/leaf.garden.example"],
    ["POST", "/admit"],
  ])("a relay's token opens %s %s to nobody", async (method, path) => {
    const body = method === "POST" ? {} : undefined;
    expect((await ask(method, path, { headers: await tokenOf(ZONE), body })).status).toBe(404);
  });

  test("a zone's token collects about that zone alone", async () => {
    const before = await rows(`leaf.${OTHER_ZONE}`);
    const response = await ask("POST", "/collect", { headers: await tokenOf(ZONE), body: batch(OTHER_ZONE) });
    expect(response.status).toBe(404);
    expect(await rows(`leaf.${OTHER_ZONE}`)).toBe(before);
    const own = await ask("POST", "/collect", { headers: await tokenOf(ZONE), body: batch(ZONE) });
    expect([own.status, await own.text()]).toEqual([204, ""]);
    expect(await rows(hostname)).toBe(1);
  });

  test("a body longer than half a megabyte, or of no said length, is not read", async () => {
    const headers = await tokenOf(ZONE);
    const long = await ask("POST", "/collect", {
      headers: { ...headers, "Content-Length": "600000" },
      body: batch(ZONE),
    });
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(utf8(JSON.stringify(batch(ZONE))));
        controller.close();
      },
    });
    const unsized = await exports.default.fetch(
      new Request("https://warden.test/collect", { method: "POST", headers, body: stream }),
    );
    expect([long.status, unsized.status]).toEqual([404, 404]);
  });
});

describe("a batch", () => {
  test.each([
    [
      "of more than a thousand sightings",
      () => ({ sightings: Array.from({ length: 1001 }, () => batch(ZONE).sightings[0]) }),
    ],
    [
      "of more than two hundred reports",
      () => ({
        reports: Array.from({ length: 201 }, () => ({
          label: "leaf",
          level: 0,
          country: "",
          network: "AS1",
          at: 0,
          sealed: "x",
        })),
      }),
    ],
    ["with a field nobody knows", () => ({ address: "203.0.113.7" })],
    ["of another version", () => ({ v: 2 })],
    ["with an address for a network", () => batch(ZONE, { network: "203.0.113.7" })],
    ["with a reader that is no number", () => batch(ZONE, { reader: "kaveh" })],
    ["with a country that is none", () => batch(ZONE, { country: "Iran" })],
  ])("%s is refused whole", async (_, change) => {
    const response = await ask("POST", "/collect", {
      headers: await tokenOf(ZONE),
      body: { ...batch(ZONE), ...change() },
    });
    expect(response.status).toBe(400);
  });

  test.each([
    ["a reader there is not", () => ({ reader: "ffffffffffffffff" })],
    ["a reader of another lineage", () => ({ lineage: "ffffffffffff" })],
    ["a label that is no mirror", () => ({ label: "nobody" })],
    ["an hour from now", () => ({ at: now() + 3600 })],
    ["two hours ago", () => ({ at: now() - 7200 })],
  ])("that names %s leaves no row, and nobody is told", async (_, change) => {
    const before = await rows(hostname);
    const body = batch(ZONE, { at: now() - 1800, ...change() });
    expect((await ask("POST", "/collect", { headers: await tokenOf(ZONE), body })).status).toBe(204);
    expect([await rows(hostname), await rows("nobody.garden.example")]).toEqual([before, 0]);
  });

  test("with reports that are noise is taken, and they are dropped", async () => {
    const reports = ["", "A".repeat(183), "x".repeat(256)].map((sealed) => ({
      ...{ label: "leaf", level: 1, country: "IR", network: "AS1", at: now() },
      sealed,
    }));
    const body = batch(ZONE, {}, { reports });
    expect((await ask("POST", "/collect", { headers: await tokenOf(ZONE), body })).status).toBe(204);
    expect(await rows(hostname, "reports")).toBe(0);
  });
});

test("whatever a zone's relay posts is taken or refused, and breaks nothing", async () => {
  const headers = await tokenOf(ZONE);
  const noise = fc.oneof(fc.jsonValue(), fc.string());
  const field = fc.constantFrom("label", "lineage", "reader", "level", "country", "network", "at");
  const bodies = fc.oneof(
    noise,
    noise.map((sightings) => ({ ...batch(ZONE), sightings })),
    noise.map((reports) => ({ ...batch(ZONE), reports })),
    fc.tuple(field, noise).map(([name, value]) => batch(ZONE, { [name]: value })),
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const response = await ask("POST", "/collect", { headers, body: JSON.stringify(body) });
      expect([204, 400, 404]).toContain(response.status);
    }),
    { numRuns: 200 },
  );
});

describe("a volunteer", () => {
  const seed = new Uint8Array(32).fill(21);
  const result = () => ({
    ...{ at: now() - 10, hostname, country: "IR", network: "AS58224", vantage: "somebody-else" },
    ...{ control: "ok", blocking: "tls-sni", tls: "connection_reset" },
  });
  let token: string;
  beforeAll(async () => {
    const { publicKey } = await publicOf(seed);
    ({ token } = await told<{ token: string }>("PUT", "/volunteers/kaveh-7", {
      body: { key: toBase64url(publicKey) },
    }));
  });
  const send = async (
    body: string,
    { by = seed, over = body }: { readonly by?: Uint8Array; readonly over?: string } = {},
  ) => {
    const signature = await (await createSigner(1, by)).sign("probes", utf8(over));
    const headers = { Authorization: `Bearer ${token}`, "probe-signature": toBase64url(signature) };
    return ask("POST", "/probes", { headers, body });
  };
  const body = () => JSON.stringify({ results: [result()] });

  test("sends probes that are signed, and is their vantage whatever they say", async () => {
    const response = await send(body());
    expect(response.status).toBe(200);
    expect(await response.json<ProbesAnswer>()).toMatchObject({ taken: 1, verdicts: [{ hostname, state: "suspect" }] });
    const kept = await runInDurableObject(env.EVIDENCE.get(env.EVIDENCE.idFromName(hostname)), (_, { storage }) =>
      storage.sql.exec<{ vantage: string; result: string }>("SELECT vantage, result FROM probes").toArray(),
    );
    expect(kept.map(({ vantage }) => vantage)).toEqual(["kaveh-7"]);
    expect(kept[0]?.result).not.toContain("somebody-else");
  });

  test.each(["operator", "ooni"])("is never called %s: whose probe it is decides what it counts for", async (name) => {
    const key = toBase64url(new Uint8Array(32).fill(9));
    const { status } = await ask("PUT", `/volunteers/${name}`, { headers: admin, body: { key } });
    expect(status).toBe(400);
  });

  test.each([
    ["by another key", () => send(body(), { by: new Uint8Array(32).fill(22) })],
    ["over another body", () => send(body(), { over: "{}" })],
    ["not at all", async () => ask("POST", "/probes", { headers: { Authorization: `Bearer ${token}` }, body: body() })],
  ])("signed %s is not heard", async (_, attempt) => {
    const before = await rows(hostname, "probes");
    expect((await attempt()).status).toBe(404);
    expect(await rows(hostname, "probes")).toBe(before);
  });

  test("who sends the same run again has sent one", async () => {
    const before = await rows(hostname, "probes");
    const once = JSON.stringify({ results: [{ ...result(), at: now() - 20 }] });
    for (let times = 0; times < 3; times++) expect((await send(once)).status).toBe(200);
    expect(await rows(hostname, "probes")).toBe(before + 1);
  });

  test("fills no more than its part of a day: what goes beyond is refused and leaves no row", async () => {
    const results = Array.from({ length: PROBES_A_POST }, () => ({ ...result(), hostname: "nobody.garden.example" }));
    for (let sent = 0; sent + PROBES_A_POST < RESULTS_A_DAY; sent += PROBES_A_POST)
      expect((await send(JSON.stringify({ results }))).status).toBe(200);
    const before = await rows(hostname, "probes");
    const more = JSON.stringify({ results: results.map((one, at) => ({ ...one, hostname, at: now() - 100 - at })) });
    expect((await send(more)).status).toBe(409);
    expect(await rows(hostname, "probes")).toBe(before);
  });

  test("that was removed is not heard, though the token is the same", async () => {
    await ask("DELETE", "/volunteers/kaveh-7", { headers: admin });
    expect((await send(body())).status).toBe(404);
    expect(await told("GET", "/volunteers")).toEqual({ volunteers: [] });
  });

  test("of a name that is none, or a key that is none, is not registered", async () => {
    const key = toBase64url(new Uint8Array(32).fill(1));
    expect((await ask("PUT", "/volunteers/Kaveh.7", { headers: admin, body: { key } })).status).toBe(400);
    expect((await ask("PUT", "/volunteers/kaveh", { headers: admin, body: { key: "short" } })).status).toBe(400);
  });
});

describe("time", () => {
  test("leaves nothing of a reader after 48 hours: the object's own alarm forgets", async () => {
    const name = "old.garden.example";
    const stub = env.EVIDENCE.get(env.EVIDENCE.idFromName(name));
    const context = { hostname: name, groups: [], signals: [], words: [], standing: [], doubted: [], cleared: [] };
    const row = { group: "g", network: "AS1", level: 1, country: "IR" };
    const [old, fresh] = [now() - 48 * 3600 + 60, now() - 3600];
    const sightings = [
      { ...row, tag: "old", at: old, served: true },
      { ...row, tag: "fresh", at: fresh, served: true },
    ];
    const reports = [old, fresh].map((at) => ({ ...row, at, outcome: "tls", control: "ok" }) as const);
    await stub.note({ sightings: [sightings[1] as (typeof sightings)[0]], reports: [], probes: [] }, context);
    await runInDurableObject(stub, (_, { storage }) => {
      for (const { tag, at } of sightings)
        storage.sql.exec(
          "INSERT OR IGNORE INTO sightings (at, tag, groupId, served, network, country, level) VALUES (?, ?, 'g', 1, 'AS1', 'IR', 1)",
          at,
          tag,
        );
      for (const { at } of reports)
        storage.sql.exec(
          "INSERT INTO reports (network, groupId, span, at, country, level, outcome, control) VALUES ('AS1', 'g', 0, ?, 'IR', 1, 'tls', 'ok')",
          at,
        );
    });
    expect([await rows(name), await rows(name, "reports")]).toEqual([2, 2]);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect([await rows(name), await rows(name, "reports")]).toEqual([1, 1]);
  });
});

test("who asks why is told by host and country, and nothing that names a reader", async () => {
  const why = await told<Why>("GET", `/why/${hostname}`);
  expect(why.verdicts.map(({ country }) => country)).toEqual(["IR"]);
  expect(why.verdicts[0]?.lines.length).toBeGreaterThan(1);
  expect(JSON.stringify(why)).not.toContain(reader.reader);
  expect((await ask("GET", "/why/stranger.example", { headers: admin })).status).toBe(404);
});

async function publicOf(seed: Uint8Array): Promise<{ readonly publicKey: Uint8Array }> {
  const prefix = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
  const key = await crypto.subtle.importKey("pkcs8", Uint8Array.of(...prefix, ...seed), "Ed25519", true, ["sign"]);
  const jwk = (await crypto.subtle.exportKey("jwk", key)) as JsonWebKey;
  return { publicKey: fromBase64url(jwk.x ?? "") as Bytes };
}
