// Probes against the demo's censor and against resolvers that lie: each kind of block is named as what it is.

import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type Answer, decode, encode } from "dns-packet";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Censor, startCensor } from "../../../scripts/demo/censor/censor.ts";
import type { How } from "../../../scripts/demo/censor/rule.ts";
import { classify } from "../../../scripts/probe/classify.ts";
import { type Lookup, parseResolver } from "../../../scripts/probe/lookup.ts";
import { measure } from "../../../scripts/probe/measure.ts";
import { probe } from "../../../scripts/probe/probe.ts";
import { createDirectWay, createSocksWay, type Way } from "../../../scripts/probe/way.ts";
import { TEST_CERT, TEST_KEY } from "../../support/testcert.ts";
import { createTestClock } from "../../support/testclock.ts";

const ZONE = "garden.localhost";
const PLACE = { country: "IR", network: "AS64498", vantage: "operator" };
const PATIENT_MS = 30_000;
/** Silence is only known by waiting; loopback answers long before this, on a busy machine too. */
const SILENCE_MS = 5_000;
const COVER = "the cover ".repeat(4000);

let plain: Server;
let secure: Server;
let censor: Censor;

const answer = (request: IncomingMessage, response: ServerResponse) => {
  if (request.headers.host?.startsWith("broken")) return void response.writeHead(530).end("error 1033");
  response.end(request.headers.host?.startsWith("odd") ? "something else" : COVER);
};

beforeAll(async () => {
  plain = createServer(answer);
  secure = createTlsServer({ cert: TEST_CERT, key: TEST_KEY }, answer);
  for (const server of [plain, secure]) await once(server.listen(0, "127.0.0.1"), "listening");
  censor = await startCensor();
});
afterAll(async () => {
  await censor?.close();
  for (const server of [plain, secure]) {
    server.closeAllConnections();
    server.close();
  }
});
afterEach(() => {
  for (const { pattern } of censor.rules()) censor.lift(pattern);
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const origins = (label: string) => ({
  http: `http://${label}.${ZONE}:${portOf(plain)}`,
  https: `https://${label}.${ZONE}:${portOf(secure)}`,
});

interface Wish {
  readonly label?: string;
  readonly scheme?: "http" | "https";
  readonly way?: Way;
}

function run({ label = "reef", scheme = "http", way }: Wish) {
  return probe([{ origin: origins(label)[scheme], neighbour: origins("beside")[scheme] }], {
    way: way ?? createSocksWay({ host: "127.0.0.1", port: censor.port }),
    ...{ timeoutMilliseconds: PATIENT_MS, place: PLACE, clock: createTestClock(), ca: TEST_CERT },
    control: origins("control").http,
  });
}

describe("a probe from behind a censor", () => {
  it.each(["http", "https"] as const)("finds nothing where nothing is blocked: %s", async (scheme) => {
    const results = await run({ scheme });
    expect(results).toEqual([
      expect.objectContaining({ ...PLACE, hostname: `reef.${ZONE}`, control: "ok", blocking: "none", http: "ok" }),
    ]);
  });

  it.each<[scheme: "http" | "https", how: How, blocking: string, failure: string | undefined]>([
    ["http", "nxdomain", "dns", "dns_nxdomain_error"],
    ["https", "nxdomain", "dns", "dns_nxdomain_error"],
    ["http", "forged", "blockpage", undefined],
    ["https", "forged", "tls-sni", "connection_reset"],
    ["http", "reset", "http-host", "connection_reset"],
    ["https", "reset", "tls-sni", "connection_reset"],
    ["https", "tls-cut", "tls-sni", "connection_reset"],
    ["http", "blockpage", "blockpage", undefined],
  ])("names %s %s as %s", async (scheme, how, blocking, failure) => {
    censor.block({ pattern: `reef.${ZONE}`, how });
    const results = await run({ scheme });
    expect(results.map((result) => [result.blocking, result.failure, result.control])).toEqual([
      [blocking, failure, "ok"],
    ]);
  });

  it("names silence as what it is, wherever it begins", async () => {
    const kinds: readonly [scheme: "http" | "https", how: How, blocking: string][] = [
      ["http", "drop", "http-host"],
      ["https", "drop", "tls-sni"],
      ["http", "cut", "throttled"],
    ];
    const way = createSocksWay({ host: "127.0.0.1", port: censor.port });
    // All at once, for each is waited out.
    const found = await Promise.all(
      kinds.map(async ([scheme, how], at) => {
        censor.block({ pattern: `still${at}.${ZONE}`, how });
        const origin = origins(`still${at}`)[scheme];
        const target = await measure(origin, { way, timeoutMilliseconds: SILENCE_MS, ca: TEST_CERT });
        return classify({ target, control: { http: "ok" } });
      }),
    );
    expect(found).toEqual(
      kinds.map(([, , blocking]) => expect.objectContaining({ blocking, failure: "generic_timeout_error" })),
    );
  });

  it("says of itself that it proves nothing where the control fails too", async () => {
    censor.block({ pattern: "*", how: "reset" });
    expect(await run({})).toEqual([expect.objectContaining({ control: "failed" })]);
  });
});

describe("what is no censor's doing", () => {
  it("is a page of the provider's errors", async () => {
    expect((await run({ label: "broken" }))[0]).toMatchObject({ blocking: "down", control: "ok" });
  });

  it("is told from a page that is not the zone's cover", async () => {
    expect((await run({ label: "odd" }))[0]).toMatchObject({ blocking: "blockpage" });
  });
});

describe("a probe by itself, with resolvers of its choice", () => {
  const records: Readonly<Record<string, string>> = {
    [`reef.${ZONE}`]: "127.0.0.1",
    [`control.${ZONE}`]: "127.0.0.1",
    [`beside.${ZONE}`]: "127.0.0.1",
    [`forged.${ZONE}`]: "10.10.34.34",
  };
  /** A resolver's answer to a question in wire format. */
  const resolve = (question: Buffer): Buffer => {
    const { id, questions = [] } = decode(question);
    const data = records[questions[0]?.name ?? ""];
    const answers: Answer[] = data === undefined ? [] : [{ type: "A", name: questions[0]?.name ?? "", ttl: 1, data }];
    // RFC 1035 §4.1.1: code 3 is NXDOMAIN.
    return encode({
      type: "response",
      id: id ?? 0,
      flags: data === undefined ? 3 : 0,
      questions: questions ?? [],
      answers,
    });
  };

  let udp: UdpSocket;
  let doh: Server;
  beforeAll(async () => {
    udp = createSocket("udp4", (question, from) => udp.send(resolve(question), from.port, from.address));
    await new Promise<void>((ready) => udp.bind(0, "127.0.0.1", ready));
    doh = createServer(async (request, response) => {
      const isQuestion = request.method === "POST" && request.headers["content-type"] === "application/dns-message";
      if (!isQuestion) return void response.writeHead(415).end();
      response.setHeader("content-type", "application/dns-message").end(resolve(await buffer(request)));
    });
    await once(doh.listen(0, "127.0.0.1"), "listening");
  });
  afterAll(() => {
    udp?.close();
    doh?.closeAllConnections();
    doh?.close();
  });

  const resolvers: Readonly<Record<string, () => string>> = {
    "a server": () => `127.0.0.1:${udp.address().port}`,
    "DNS over HTTPS": () => `http://127.0.0.1:${portOf(doh)}/dns-query`,
  };
  const wayOf = (name: string) => createDirectWay(parseResolver(resolvers[name]?.() ?? "") as Lookup);

  it.each(["a server", "DNS over HTTPS"])("reaches the mirror by %s", async (name) => {
    expect((await run({ way: wayOf(name) }))[0]).toMatchObject({ blocking: "none", dns: "ok", tcp: "ok", http: "ok" });
  });

  it.each(["a server", "DNS over HTTPS"])("finds a name that %s denies", async (name) => {
    const [first] = await run({ way: wayOf(name), label: "denied" });
    expect(first).toMatchObject({ blocking: "dns", failure: "dns_nxdomain_error", control: "ok" });
  });

  it("finds a forged address behind a connection that fails", async () => {
    const way = wayOf("a server");
    const nowhere: Way = {
      ...way,
      connect: (host, port, signal) =>
        way.connect(host.startsWith("10.") ? "127.0.0.1" : host, host.startsWith("10.") ? 1 : port, signal),
    };
    expect((await run({ way: nowhere, label: "forged" }))[0]).toMatchObject({
      blocking: "dns",
      failure: "connection_refused",
    });
  });

  it("finds a port that refuses", async () => {
    const way = wayOf("a server");
    const refused: Way = {
      ...way,
      connect: (host, port, signal) => way.connect(host, port === portOf(secure) ? 1 : port, signal),
    };
    expect((await run({ way: refused, scheme: "https" }))[0]).toMatchObject({
      blocking: "tcp",
      failure: "connection_refused",
    });
  });

  it.each(["nonsense", "1.2.3", "ftp://x", "https://", "1.2.3.4:123456"])("takes no %s for a resolver", (text) =>
    expect(parseResolver(text)).toBeUndefined(),
  );
});
