// A test's browser reaches its mirrors through this: a plain forward proxy on the way that counts each request a mirror is
// sent, which is each invocation of a Worker that somebody pays for. Whatever asked: page, lifeboat or the browser itself.

import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";

export interface Counted {
  readonly method: string;
  readonly path: string;
  /** Sec-Fetch-Dest, or `socket`. */
  readonly kind: string;
}

export interface CountingWay {
  readonly flags: readonly string[];
  /** What came since the last time this was asked. */
  take(): readonly Counted[];
  close(): Promise<void>;
}

export async function startCountingWay(): Promise<CountingWay> {
  let counted: Counted[] = [];
  const server = createServer((incoming, outgoing) => {
    const target = URL.parse(incoming.url ?? "");
    if (target === null || !target.hostname.endsWith(".localhost")) return void outgoing.writeHead(502).end();
    const kind = incoming.headers["sec-fetch-dest"];
    counted.push({
      method: incoming.method ?? "",
      path: target.pathname + target.search,
      kind: typeof kind === "string" ? kind : "none",
    });
    pass(incoming, outgoing, target);
  });
  server.on("connect", (incoming, socket: Duplex) => {
    const [, hostname = "", port = ""] = /^(.*):(\d+)$/.exec(incoming.url ?? "") ?? [];
    socket.on("error", () => undefined);
    if (!hostname.endsWith(".localhost")) return void socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    counted.push({ method: "GET", path: "", kind: "socket" });
    const onward = connect(Number(port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("close", () => onward.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    flags: [`--proxy-server=http://127.0.0.1:${port}`, "--proxy-bypass-list=<-loopback>"],
    take: () => {
      const taken = counted;
      counted = [];
      return taken;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, target: URL): void {
  const { method, headers } = incoming;
  const onward = request(
    { host: "127.0.0.1", port: target.port, path: target.pathname + target.search, method, headers },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    },
  );
  onward.on("error", () => outgoing.destroy());
  outgoing.on("close", () => onward.destroy());
  incoming.pipe(onward);
}
