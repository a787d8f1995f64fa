// A page's WebSocket by way of another mirror: it ends with its page, with its service's own word, and with its mirror.

import { MessageChannel } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import type { Others } from "../../../workers/lifeboat/failover/others.ts";
import { createSockets } from "../../../workers/lifeboat/failover/sockets.ts";
import { createVirtualTime } from "../../support/virtualtime.ts";

class FakeSocket {
  static made: FakeSocket[] = [];
  readyState = 1;
  protocol = "";
  binaryType = "blob";
  readonly closedWith: unknown[] = [];
  readonly address: string;
  onmessage?: (event: { readonly data: unknown }) => void;
  onclose?: ((event: { readonly code: number; readonly reason: string; readonly wasClean: boolean }) => void) | null;
  constructor(address: string) {
    this.address = address;
    FakeSocket.made.push(this);
  }
  /** As a relay answers. */
  heads() {
    this.onmessage?.({ data: new ArrayBuffer(1) });
  }
  send() {}
  close(...how: unknown[]) {
    this.closedWith.push(how);
    this.ends(1000);
  }
  ends(code: number, reason = "") {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason, wasClean: true });
  }
}

const mirror = (name: string) => ({ hostname: name, origin: `https://${name}`, door: "door", zone: 0, provider: 0 });

/** A page's socket, its lifeboat's two other mirrors, and which of those answer a knock. */
function opening(time = createVirtualTime()) {
  FakeSocket.made = [];
  const silent = new Set<string>();
  const knocks: string[] = [];
  const lost: string[] = [];
  const open: Others["open"] = async (_, opening) => {
    for (const to of [mirror("b.example"), mirror("c.example")]) {
      const { hostname } = to;
      const sealed = { to, url: "", init: {}, socketUrl: `wss://${hostname}/x`, open: async () => head };
      const opened = await opening(sealed);
      if (opened !== undefined) return opened;
    }
    return undefined;
  };
  const head = { status: 101, headers: [], jar: [] };
  const serve = createSockets({
    ...{ others: { open }, jar: { take: () => {} }, clock: time.clock },
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    fetch: async (address) => {
      const { hostname } = new URL(String(address));
      knocks.push(hostname);
      return silent.has(hostname) ? new Promise(() => {}) : new Response();
    },
    lost: ({ hostname }) => lost.push(hostname),
  });
  const { port1, port2: page } = new MessageChannel();
  const heard: unknown[] = [];
  page.on("message", (message) => heard.push(message));
  onTestFinished(() => page.close());
  const served = serve("https://a.example/x", [], port1 as unknown as Parameters<typeof serve>[2]);
  const socket = async (at: number) => {
    await expect.poll(() => FakeSocket.made.length, { interval: 1 }).toBeGreaterThan(at);
    const one = FakeSocket.made[at];
    if (!one) throw new Error("none");
    return one;
  };
  return { ...{ page, served, socket, heard, silent, knocks, lost, time } };
}
const hears = (heard: readonly unknown[], expected: readonly unknown[]) =>
  expect.poll(() => heard, { interval: 1 }).toEqual(expected);
/** Time that nobody moves. */
const still = { clock: { now: () => 0, sleep: () => new Promise<void>(() => {}) }, run: <T>(work: Promise<T>) => work };

test("a socket whose page is gone is closed, and holds the worker no longer", async () => {
  const { page, served, socket, heard } = opening(still);
  const one = await socket(0);
  one.heads();
  await hears(heard, [{ open: "" }]);
  // As a browser does when the page goes.
  page.close();
  await served;
  expect(one.readyState).toBe(3);
});

test("one whose page goes while it is opened is closed as soon as it stands", async () => {
  const { page, served, socket } = opening(still);
  const one = await socket(0);
  page.close();
  // Until the other end has heard of it.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  one.heads();
  await served;
  expect(one.readyState).toBe(3);
});

test("one that its page closes while it is opened is closed as soon as it stands", async () => {
  const { page, served, socket } = opening(still);
  const one = await socket(0);
  page.postMessage({ close: [3001, "why"] });
  one.heads();
  await served;
  expect(one.closedWith).toEqual([[3001, "why"]]);
});

test("what the service says as soon as it has opened arrives, and why it closed", async () => {
  const { served, socket, heard } = opening(still);
  const one = await socket(0);
  one.heads();
  one.onmessage?.({ data: "full" });
  one.ends(4003, "come back later");
  await served;
  await hears(heard, [{ open: "" }, { data: "full" }, { closed: [4003, "come back later", true] }]);
  expect(FakeSocket.made).toHaveLength(1);
});

test("what ends before it answered is asked for elsewhere", async () => {
  const { served, socket, heard } = opening(still);
  (await socket(0)).ends(1006);
  (await socket(1)).ends(1006);
  await served;
  await hears(heard, [{ closed: [1006, "", false] }]);
});

test("one that is quiet stays while its mirror answers, and breaks when that is silent", async () => {
  const { served, socket, heard, silent, knocks, lost, time } = opening();
  const one = await socket(0);
  one.heads();
  one.onmessage?.({ data: "last words" });
  await time.run(time.clock.sleep(59_000));
  expect([knocks.length, heard.length]).toEqual([3, 2]);
  silent.add("b.example");
  const at = time.clock.now();
  await time.run(served);
  await hears(heard, [{ open: "" }, { data: "last words" }, { closed: [1006, "", false] }]);
  expect(lost).toEqual(["b.example"]);
  expect(time.clock.now() - at).toBeLessThanOrEqual(25_000);
});

test("of one that speaks nobody is asked", async () => {
  const { socket, knocks, time } = opening();
  const one = await socket(0);
  one.heads();
  for (let turn = 0; turn < 10; turn++) {
    await time.run(time.clock.sleep(10_000));
    one.onmessage?.({ data: "word" });
  }
  one.ends(1000);
  await time.run(time.clock.sleep(60_000));
  expect(knocks).toEqual([]);
});
