// A chat of rooms on socket.io, as its users write it: long polling first, then a WebSocket; rooms, acknowledgements,
// binary, and a client that comes back when the server drops it.

import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";

export interface ChatSite {
  readonly origin: string;
  close(): Promise<void>;
}

export async function startChat(): Promise<ChatSite> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page(origin));
  });
  const sockets = new Server(server, { maxHttpBufferSize: 4 << 20 });
  sockets.on("connection", (socket) => {
    socket.on("join", (room: string, joined: (members: number) => void) => {
      socket.join(room);
      joined(sockets.sockets.adapter.rooms.get(room)?.size ?? 0);
    });
    socket.on("say", (room: string, text: string) => sockets.to(room).emit("said", text));
    socket.on("picture", (room: string, bytes: Buffer, sum: (hex: string) => void) => {
      sum(createHash("sha256").update(bytes).digest("hex"));
      socket.to(room).emit("picture", bytes);
    });
    socket.on("drop me", () => socket.conn.close());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, close: async () => void (await sockets.close()) };
}

/** The address stands in the script, as a site's build step writes it. */
function page(origin: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Rooms</title>
<ul id="lines"></ul><form><input name="text"><button>Say</button></form>
<script src="/socket.io/socket.io.js"></script>
<script>
const room = new URLSearchParams(location.search).get("room") ?? "hall";
var socket = io("${origin}", { reconnectionDelay: 100 });
const lines = document.querySelector("#lines");
const line = (text) => { lines.append(Object.assign(document.createElement("li"), { textContent: text })) };
socket.on("connect", () => socket.emit("join", room, (members) => { document.body.dataset.members = members }));
socket.on("said", line);
socket.on("picture", (bytes) => line("picture of " + bytes.byteLength));
socket.io.engine.on("upgrade", ({ name }) => { document.body.dataset.transport = name });
socket.io.on("reconnect", () => { document.body.dataset.returned = "yes" });
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  socket.emit("say", room, event.target.text.value);
});
</script></html>`;
}
