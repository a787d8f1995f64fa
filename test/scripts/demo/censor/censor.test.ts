// The censor on real sockets: what each rule does to a connection, to one that stands already, and after it is lifted.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Censor, startCensor } from "../../../../scripts/demo/censor/censor.ts";
import type { Rule } from "../../../../scripts/demo/censor/rule.ts";
import { connectThrough, readAll, readBytes } from "../../../support/socksclient.ts";
import { createTestClock, type TestClock } from "../../../support/testclock.ts";

const NAME = "reef.garden.localhost";
const PAGE_BYTES = 64 * 1024;
const PAGE = Buffer.alloc(PAGE_BYTES, "x");

let clock: TestClock;
let censor: Censor;
let site: Server;
let port: number;
let visitors: Socket[];

beforeEach(async () => {
  clock = createTestClock();
  censor = await startCensor({ clock, from: () => "127.98.0.1" });
  visitors = [];
  site = createServer((visitor) => {
    visitors.push(visitor);
    visitor.on("error", () => undefined);
    visitor.once("data", () => visitor.write(PAGE));
    visitor.on("data", (bytes) => {
      if (bytes.toString().includes("more")) visitor.write("MORE");
      if (bytes.toString().includes("bye")) visitor.end("BYE");
    });
  });
  await once(site.listen(0, "127.0.0.1"), "listening");
  port = (site.address() as AddressInfo).port;
});
afterEach(async () => {
  await censor.close();
  for (const visitor of visitors) visitor.destroy();
  site.close();
});

async function ask(name = NAME) {
  const { code, socket } = await connectThrough(censor.port, name, port);
  socket.write(`GET / HTTP/1.1\r\nHost: ${name}:${port}\r\n\r\n`);
  return { code, socket };
}

const block = (rule: Omit<Rule, "pattern">, pattern = NAME) => censor.block({ pattern, ...rule });

describe("without a rule", () => {
  it("leads to the site, seen to come from its readers' address, and writes down the name", async () => {
    const { code, socket } = await ask();
    expect(code).toBe(0);
    expect((await readBytes(socket, PAGE_BYTES)).equals(PAGE)).toBe(true);
    expect(visitors[0]?.remoteAddress).toBe("127.98.0.1");
    expect(censor.seen().map(({ name, how }) => ({ name, how }))).toEqual([{ name: NAME, how: undefined }]);
    socket.write("bye");
    expect((await readAll(socket)).body.toString()).toBe("BYE");
  });

  it.each(["news.example", "10.0.0.1", "192.168.1.1"])("never leads away from this machine: %s", async (host) => {
    expect((await connectThrough(censor.port, host, port)).code).toBe(4);
    expect(visitors).toEqual([]);
  });
});

describe("a new connection to a blocked name", () => {
  it.each([
    [{ how: "nxdomain" }, 4],
    [{ how: "forged" }, 0],
  ] as const)("is told so at look-up: %j", async (rule, code) => {
    block(rule);
    const asked = await connectThrough(censor.port, NAME, port);
    expect(asked.code).toBe(code);
    asked.socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const { body } = await readAll(asked.socket);
    expect(body.toString().startsWith(code === 0 ? "HTTP/1.1 403" : "")).toBe(true);
    expect(visitors).toEqual([]);
  });

  it.each([
    [{ how: "reset" }, "reset", ""],
    [{ how: "blockpage" }, "closed", "HTTP/1.1 403 Forbidden"],
  ] as const)("ends once it says its name: %j", async (rule, ending, begins) => {
    block(rule);
    const { socket } = await ask();
    const read = await readAll(socket);
    expect(read.ending).toBe(ending);
    expect(read.body.toString().slice(0, begins.length)).toBe(begins);
    expect(begins !== "" || read.body.length === 0).toBe(true);
    expect(visitors).toEqual([]);
  });

  it("meets silence where it is dropped, and goes on where the rule is lifted", async () => {
    block({ how: "drop" });
    const { socket } = await ask();
    // The one way to know that nothing comes is to make something else come after it.
    const { socket: other } = await ask("other.garden.localhost");
    await readBytes(other, PAGE_BYTES);
    expect(socket.read()).toBeNull();
    censor.lift(NAME);
    expect((await readBytes(socket, PAGE_BYTES)).equals(PAGE)).toBe(true);
  });

  it("is cut after so many kilobytes, and goes on where the rule is lifted", async () => {
    block({ how: "cut", kilobytes: 20 });
    const { socket } = await ask();
    expect((await readBytes(socket, 20 * 1024)).length).toBe(20 * 1024);
    censor.lift(NAME);
    expect((await readBytes(socket, PAGE_BYTES - 20 * 1024)).length).toBe(PAGE_BYTES - 20 * 1024);
  });

  it("is slowed to so many kilobytes a second", async () => {
    block({ how: "throttle", kilobytes: 8 });
    const before = clock.now();
    const { socket } = await ask();
    expect((await readBytes(socket, PAGE_BYTES)).equals(PAGE)).toBe(true);
    expect((clock.now() - before) / 1000).toBeCloseTo(PAGE_BYTES / 1024 / 8, 1);
  });

  it("closes after a ClientHello where TLS is cut, and lets plain HTTP be", async () => {
    block({ how: "tls-cut" });
    const { socket } = await ask();
    await readBytes(socket, PAGE_BYTES);
    expect(visitors.length).toBe(1);
  });
});

describe("a connection that stands", () => {
  it("is reset when its name is", async () => {
    const { socket } = await ask();
    await readBytes(socket, PAGE_BYTES);
    const ended = readAll(socket);
    block({ how: "reset" });
    expect((await ended).ending).toBe("reset");
  });

  it("falls silent when its name is dropped; nothing is lost when it is lifted", async () => {
    const { socket } = await ask();
    await readBytes(socket, PAGE_BYTES);
    block({ how: "drop" });
    socket.write("more");
    const { socket: other } = await ask("other.garden.localhost");
    await readBytes(other, PAGE_BYTES);
    expect(socket.read()).toBeNull();
    const answer = readBytes(socket, 4);
    censor.lift(NAME);
    expect((await answer).toString()).toBe("MORE");
  });
});

describe("rules", () => {
  it("cover a zone, and the narrowest wins", async () => {
    block({ how: "nxdomain" }, "*.garden.localhost");
    block({ how: "reset" });
    expect((await connectThrough(censor.port, "other.garden.localhost", port)).code).toBe(4);
    expect((await connectThrough(censor.port, NAME, port)).code).toBe(0);
  });

  it("go on for who met them, for their residual time after they are lifted", async () => {
    block({ how: "nxdomain", residualSeconds: 90 });
    await connectThrough(censor.port, NAME, port);
    censor.lift(NAME);
    clock.advance(89_000);
    expect((await connectThrough(censor.port, NAME, port)).code).toBe(4);
    expect((await connectThrough(censor.port, "other.garden.localhost", port)).code).toBe(0);
    clock.advance(2_000);
    expect((await connectThrough(censor.port, NAME, port)).code).toBe(0);
  });
});

describe("the API", () => {
  const call = (path: string, init?: RequestInit) => fetch(`${censor.apiUrl}${path}`, init);
  const put = (rule: unknown) => call("/rules", { method: "PUT", body: JSON.stringify(rule) });

  it("sets, lists and lifts rules", async () => {
    const rule = { pattern: "*.garden.localhost", how: "cut", kilobytes: 16 };
    expect(await (await put(rule)).json()).toEqual({ rules: [rule] });
    expect(censor.rules()).toEqual([rule]);
    const lifted = await call(`/rules?pattern=${encodeURIComponent(rule.pattern)}`, { method: "DELETE" });
    expect(await lifted.json()).toEqual({ lifted: true });
    expect(await (await call("/rules")).json()).toEqual({ rules: [] });
  });

  it.each([
    [{ pattern: "not a host", how: "drop" }],
    [{ pattern: "a.example", how: "explode" }],
    [{ pattern: "a.example", how: "cut", kilobytes: 0 }],
    [{ pattern: "a.example", how: "drop", unknown: 1 }],
    ["nonsense"],
  ])("refuses %j and keeps the rules it has", async (rule) => {
    const refused = await put(rule);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toHaveProperty("error");
    expect(censor.rules()).toEqual([]);
  });

  it("is not for a page in a browser", async () => {
    expect((await call("/rules", { headers: { Origin: "https://evil.example" } })).status).toBe(403);
  });
});
