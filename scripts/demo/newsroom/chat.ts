// The live chat. A line of text goes to everybody in the room; bytes come back to their sender alone, untouched, which
// is how a reader (or a test) sees that a line is clean both ways.

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";

const MESSAGE_BYTES_LIMIT = 1024 * 1024;
const TEXT_LENGTH_LIMIT = 500;
const KEPT = 30;
const PING_MILLISECONDS = 30_000;

export function createChat(options: { readonly nameOf: (request: IncomingMessage) => string | undefined }) {
  const room = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_LIMIT,
    handleProtocols: (offered) => (offered.has("chat") ? "chat" : false),
  });
  const said: string[] = [];
  let guests = 0;
  const tellAll = (line: string) => {
    said.push(line);
    if (said.length > KEPT) said.shift();
    for (const client of room.clients) if (client.readyState === client.OPEN) client.send(line);
  };
  const enter = (socket: WebSocket, name: string) => {
    for (const line of said) socket.send(line);
    socket.on("error", () => socket.terminate());
    socket.on("message", (data, isBinary) => {
      if (isBinary) socket.send(data, { binary: true });
      else tellAll(JSON.stringify({ from: name, text: String(data).slice(0, TEXT_LENGTH_LIMIT), at: Date.now() }));
    });
  };
  const pings = setInterval(() => {
    for (const client of room.clients) client.ping();
  }, PING_MILLISECONDS).unref();
  return {
    accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const name = options.nameOf(request) ?? `guest ${++guests}`;
      room.handleUpgrade(request, socket, head, (opened) => enter(opened, name));
    },
    close(): void {
      clearInterval(pings);
      for (const client of room.clients) client.terminate();
      room.close();
    },
  };
}
