import * as v from "valibot";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, createClient } from "../../../scripts/providers/cloudflare/client.ts";
import { ProviderError } from "../../../scripts/providers/provider.ts";
import { type Answering, type PreparedAnswer, startAnswering } from "../../support/answering.ts";
import { createTestClock, type TestClock } from "../../support/testclock.ts";

const good = (result: unknown, info?: object): PreparedAnswer => ({
  body: { success: true, errors: [], result, result_info: info },
});
const bad = (status: number, ...codes: readonly number[]): PreparedAnswer => ({
  status,
  body: { success: false, errors: codes.map((code) => ({ code, message: "said no" })), result: null },
});
const CUT: PreparedAnswer = {};

describe("the client of Cloudflare's API", () => {
  let server: Answering;
  let clock: TestClock;
  let client: Client;
  beforeAll(async () => {
    server = await startAnswering();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    clock = createTestClock();
    client = createClient({ apiUrl: `${server.url}/client/v4/`, token: "secret", clock, random: () => 0 });
  });
  const call = () => client.call(v.object({ id: v.string() }), { method: "GET", path: "/thing" });
  const faultOf = (work: Promise<unknown>) =>
    work.then(
      () => "no fault",
      (error: unknown) => (error instanceof ProviderError && error.next.length > 20 ? error.fault : error),
    );

  it("sends the token and hands on the result", async () => {
    server.prepare(good({ id: "one", more: 1 }));
    expect(await call()).toEqual({ id: "one" });
    expect(server.asked[0]).toMatchObject({ url: "/client/v4/thing", headers: { authorization: "Bearer secret" } });
  });

  const passing: readonly (readonly [string, PreparedAnswer])[] = [
    ["429", bad(429)],
    ["500", bad(500)],
    ["502 of a proxy, in HTML", { status: 502, body: "<html>" }],
    ["971 with status 200", bad(200, 971)],
    ["971 with status 400", bad(400, 971)],
    ["a cut connection", CUT],
  ];
  for (const [name, answer] of passing) {
    it(`tries again after ${name}, ever more slowly`, async () => {
      server.prepare(answer, answer, answer, good({ id: "one" }));
      expect(await call()).toEqual({ id: "one" });
      expect(clock.sleeps).toEqual([500, 1000, 2000]);
    });
  }

  it("tries again after a 4xx only where the call says that its code passes by itself", async () => {
    server.prepare(bad(400, 10019), good({ id: "one" }));
    const json = { pattern: "a.example/*" };
    await client.call(v.unknown(), { method: "POST", path: "/routes", json, passingCodes: [10019] });
    expect(server.asked.map(({ body }) => body)).toEqual([JSON.stringify(json), JSON.stringify(json)]);
    server.prepare(bad(400, 10019));
    expect(await faultOf(call())).toBe("refused");
  });

  it("takes a server's own trouble for that, though its code means a bad token elsewhere", async () => {
    server.prepare(bad(500, 10001));
    expect(await faultOf(call())).toBe("unavailable");
  });

  it("gives up after five attempts and says that running again goes on", async () => {
    server.prepare(bad(503));
    expect(await faultOf(call())).toBe("unavailable");
    expect(server.asked).toHaveLength(5);
  });

  it("waits as long as Retry-After asks, but never longer than five minutes", async () => {
    server.prepare({ ...bad(429), headers: { "retry-after": "7" } }, good({ id: "one" }));
    await call();
    expect(clock.sleeps).toEqual([7000]);
    server.prepare({ ...bad(429), headers: { "retry-after": "86400" } }, good({ id: "one" }));
    await call();
    expect(clock.sleeps.at(-1)).toBe(300_000);
  });

  const lasting: readonly (readonly [string, PreparedAnswer, string])[] = [
    ["400", bad(400, 10021), "refused"],
    ["401", bad(401, 10000), "credential"],
    ["403", bad(403), "credential"],
    ["400 with an authentication code", bad(400, 6003), "credential"],
    ["404", bad(404, 10007), "not found"],
    ["400 for a zone that is not there", bad(400, 7003), "not found"],
    ["403 for a full account", bad(403, 10037), "quota"],
    ["200 that says it failed", bad(200, 10021), "refused"],
    ["a result of another shape", good({ name: "x" }), "refused"],
    ["a page instead of JSON", { body: "<html>welcome</html>" }, "refused"],
  ];
  for (const [name, answer, fault] of lasting) {
    it(`takes ${name} as ${fault} at once`, async () => {
      server.prepare(answer);
      expect(await faultOf(call())).toBe(fault);
      expect(server.asked).toHaveLength(1);
    });
  }

  it("reads all pages of a list", async () => {
    server.prepare(good([{ id: "a" }, { id: "b" }], { total_pages: 2 }), good([{ id: "c" }], { total_pages: 2 }));
    const ids = await client.list(v.object({ id: v.string() }), { path: "/things", query: { of: "me" } });
    expect(ids.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(server.asked.map(({ url }) => url)).toEqual([
      "/client/v4/things?of=me&page=1&per_page=50",
      "/client/v4/things?of=me&page=2&per_page=50",
    ]);
  });

  it("hands on a stored value that looks like a failure, for it is only a value", async () => {
    server.prepare({ headers: { "content-type": "application/octet-stream" }, body: '{"success":false,"errors":[]}' });
    const value = await client.bytes({ method: "GET", path: "/value" });
    expect(new TextDecoder().decode(value)).toBe('{"success":false,"errors":[]}');
  });

  it("never shows the token in what it throws", async () => {
    server.prepare(bad(400, 10021));
    const error = await call().catch((thrown: unknown) => thrown);
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain("secret");
  });
});
