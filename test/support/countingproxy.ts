// The only way out of a test's browser besides the mirrors: a proxy that counts what is asked of it and refuses all of it.
// Names are never looked up, because a browser with a proxy leaves that to the proxy.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface CountingProxy {
  readonly port: number;
  /** What the browser wanted of whom, in order. */
  attempts(): readonly string[];
  close(): Promise<void>;
}

/** Chromium's own errands, whatever its flags; none of them carries a host a page named. */
const OWN_ERRANDS = /(?:^|[/.])(?:google|googleapis|gstatic|gvt1|chromium)\.(?:com|org)[:/]/;

export async function startCountingProxy(): Promise<CountingProxy> {
  const attempts: string[] = [];
  const note = (method = "", target = "") => {
    if (!OWN_ERRANDS.test(target)) attempts.push(`${method} ${target}`);
  };
  const server = createServer((request, response) => {
    note(request.method, request.url);
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    note(request.method, request.url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    attempts: () => attempts,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Mirrors (`*.localhost`) are reached directly; loopback addresses, where a test's upstreams listen, are not. */
export function proxyFlags({ port }: CountingProxy): readonly string[] {
  return [`--proxy-server=http://127.0.0.1:${port}`, "--proxy-bypass-list=<-loopback>;*.localhost"];
}
