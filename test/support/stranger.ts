// What a stranger can send to the mirrors' port: bytes of their own choosing on a plain socket, because no HTTP client
// lets one send what an attacker sends. Answers come back as the exact bytes of head and body.

import { connect } from "node:net";

export interface RawAnswer {
  readonly head: string;
  readonly body: Buffer;
  readonly status: number;
}

export interface RawRequest {
  readonly method?: string;
  /** The request target exactly as it stands on the wire. */
  readonly target?: string;
  readonly host: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function sendRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  const { method = "GET", target = "/", host, headers = {}, body = "" } = request;
  const lines = [`${method} ${target} HTTP/1.1`, `Host: ${host}`];
  if (headers.Connection === undefined) lines.push("Connection: close");
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== "") lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return exchange(port, `${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** Send `bytes`, read to the end of the connection. */
export function exchange(port: number, bytes: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes, "latin1"));
    socket.setTimeout(30_000, () => socket.destroy(new Error("no answer within 30 s")));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(splitAnswer(Buffer.concat(chunks))));
  });
}

function splitAnswer(whole: Buffer): RawAnswer {
  const end = whole.indexOf("\r\n\r\n");
  const head = whole.subarray(0, end < 0 ? whole.length : end).toString("latin1");
  return { head, body: whole.subarray(end < 0 ? whole.length : end + 4), status: Number(head.split(" ")[1]) };
}

/** An answer without what any two answers of one server differ in: the clock and the edge's ray. */
export function comparable(answer: RawAnswer): string {
  const head = answer.head.replace(/^(date|cf-ray): .*$/gim, "$1: *");
  return `${head}\r\n\r\n${answer.body.toString("latin1")}`;
}
