// Where a mesh on one machine has its sealed lists seen: a folder behind an HTTP server that does what a place for lists must:
// hands a file to any page that knows its name, and lists nothing.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { LIST_NAME } from "../../shared/domain/sealedlist.ts";

export interface ListServer {
  readonly port: number;
  /** As browsers are told: a name of its own, that a censor can tell from mirrors'. */
  readonly url: string;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";

/** `port` 0: any free one. */
export async function startListServer({ folder, port }: { folder: string; port: number }): Promise<ListServer> {
  const server = createServer(async (request, response) => {
    const name = request.url?.slice(1) ?? "";
    const isAsked = request.method === "GET" && LIST_NAME.test(name);
    const file = isAsked ? await readFile(join(folder, name)).catch(() => undefined) : undefined;
    response.writeHead(file ? 200 : 404, {
      "access-control-allow-origin": "*",
      "cache-control": "no-store",
      "content-type": "application/octet-stream",
    });
    response.end(file);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, HOST, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    port: bound,
    url: `http://lists.localhost:${bound}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
