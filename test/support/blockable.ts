// Two mirrors of one small site, told apart by their ports: the own one, which can be blocked in all the ways a censor has,
// and another that speaks failover requests (shared/domain/failover.ts) as a relay does. Between them nothing but bytes.

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { build } from "esbuild";
import { clientScripts } from "../../scripts/bundle.ts";
import { CARRIED_BYTES } from "../../shared/domain/carried.ts";
import { type FailoverAsk, FRONT_BYTES, frontOfAnswer, openAsk, readFront } from "../../shared/domain/failover.ts";
import { sealHead } from "../../shared/domain/failoverhead.ts";
import { answerMark, MARK_HEADER } from "../../shared/domain/mark.ts";

/** What happens to whoever speaks to the own mirror. */
export type Block =
  | "open"
  | "reset"
  | "drop"
  | "blockpage"
  | { readonly cutAfter: number }
  | { readonly stallAfter: number };

export interface Visit {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Given {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface Blockable {
  readonly origin: string;
  block(how: Block): void;
  /** Requests that the site saw, and by which mirror. */
  readonly seen: { readonly by: "own" | "other"; readonly visit: Visit }[];
  close(): Promise<void>;
}

export type Site = (visit: Visit, by: "own" | "other") => Given | Promise<Given>;

const KEY = new Uint8Array(32).fill(5);
const OWN_DOOR = "dr";
const OTHER_DOOR = "db";
const ENTRY = new URL("../conformance/ways/boat.ts", import.meta.url).pathname;
const PAGE = "<!doctype html><meta charset=utf-8><title>entering</title>";

export async function startBlockable(site: Site): Promise<Blockable> {
  const seen: Blockable["seen"] = [];
  let block: Block = "open";
  const ask: Site = (visit, by) => {
    seen.push({ by, visit });
    return site(visit, by);
  };
  const held = new Set<Socket>();

  const own = createServer(async (request, response) => {
    if (block === "reset") return void request.socket.destroy();
    if (block === "drop") return;
    if (block === "blockpage") return void response.writeHead(200, { "content-type": "text/html" }).end("blocked");
    const visit = await visitOf(request, `http://${request.headers.host}`);
    const mark = { [MARK_HEADER]: await answerMark(KEY, Math.floor(Date.now() / 3_600_000)) };
    if (visit.url.pathname === `/${OWN_DOOR}/state`) return void response.writeHead(200, mark).end();
    if (visit.url.pathname === `/${OWN_DOOR}/enter`)
      return void response.writeHead(200, { ...mark, "content-type": "text/html" }).end(PAGE);
    if (visit.url.pathname === `/${OWN_DOOR}/lifeboat.js`) return void send(response, { ...(await script()) });
    const given = await ask(visit, "own");
    give(response, { ...given, headers: { ...given.headers, ...mark } }, block);
  });
  own.on("connection", (socket) => {
    if (block === "reset") socket.destroy();
    held.add(socket);
  });

  const other = createServer(async (request, response) => {
    const from = request.headers.origin ?? "";
    const body = await buffer(request);
    const front = readFront(new Uint8Array(body));
    if (request.method !== "POST" || request.url !== `/${OTHER_DOOR}/send` || !front)
      return void response.writeHead(404).end("a quiet place");
    const end = FRONT_BYTES + front.length;
    const clear = await openAsk(new Uint8Array(body.subarray(FRONT_BYTES, end)), KEY, "other");
    if (clear === undefined) return void response.writeHead(404).end("a quiet place");
    const asked = JSON.parse(clear) as FailoverAsk;
    const visit = {
      method: asked.method,
      url: new URL(asked.path, from),
      headers: { ...Object.fromEntries(asked.headers), ...(asked.cookies && { cookie: asked.cookies }) },
      body: body.subarray(end),
    };
    const { status = 200, headers = {}, body: answered = "" } = await ask(visit, "other");
    const head = { status, headers: Object.entries(headers), jar: [] };
    response.writeHead(200, { "access-control-allow-origin": from, "content-type": "text/plain" });
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    response.write(frontOfAnswer(await sealHead(head, { boatKey: KEY, to: "other", id: asked.id, nonce })));
    response.end(asked.method === "HEAD" ? "" : answered);
  });

  const [ownPort, otherPort] = await Promise.all([own, other].map(listen));
  const script = async (): Promise<Given> => {
    const told = {
      others: [
        { hostname: "other", origin: `http://b.localhost:${otherPort}`, door: OTHER_DOOR, zone: 1, provider: 1 },
      ],
      windows: { refreshSeconds: 3600, retrySeconds: 60, pauseSeconds: 0 },
      carried: Array.from({ length: CARRIED_BYTES }, () => 7),
      key: [...KEY],
    };
    const hezar = {
      service: { primary: "https://news.example", secondaries: [] },
      door: OWN_DOOR,
      siblings: {},
      flags: {},
    };
    const prologue = `self.hezar=${JSON.stringify({ ...hezar, build: "1" })};self.told=${JSON.stringify(told)};\n`;
    const { outputFiles } = await build({ entryPoints: [ENTRY], bundle: true, write: false, format: "iife" });
    const { lifeboat } = await clientScripts();
    return {
      headers: { "content-type": "text/javascript", "service-worker-allowed": "/" },
      body: `${prologue}${outputFiles[0]?.text};\n${lifeboat.content}`,
    };
  };
  return {
    origin: `http://a.localhost:${ownPort}`,
    seen,
    block(how) {
      block = how;
      // Those that stand are cut with it, or hang.
      if (how === "reset") for (const socket of held) socket.destroy();
    },
    close: async () => {
      await Promise.all([own, other].map(stop));
    },
  };
}

async function visitOf(request: IncomingMessage, origin: string): Promise<Visit> {
  const { method = "GET", url = "/", headers } = request;
  return {
    method,
    url: new URL(url, origin),
    headers: headers as Record<string, string>,
    body: await buffer(request),
  };
}

function send(response: ServerResponse, { status = 200, headers = {}, body = "" }: Given): void {
  response.writeHead(status, headers).end(body);
}

function give(response: ServerResponse, given: Given, block: Block): void {
  const { status = 200, headers = {}, body = "" } = given;
  const after = typeof block === "object" ? ("cutAfter" in block ? block.cutAfter : block.stallAfter) : undefined;
  const bytes = Buffer.from(body);
  if (after === undefined || bytes.length <= after) {
    send(response, given);
    return;
  }
  response.writeHead(status, headers);
  response.write(bytes.subarray(0, after), () => {
    if (typeof block === "object" && "cutAfter" in block) response.socket?.end();
  });
}

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
