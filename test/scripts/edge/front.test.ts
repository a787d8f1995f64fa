// The mirrors' port: what reaches a script, what does not, and that every host of a zone is answered alike.
import { connect } from "node:net";
import { expect, test } from "vitest";
import type { Edge } from "../../../scripts/edge/edge.ts";
import { ask, call, deploy, freshEdge, get, hostOf, textOf, zone } from "./support.ts";

const source = `
export default {
  fetch(request) {
    const headers = new Headers([["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"], ["X-Case", "1"]]);
    const { pathname, search, hostname } = new URL(request.url);
    const raw = request.url.slice(request.url.indexOf("/", 7));
    const told = { method: request.method, hostname, raw, headers: [...request.headers], cf: request.cf };
    return new Response(JSON.stringify(told), { headers });
  },
};`;

interface Told {
  readonly method: string;
  readonly hostname: string;
  readonly raw: string;
  readonly headers: [string, string][];
  readonly cf: Record<string, unknown>;
}

async function start(options: Parameters<typeof freshEdge>[0] = {}): Promise<Edge> {
  const edge = await freshEdge(options);
  await deploy(edge, "echo", { source });
  const zones = (await call(edge, "GET /zones")).envelope.result as unknown as { id: string }[];
  for (const pattern of [`${zone}/*`, `*.${zone}/*`])
    await call(edge, `POST /zones/${zones[0]?.id}/workers/routes`, { pattern, script: "echo" });
  return edge;
}

async function tell(edge: Edge, host: string, options: Parameters<typeof ask>[2] = {}): Promise<Told> {
  return JSON.parse(await textOf(await ask(edge.port, host, options))) as Told;
}

/** Bytes to the port and all bytes back. */
function exchange(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request, "latin1"));
    socket.setEncoding("latin1").on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("end", () => resolve(answer)).on("error", reject);
  });
}

test.each([
  ["upper case", `SPRING.${zone.toUpperCase()}`],
  ["a trailing dot", `spring.${zone}.`],
  ["a port", `spring.${zone}:8787`],
  ["dot and port", `spring.${zone}.:8787`],
  ["the apex", zone],
  ["the name under the account's suffix", hostOf("echo")],
])("a Host with %s finds its script", async (_, host) => {
  expect((await tell(await start(), host)).method).toBe("GET");
});

test.each(["/a//b/../c", "/%2e%2e/%2F", "//evil", "/%zz%?x?y=%20&&%z", "/\\evil", '/;a=b,c\'"{}|^[]?<`">'])(
  "the path %s reaches the script as it came, but for what no URL may hold",
  async (path) => {
    expect((await tell(await start(), zone, { path })).raw).toBe(path.replace(/["<>`]/g, encodeURIComponent));
  },
);

test("a visitor is described by the edge alone", async () => {
  const edge = await start({ describeVisitor: () => ({ country: "IR", asn: 44_244, city: "تهران" }) });
  const forged = [
    "X-Edge-Cf",
    "Cf-Connecting-Ip",
    "CF-IPCountry",
    "X-Real-Ip",
    "True-Client-IP",
    "CDN-Loop",
    "X-Edge-Service",
  ];
  const { cf, headers } = await tell(edge, zone, {
    headers: {
      ...Object.fromEntries(forged.map((name) => [name, "forged"])),
      "X-Forwarded-For": "10.9.8.7",
      Mine: "kept",
    },
  });
  expect(cf).toEqual({ country: "IR", asn: 44_244, city: "تهران" });
  expect(JSON.stringify(headers)).not.toContain("forged");
  expect(Object.fromEntries(headers)).toMatchObject({
    ...{
      "cf-connecting-ip": "127.0.0.1",
      "cf-ipcountry": "IR",
      "x-forwarded-for": "10.9.8.7, 127.0.0.1",
      mine: "kept",
    },
  });
});

test("the script's headers come back with their case and repetition", async () => {
  const { rawHeaders } = await ask((await start()).port, zone);
  const cookies = rawHeaders.filter((_, index) => rawHeaders[index - 1] === "Set-Cookie");
  expect(cookies).toEqual(["a=1", "b=2"]);
  expect(rawHeaders).toContain("X-Case");
});

test("a URL of 20 kB and headers of 100 kB reach the script", async () => {
  const edge = await start();
  const path = `/${"x".repeat(20_000)}`;
  expect((await tell(edge, zone, { path })).raw).toHaveLength(path.length);
  expect((await ask(edge.port, zone, { headers: { Big: "x".repeat(60_000) } })).statusCode).toBe(200);
});

test("an absolute-form target names the host, whatever Host says", async () => {
  const edge = await start();
  const answer = await exchange(
    edge.port,
    `GET http://label.${zone}/a?b HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toContain(`"hostname":"label.${zone}","raw":"/a?b"`);
});

const odd = (host: string): [string, string][] => [
  ["TRACE", `TRACE / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
  ["PROPFIND", `PROPFIND / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
  ["a method the runtime lacks", `LINK / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
  ["a method nobody knows", `FOO / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
  ["CONNECT", `CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
  ["OPTIONS *", `OPTIONS * HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
  ["two Hosts", `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
  ["user information", `GET http://a@${host}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
  [
    "both framings",
    `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  [
    "an upgrade to something else",
    `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`,
  ],
  [
    "a WebSocket the script declines",
    `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  ],
  ["HTTP/1.0", `GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`],
];

test.each(odd("").map(([name], index): [string, number] => [name, index]))(
  "%s is answered alike on two labels of a zone",
  async (_, index) => {
    const edge = await start();
    const answers = await Promise.all(
      [`spring.${zone}`, `window.${zone}`].map(async (host) => {
        const answer = await exchange(edge.port, odd(host)[index]?.[1] ?? "");
        return answer
          .replaceAll(host, "HOST")
          .replace(/[0-9a-f]{16}-LOC/, "RAY")
          .replace(/Date: .*\r\n/, "");
      }),
    );
    expect(answers[0]).toMatch(/^HTTP\/1\.1 \d{3} /);
    expect(answers[1]).toBe(answers[0]);
  },
);

test("after a declined upgrade the connection carries no further request", async () => {
  const edge = await start();
  const upgrade = odd(zone)[10]?.[1] ?? "";
  const smuggled = `GET /smuggled HTTP/1.1\r\nHost: ${zone}\r\nX-Edge-Cf: {"country":"forged"}\r\n\r\n`;
  const answer = await exchange(edge.port, upgrade + smuggled);
  expect(answer).not.toMatch(/smuggled|forged/);
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test("an unknown Host gets a plain default site", async () => {
  const edge = await start();
  const home = await ask(edge.port, "nobody.example");
  expect([home.statusCode, await textOf(home)]).toEqual([200, expect.stringContaining("There is nothing here yet")]);
  expect((await ask(edge.port, "nobody.example", { path: "/client/v4/zones" })).statusCode).toBe(404);
  expect((await ask(edge.port, "nobody.example", { method: "HEAD" })).headers["content-type"]).toContain("text/html");
});

// The runtime looks at the address it connects to, so a public name that re-binds is refused as the address itself is.
test.each(["127.0.0.1", "localhost", "127.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433"])(
  "a script's fetch does not reach loopback as %s",
  async (name) => {
    const edge = await freshEdge({ privateUpstreams: ["127.0.0.0/8"] });
    const fetcher = `export default { fetch: () => fetch("http://${name}:${edge.port}/").then(() => new Response("reached"), () => new Response("refused")) };`;
    await deploy(edge, "fetcher", { source: fetcher });
    expect(await get(edge.port, hostOf("fetcher"))).toBe("refused");
  },
);

test("a service binding always reaches the version that serves now", async () => {
  const edge = await freshEdge();
  const target = (edition: string) =>
    `export default { fetch: (r) => new Response("${edition} " + new URL(r.url).pathname) };`;
  await deploy(edge, "target", { source: target("one") });
  const caller = "export default { fetch: (request, env) => env.T.fetch('http://target/path') };";
  await deploy(edge, "caller", { source: caller, bindings: [{ type: "service", name: "T", service: "target" }] });
  expect(await get(edge.port, hostOf("caller"))).toBe("one /path");
  await deploy(edge, "target", { source: target("two") });
  expect(await get(edge.port, hostOf("caller"))).toBe("two /path");
});

test("a cron trigger delivers its event to the script", async () => {
  const edge = await freshEdge();
  const { envelope } = await call(edge, "POST /accounts/:a/storage/kv/namespaces", { title: "n" });
  const cron = `export default { fetch: (_, env) => env.KV.get("cron").then((text) => new Response(text)), async scheduled(event, env) { await env.KV.put("cron", event.cron + " " + event.scheduledTime); } };`;
  await deploy(edge, "cron", {
    source: cron,
    bindings: [{ type: "kv_namespace", name: "KV", namespace_id: envelope.result.id }],
  });
  await call(edge, "PUT /accounts/:a/workers/scripts/cron/schedules", [{ cron: "30 4 * * *" }]);
  await edge.trigger(new Date("2026-11-22T04:29:00Z"));
  expect(await get(edge.port, hostOf("cron"))).toBe("");
  await edge.trigger(new Date("2026-11-22T04:30:00Z"));
  expect(await get(edge.port, hostOf("cron"))).toBe(`30 4 * * * ${Date.parse("2026-11-22T04:30:00Z")}`);
});
