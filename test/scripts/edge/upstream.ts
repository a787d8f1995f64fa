// An upstream whose download the test itself drives: each path is a stream that goes on only when `push` says so.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface DrivenUpstream {
  readonly url: string;
  push(text: string): void;
  finish(): void;
  /** Resolves once a download has begun. */
  readonly begun: Promise<void>;
}

export async function drivenUpstream(): Promise<DrivenUpstream> {
  let open: ServerResponse | undefined;
  const begun = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    open = response;
    response.writeHead(200, { "Content-Type": "application/octet-stream" });
    response.flushHeaders();
    begun.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    begun: begun.promise,
    push: (text) => void open?.write(text),
    finish: () => void open?.end(),
  };
}
