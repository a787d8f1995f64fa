// One host, one look, step by step: name, connection, handshake, page. Each step is `ok` or names its failure, and the
// steps after a failure are absent. A certificate that does not fit is a failure: a censor's own machine answers so.

import { createHash } from "node:crypto";
import { type ClientRequest, request } from "node:http";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { failureOf } from "./failure.ts";
import type { Way } from "./way.ts";

export interface Measurement {
  readonly dns?: string;
  readonly tcp?: string;
  readonly tls?: string;
  readonly http?: string;
  readonly addresses?: readonly string[];
  readonly status?: number;
  /** Hex SHA-256 of the page; absent where it was not read to its end. */
  readonly digest?: string;
  /** How many bytes of the page came. */
  readonly bytes?: number;
}

export interface MeasureOptions {
  readonly way: Way;
  /** For each step. */
  readonly timeoutMilliseconds: number;
  /** PEM certificates to trust besides the system's: a local edge's. */
  readonly ca?: string;
}

// Cloudflare's Browser Integrity Check answers 403 to a request that names no browser.
const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const PAGE_BYTES_MOST = 1024 * 1024;
const OK = "ok";

export async function measure(origin: string, options: MeasureOptions): Promise<Measurement> {
  const { protocol, hostname, port, host } = new URL(origin);
  const isTls = protocol === "https:";
  const named = await step(options, (signal) => options.way.resolve(hostname, signal));
  if (!named.ok) return { dns: named.failure };
  const addresses = named.value;
  const found = { ...(addresses && { addresses }) };
  const [address = hostname] = addresses ?? [];
  const portNumber = Number(port) || (isTls ? 443 : 80);
  const connected = await step(options, (signal) => options.way.connect(address, portNumber, signal));
  if (!connected.ok) {
    // A proxy that cannot resolve says so only now.
    const atName = connected.failure.startsWith("dns_");
    return atName ? { dns: connected.failure } : { ...found, dns: OK, tcp: connected.failure };
  }
  const reached = { ...found, dns: OK, tcp: OK };
  const secured = isTls
    ? await step(options, (signal) => handshake(connected.value, hostname, { ...options, signal }))
    : connected;
  if (!secured.ok) {
    connected.value.destroy();
    return { ...reached, tls: secured.failure };
  }
  const page = await readPage(secured.value, host, options);
  connected.value.destroy();
  return { ...reached, ...(isTls && { tls: OK }), ...page };
}

type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: string };

/** A step that answers to no signal ends with its time all the same. */
async function step<T>(
  { timeoutMilliseconds }: MeasureOptions,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<Step<T>> {
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(Object.assign(new Error("late"), { code: "ETIMEDOUT" })));
  });
  try {
    return { ok: true, value: await Promise.race([run(signal), late]) };
  } catch (error) {
    return { ok: false, failure: signal.aborted ? "generic_timeout_error" : failureOf(error) };
  }
}

function handshake(
  socket: Socket,
  servername: string,
  { ca, signal }: MeasureOptions & { readonly signal: AbortSignal },
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const secure = connectTls({ socket, servername, ALPNProtocols: ["http/1.1"], ...(ca && { ca }) });
    secure.once("secureConnect", () => resolve(secure));
    secure.on("error", reject);
    socket.once("close", () => reject(new Error("ended in the handshake")));
    signal.addEventListener("abort", () => secure.destroy());
  });
}

/** The first page, read to its end or until it is cut. */
async function readPage(socket: Socket, host: string, options: MeasureOptions): Promise<Measurement> {
  const hash = createHash("sha256");
  let bytes = 0;
  let status: number | undefined;
  const read = await step(options, async (signal) => {
    signal.addEventListener("abort", () => socket.destroy());
    const answer = await send(socket, host);
    status = answer.statusCode;
    for await (const chunk of answer) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > PAGE_BYTES_MOST) break;
    }
  });
  const seen = { ...(status !== undefined && { status, bytes }) };
  return read.ok ? { ...seen, http: OK, digest: hash.digest("hex") } : { ...seen, http: read.failure };
}

type Answer = Parameters<NonNullable<Parameters<typeof request>[2]>>[0];

function send(socket: Socket, host: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { host, "user-agent": USER_AGENT, accept: "text/html,*/*;q=0.8", connection: "close" };
    const asked: ClientRequest = request({ path: "/", headers, createConnection: () => socket }, resolve);
    asked.on("error", reject);
    asked.end();
  });
}
