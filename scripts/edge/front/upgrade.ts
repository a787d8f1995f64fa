// WebSocket: the handshake goes through HTTP parsers on both sides, and only after the script said 101 are the two sockets
// joined. Joining them earlier would let a client whose upgrade was refused send further requests past the front's checks.
import { type IncomingMessage, request as openRequest } from "node:http";
import type { Duplex } from "node:stream";
import type { Lease } from "../runtime/serving.ts";
import { headerBytesMax } from "./forward.ts";
import { type RawHeaders, withoutConnection } from "./headers.ts";

export interface Upgrading {
  readonly lease: Lease;
  readonly path: string;
  readonly headers: RawHeaders;
  /** Bytes the client sent right behind its handshake. */
  readonly head: Buffer;
}

export function isWebSocket(request: Pick<IncomingMessage, "headers" | "method">): boolean {
  return request.method === "GET" && request.headers.upgrade?.toLowerCase() === "websocket";
}

export function forwardUpgrade(client: Duplex, { lease, path, headers, head }: Upgrading): void {
  const upstream = openRequest({
    socketPath: lease.httpSocket,
    path,
    headers: [...headers, "Connection", "Upgrade", "Upgrade", "websocket"],
    maxHeaderSize: headerBytesMax,
    agent: false,
  });
  client.on("error", () => upstream.destroy());
  client.on("close", () => upstream.destroy());
  upstream.on("error", () => client.destroy());
  let joined = false;
  // A request "closes" once its socket is handed over; from then on the lease lives as long as that socket.
  upstream.on("close", () => joined || lease.release());
  upstream.on("response", (answer) => decline(answer, client));
  upstream.on("upgrade", (answer, server, first) => {
    joined = true;
    server.on("close", () => lease.release());
    client.write(writeHead(answer, ["Connection", "Upgrade", "Upgrade", "websocket"]), "latin1");
    if (first.length > 0) client.write(first);
    if (head.length > 0) server.write(head);
    join(client, server);
  });
  upstream.end();
}

function join(client: Duplex, server: Duplex): void {
  server.on("error", () => client.destroy());
  client.on("error", () => server.destroy());
  server.on("close", () => client.destroy());
  client.on("close", () => server.destroy());
  client.pipe(server);
  server.pipe(client);
}

/** The script answered with a page instead: send it as any page is sent and end the connection, so that nothing follows. */
function decline(answer: IncomingMessage, client: Duplex): void {
  client.write(writeHead(answer, ["Date", new Date().toUTCString(), "Connection", "close"]), "latin1");
  answer.on("error", () => client.destroy());
  answer.on("aborted", () => client.destroy());
  answer.pipe(client);
}

function writeHead(answer: IncomingMessage, more: RawHeaders): string {
  const headers = [...withoutConnection(answer.rawHeaders), ...more];
  let text = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
  for (let index = 0; index < headers.length; index += 2) text += `${headers[index]}: ${headers[index + 1]}\r\n`;
  return `${text}\r\n`;
}

/** A plain refusal on a socket that has no response object. */
export function refuseSocket(client: Duplex, status: string): void {
  client.on("error", () => undefined);
  client.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
