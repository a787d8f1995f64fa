// WebSockets of the behaviour site: `/socket` echoes, and does what a few words ask: `hello` tells the handshake,
// `close:<code>:<reason>` closes, `many:<n>` sends n messages. `/socket/refuse` answers the handshake with 403.

import type { IncomingMessage, Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { withTokens } from "./echo.ts";
import type { SiteOrigins } from "./visit.ts";

export function openSockets(server: Server, origins: SiteOrigins): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 8 << 20,
    handleProtocols: (offered) => [...offered].find((name) => name.startsWith("lab.")) ?? false,
  });
  server.on("upgrade", (request, socket, head) => {
    if (request.url?.startsWith("/socket/refuse")) {
      socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => serve(opened, request, origins));
  });
  return () => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}

function serve(socket: WebSocket, request: IncomingMessage, origins: SiteOrigins): void {
  socket.on("message", (data: Buffer, isBinary) => {
    const [word, ...rest] = isBinary ? [""] : data.toString("utf8").split(":");
    if (word === "hello") return socket.send(JSON.stringify(handshake(request, origins)));
    if (word === "close") return socket.close(Number(rest[0]), rest[1] ?? "");
    if (word === "drop") return socket.terminate();
    if (word === "many") {
      for (let number = 0; number < Number(rest[0]); number++) socket.send(String(number));
      return;
    }
    socket.send(data, { binary: isBinary });
  });
}

function handshake(request: IncomingMessage, origins: SiteOrigins): Record<string, string | undefined> {
  const told = (name: string) => {
    const value = request.headers[name];
    return value === undefined ? undefined : withTokens(String(value), origins);
  };
  return {
    url: withTokens(request.url ?? "", origins),
    origin: told("origin"),
    cookie: told("cookie"),
    host: told("host"),
    protocol: told("sec-websocket-protocol"),
  };
}
