// A page's WebSocket by way of another mirror ends with its page.

import { expect, test } from "vitest";
import type { Others } from "../../../workers/lifeboat/failover/others.ts";
import { createSockets } from "../../../workers/lifeboat/failover/sockets.ts";

class FakeSocket {
  static readonly CLOSED = 3;
  static last: FakeSocket | undefined;
  readyState = 1;
  protocol = "";
  binaryType = "blob";
  isClosed = false;
  onmessage?: (event: { readonly data: unknown }) => void;
  onclose?: (event: { readonly code: number; readonly reason: string; readonly wasClean: boolean }) => void;
  constructor() {
    FakeSocket.last = this;
    setImmediate(() => this.onmessage?.({ data: new ArrayBuffer(1) }));
  }
  send() {}
  close() {
    this.isClosed = true;
    this.onclose?.({ code: 1000, reason: "", wasClean: true });
  }
}

test("a socket whose page is gone is closed, and holds the worker no longer", async () => {
  const head = { jar: [] };
  const open = (_: unknown, opening: (sealed: unknown) => unknown) =>
    opening({ socketUrl: "wss://b.example/x", open: async () => head });
  const serve = createSockets({
    others: { open } as unknown as Others,
    jar: { take: () => {} },
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    clock: { now: () => 0, sleep: () => new Promise(() => {}) },
  });
  const { port1, port2 } = new MessageChannel();
  const told = new Promise((resolve) => {
    port2.addEventListener("message", (event) => resolve((event as MessageEvent).data));
  });
  port2.start();
  const served = serve("https://a.example/x", [], port1);
  expect(await told).toEqual({ open: "" });
  // As a browser does when the page goes.
  port2.close();
  await served;
  expect(FakeSocket.last?.isClosed).toBe(true);
});
