// A test's browser reaches its mirrors through this: a forward proxy that is the censor (hosts that are blocked are cut) and whoever
// took another mirror's place: what it sends to that one's door for other mirrors' readers is answered here, knowing what
// the test lets it know.

import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface Sent {
  readonly hostname: string;
  readonly origin: string;
  readonly body: Buffer;
  /** What the mirror itself answers, head and body, as it is on the wire; of a page, which ends. */
  truth(): Promise<Buffer>;
}

/** Undefined: let it through. */
export type Lie = (sent: Sent, response: ServerResponse) => Promise<boolean>;

export interface HostileWay {
  readonly flags: readonly string[];
  readonly blocked: Set<string>;
  /** Names asked for that are no mirrors. */
  readonly strays: string[];
  /** Hosts of failover requests, in order. */
  readonly asked: string[];
  /** From now on the first mirror that is asked lies, and only that one. */
  lie(how: Lie | undefined): void;
  close(): Promise<void>;
}

export async function startHostileWay(isMirror: (hostname: string) => boolean): Promise<HostileWay> {
  const blocked = new Set<string>();
  const strays: string[] = [];
  const asked: string[] = [];
  let lie: Lie | undefined;
  let liar: string | undefined;
  /** One after the other, or two mirrors that are asked at once would both be the first. */
  let lying: Promise<unknown> = Promise.resolve();
  const liesOf = async (sent: Sent, outgoing: ServerResponse): Promise<boolean> => {
    const how = liar === undefined || liar === sent.hostname ? lie : undefined;
    const hasLied = (await how?.(sent, outgoing)) === true;
    // A page's own streams and pictures ask as well: whoever told the truth of them may lie yet.
    if (hasLied && how === lie) liar = sent.hostname;
    return hasLied;
  };
  const server = createServer(async (incoming, outgoing) => {
    const target = URL.parse(incoming.url ?? "");
    if (target === null) return void outgoing.destroy();
    const { hostname } = target;
    if (!isMirror(hostname)) strays.push(target.href);
    if (!isMirror(hostname) || blocked.has(hostname)) return void outgoing.destroy();
    const isSent = incoming.method === "POST" && target.pathname.endsWith("/send");
    if (!isSent) return pass(incoming, outgoing, target);
    const body = await buffer(incoming);
    asked.push(hostname);
    const sent: Sent = {
      ...{ hostname, body, origin: String(incoming.headers.origin) },
      truth: () => truthOf(incoming, target, body),
    };
    const hasLied = lying.then(() => liesOf(sent, outgoing));
    lying = hasLied.catch(() => undefined);
    if (await hasLied) return;
    pass(incoming, outgoing, target, body);
  });
  server.on("connect", ({ url = "" }, socket) => {
    if (!isMirror(url.split(":")[0] ?? "")) strays.push(`connect ${url}`);
    socket.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    flags: [`--proxy-server=http://127.0.0.1:${port}`, "--proxy-bypass-list=<-loopback>"],
    ...{ blocked, strays, asked },
    lie(how) {
      lie = how;
      liar = undefined;
      asked.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What lets a page's browser read an answer, and costs a liar nothing. */
export function headersFor(origin: string, type = "text/plain"): Record<string, string> {
  return { "access-control-allow-origin": origin, "content-type": type };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, target: URL, body?: Buffer): void {
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
  if (body) onward.end(body);
  else incoming.pipe(onward);
}

async function truthOf({ headers, method }: IncomingMessage, target: URL, body: Buffer): Promise<Buffer> {
  const { "accept-encoding": _, ...rest } = headers;
  const onward = request({ host: "127.0.0.1", port: target.port, path: target.pathname, method, headers: rest });
  onward.end(body);
  const [answer] = (await once(onward, "response")) as [IncomingMessage];
  return buffer(answer);
}
