// The way from pages to their lifeboat: each page's sockets are its own, and each is told once what has changed.

import type { MessagePort } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { createChannel } from "../../../workers/lifeboat/failover/channel.ts";
import { LOST, SOCKET_HEADER, UNOPENED } from "../../../workers/lifeboat/sockets/protocol.ts";

const ADDRESS = "https://a.example/door/sockets";

/** A lifeboat and its pages, by their client ids. `served`: which page's port carries which address. */
function lifeboat() {
  const state = { isAway: false, reached: 0 };
  const served: { readonly url: string; readonly protocols: readonly string[]; readonly port: MessagePort }[] = [];
  const pages = new Map<string, (port: MessagePort) => void>();
  const channel = createChannel({
    clients: {
      get: async (id: string) => {
        const take = pages.get(id);
        return take && { postMessage: (_: unknown, [port]: readonly MessagePort[]) => port && take(port) };
      },
    },
    address: ADDRESS,
    serve: async (url: string, protocols: readonly string[], port: MessagePort) =>
      void served.push({ url, protocols, port }),
    isAway: () => state.isAway,
    look: async () => {},
    reach: async () => {
      state.reached++;
    },
  });
  const ask = async (clientId: string, url: string, headers: Record<string, string> = {}) => {
    const answer = await new Promise<Response>((respondWith) => {
      const request = new Request(url, { headers });
      channel.takes({ clientId, request, respondWith, stopImmediatePropagation: () => {}, waitUntil: () => {} });
    });
    return answer.status;
  };
  /** What it hears over its ports, and a socket asked for over the last of them. */
  const page = (id: string) => {
    const heard: boolean[] = [];
    let port: MessagePort | undefined;
    pages.set(id, (given) => {
      port = given;
      given.on("message", ({ isAway }) => heard.push(isAway));
      onTestFinished(() => given.close());
    });
    return {
      heard,
      beat: (how = "") => ask(id, ADDRESS + how),
      asks: (socket: string, protocols: readonly string[]) => {
        const { port1, port2 } = new MessageChannel();
        onTestFinished(() => port1.close());
        port?.postMessage({ socket, protocols }, [port2]);
      },
      opens: (socket: string, path: string) => ask(id, `https://a.example${path}`, { [SOCKET_HEADER]: socket }),
      leaves: () => pages.delete(id),
    };
  };
  return { page, served, state, tell: () => channel.tell() };
}
/** Until what was posted so far has arrived. */
const settled = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test("two pages that count their sockets alike get each their own", async () => {
  const { page, served } = lifeboat();
  const [one, other] = [page("one"), page("other")];
  await one.beat();
  await other.beat();
  one.asks("1", ["of-one"]);
  other.asks("1", ["of-other"]);
  await settled();
  expect([await one.opens("1", "/one"), await other.opens("1", "/other")]).toEqual([204, 204]);
  expect(served.map(({ url, protocols }) => [url, ...protocols])).toEqual([
    ["https://a.example/one", "of-one"],
    ["https://a.example/other", "of-other"],
  ]);
  expect(await one.opens("1", "/one")).toBe(404);
});

test("what pages asked for and left takes no room", async () => {
  const { page } = lifeboat();
  const stays = page("stays");
  for (let at = 0; at < 200; at++) {
    const leaving = page(`${at}`);
    await leaving.beat();
    leaving.asks(`${at}`, []);
    await settled();
    leaving.leaves();
  }
  await stays.beat();
  stays.asks("its own", []);
  await settled();
  expect(await stays.opens("its own", "/")).toBe(204);
});

test("a page that comes while the mirror is away is told once", async () => {
  const { page, state } = lifeboat();
  state.isAway = true;
  const first = page("first");
  await first.beat();
  const second = page("second");
  await second.beat();
  await first.beat();
  await settled();
  expect([first.heard, second.heard]).toEqual([[true], [true]]);
});

test("all pages are told of a change, and of nothing else", async () => {
  const { page, state, tell } = lifeboat();
  const [one, other] = [page("one"), page("other")];
  await one.beat();
  await other.beat();
  state.isAway = true;
  tell();
  tell();
  await settled();
  state.isAway = false;
  await one.beat();
  await settled();
  expect([one.heard, other.heard]).toEqual([
    [false, true, false],
    [false, true, false],
  ]);
});

test("a socket that never opened has a new connection tried, one that broke has not", async () => {
  const { page, state } = lifeboat();
  const one = page("one");
  await one.beat(LOST);
  expect(state.reached).toBe(0);
  await one.beat(UNOPENED);
  expect(state.reached).toBe(1);
});
