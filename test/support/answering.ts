// A real HTTP server that gives prepared answers, one a request, the last one again and again, and keeps what it was asked.

import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface PreparedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON; absent: the connection is cut. */
  readonly body?: unknown;
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answering {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly Asked[];
  /** Forgets what was asked and answers these from now on. */
  prepare(...answers: readonly PreparedAnswer[]): void;
  close(): void;
}

export async function startAnswering(): Promise<Answering> {
  const asked: Asked[] = [];
  let answers: readonly PreparedAnswer[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    asked.push({ method, url, headers, body: await text(request) });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer?.body === undefined) return response.destroy();
    const isText = typeof answer.body === "string";
    const type = isText ? "text/plain" : "application/json";
    response.writeHead(answer.status ?? 200, { "content-type": type, ...answer.headers });
    return response.end(isText ? answer.body : JSON.stringify(answer.body));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    ...{ port, asked, url: `http://127.0.0.1:${port}` },
    prepare: (...next) => {
      asked.length = 0;
      answers = next;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
