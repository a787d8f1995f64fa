// Large bodies pass through in both directions while the memory of every process of the edge stays bounded.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { ask, deploy, freshDirectory, hostOf, spawnEdge, textOf } from "./support.ts";

const megabyte = 1024 * 1024;
const size = (process.env.HEZAR_LONG === "1" ? 1024 : 256) * megabyte;
const growthBytesMax = 160 * megabyte;

const source = `
export default {
  fetch(request, env) {
    return env.PRIVATE.fetch(env.UPSTREAM, { method: request.method, body: request.body });
  },
};`;

function zeros(): Readable {
  const chunk = Buffer.alloc(256 * 1024);
  let left = size;
  return new Readable({
    read() {
      left -= chunk.byteLength;
      this.push(left >= 0 ? chunk : null);
    },
  });
}

async function count(stream: Readable): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) bytes += (chunk as Buffer).byteLength;
  return bytes;
}

async function startUpstream(): Promise<string> {
  const server = createServer(async (request, response) => {
    if (request.method === "POST") return response.end(String(await count(request)));
    return zeros().pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** The most memory the processes held at once beyond the start, asked after every 32 MiB that pass. */
function watchMemory(pids: readonly number[]) {
  const held = () =>
    pids.reduce((sum, pid) => sum + Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)])) * 1024, 0);
  const atStart = held();
  let most = 0;
  let passed = 0;
  return {
    growth: () => most,
    pass(bytes: number) {
      if (Math.floor(passed / (32 * megabyte)) !== Math.floor((passed + bytes) / (32 * megabyte)))
        most = Math.max(most, held() - atStart);
      passed += bytes;
    },
  };
}

async function startMeasured() {
  const stateDir = freshDirectory();
  const edge = await spawnEdge(stateDir, { privateUpstreams: ["127.0.0.0/8"] });
  const bindings = [
    { type: "vpc_network", name: "PRIVATE", network_id: "private" },
    { type: "plain_text", name: "UPSTREAM", text: await startUpstream() },
  ];
  await deploy(edge, "pipe", { source, bindings });
  const pids = [Number(edge.child.pid), ...readdirSync(join(stateDir, "processes")).map(Number)];
  return { edge, memory: watchMemory(pids) };
}

test(`${size / megabyte} MiB stream down in bounded memory`, async () => {
  const { edge, memory } = await startMeasured();
  const answer = await ask(edge.port, hostOf("pipe"));
  let received = 0;
  for await (const chunk of answer) {
    received += (chunk as Buffer).byteLength;
    memory.pass((chunk as Buffer).byteLength);
  }
  expect(received).toBe(size);
  console.log(`down: ${size / megabyte} MiB, memory grew by ${Math.round(memory.growth() / megabyte)} MiB`);
  expect(memory.growth()).toBeLessThan(growthBytesMax);
}, 300_000);

test(`${size / megabyte} MiB stream up in bounded memory`, async () => {
  const { edge, memory } = await startMeasured();
  const { request } = await import("node:http");
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { Host: hostOf("pipe"), "Transfer-Encoding": "chunked" };
    const upload = request({ port: edge.port, host: "127.0.0.1", method: "POST", headers, agent: false }, resolve);
    upload.on("error", reject);
    zeros()
      .on("data", (chunk: Buffer) => memory.pass(chunk.byteLength))
      .pipe(upload);
  });
  expect(await textOf(answer)).toBe(String(size));
  console.log(`up: ${size / megabyte} MiB, memory grew by ${Math.round(memory.growth() / megabyte)} MiB`);
  expect(memory.growth()).toBeLessThan(growthBytesMax);
}, 300_000);

/** The answer of `server`, read through a script that pipes it. */
async function askThroughPipe(server: Server): Promise<IncomingMessage> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const edge = await spawnEdge(freshDirectory(), { privateUpstreams: ["127.0.0.0/8"] });
  const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const bindings = [
    { type: "vpc_network", name: "PRIVATE", network_id: "private" },
    { type: "plain_text", name: "UPSTREAM", text: upstream },
  ];
  await deploy(edge, "pipe", { source, bindings });
  return ask(edge.port, hostOf("pipe"));
}

test("a reader who goes away ends the upstream's work", async () => {
  const closed = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    response.on("close", () => closed.resolve());
    response.write("first");
  });
  const answer = await askThroughPipe(server);
  answer.once("data", () => answer.destroy());
  await closed.promise;
});

test("an upstream that breaks off breaks the reader's connection instead of ending it well", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain" });
    response.write("first", () => response.destroy());
  });
  const answer = await askThroughPipe(server);
  await expect(count(answer)).rejects.toThrow();
});
