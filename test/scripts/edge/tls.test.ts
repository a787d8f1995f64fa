// The mirrors' port inside TLS: what a script is told of it, and a script that asks a mirror as a visitor would.
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { TEST_CERT, TEST_KEY } from "../../support/testcert.ts";
import { account, deploy, freshEdge, textOf, token } from "./support.ts";

const host = "rose.garden.localhost";
const accounts = [{ id: account, token, subdomain: "garden", zones: [] }];
const tls = { cert: TEST_CERT, key: TEST_KEY };

const teller = `export default { fetch(request) {
  const told = (name) => request.headers.get(name);
  return Response.json({ url: request.url, visitor: told("cf-visitor"), proto: told("x-forwarded-proto"), ours: told("x-edge-scheme") });
} };`;

async function askTls(port: number, name: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const asked = request({
    ...{ host: "127.0.0.1", port, path: "/a?b=1", agent: false, ca: TEST_CERT },
    // The certificate is for another zone than the provider's own suffix.
    servername: host,
    headers: { host: `${name}.garden.workers.localhost:${port}`, ...headers },
  });
  asked.end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  return textOf(answer);
}

test("a script is told that its visitor came over TLS, whatever the visitor says, and plain HTTP gets no answer", async () => {
  const edge = await freshEdge({ accounts, tls });
  await deploy(edge, "teller", { source: teller });
  const told = JSON.parse(await askTls(edge.port, "teller", { "x-edge-scheme": "http", "x-forwarded-proto": "http" }));
  expect(told).toEqual({
    url: `https://teller.garden.workers.localhost:${edge.port}/a?b=1`,
    visitor: '{"scheme":"https"}',
    proto: "https",
    ours: null,
  });
  expect(edge.url).toBe(`https://127.0.0.1:${edge.port}`);
  expect(await plainAnswer(edge.port)).toBe("");
});

function plainAnswer(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, "127.0.0.1", () => socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}
