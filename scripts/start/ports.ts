// Ports that stay: links and logins lead to them, so a restart takes the same ones where it can.

import { createServer } from "node:net";

const HOST = "127.0.0.1";
const TRIES = 100;

/** `wanted`, or the next free one after it; 0 stays 0, which is any port there is when it comes to listening. */
export async function freePort(wanted: number): Promise<number> {
  if (wanted === 0) return 0;
  for (let port = wanted; port < wanted + TRIES && port <= 65_535; port++) {
    const free = await tryPort(port);
    if (free !== undefined) return free;
  }
  return 0;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
