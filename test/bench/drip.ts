// An upstream that sends the beginning of a page and then waits to be told to go on: what the relay has sent by then, it
// has sent before its upstream ended.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { PRIMARY } from "./hosts.ts";

export interface Drip {
  readonly port: number;
  /** Ends every page that waits. */
  release(): void;
  close(): void;
}

const BEGINNING = `<!doctype html><title>Slow</title><p><a href="${PRIMARY}/first">first</a></p>\n`;

export async function startDrip(): Promise<Drip> {
  const waiting = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.write(BEGINNING);
    waiting.add(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    release() {
      for (const response of waiting) response.end("<p>last</p>\n");
      waiting.clear();
    },
    close: () => server.close(),
  };
}
