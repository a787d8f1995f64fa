// A page's WebSockets while its mirror is blocked: what the page sees of them, whatever it made of the class.

import { MessageChannel, type MessagePort } from "node:worker_threads";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Line } from "../../../workers/lifeboat/sockets/line.ts";
import { SOCKET_HEADER } from "../../../workers/lifeboat/sockets/protocol.ts";
import { standInForSockets } from "../../../workers/lifeboat/sockets/sockets.ts";

/** Of the browser, as far as the stand-in looks at it. */
function browserSocket(made: { count: number }) {
  return class WebSocket extends EventTarget {
    readonly sent: unknown[] = [];
    readonly #url: string;
    constructor(url: string) {
      super();
      // A page that opens one in answer to each that breaks would never end.
      if (++made.count > 50) throw new Error("too many");
      this.#url = url;
    }
    get url() {
      return this.#url;
    }
    get protocol() {
      return "";
    }
    get readyState() {
      return this.#url ? 1 : 0;
    }
    send(data: unknown) {
      this.sent.push(data);
    }
    close() {}
  };
}

/** A page with the stand-in, and what its lifeboat gets. */
function page() {
  const state = { isAway: false, status: 204 };
  const made = { count: 0 };
  const told: Record<"away" | "renewed", (() => void)[]> = { away: [], renewed: [] };
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const asked: { readonly socket: string; readonly protocols: readonly string[]; readonly port: MessagePort }[] = [];
  port2.addEventListener("message", (event) => {
    const { data, ports } = event as MessageEvent;
    asked.push({ ...data, port: ports[0] });
  });
  port2.start();
  const fetched: string[] = [];
  vi.stubGlobal("WebSocket", browserSocket(made));
  vi.stubGlobal("document", { baseURI: "https://a.example/page" });
  vi.stubGlobal("fetch", async (url: string, { headers }: { headers: Record<string, string> }) => {
    fetched.push(`${url} ${headers[SOCKET_HEADER]}`);
    return new Response(null, { status: state.status });
  });
  const asks: string[] = [];
  const line: Line = {
    isAway: () => state.isAway,
    port: () => port1,
    watch: () => asks.push("watch"),
    doubt: (isUnopened) => asks.push(isUnopened ? "doubt, unopened" : "doubt"),
    broke: () => {},
    rhythm: () => ({ expects: () => {}, came: () => {} }),
    on: (what, tell) => told[what].push(tell),
    counts: () => {},
  };
  standInForSockets(line);
  const goAway = () => {
    state.isAway = true;
    for (const tell of told.away) tell();
  };
  /** The lifeboat's end of the nth socket that was asked for. */
  const other = async (at: number) => {
    await expect.poll(() => asked.length, { interval: 1 }).toBeGreaterThan(at);
    const port = asked[at]?.port;
    if (!port) throw new Error("none");
    const heard: unknown[] = [];
    port.on("message", (message) => heard.push(message));
    onTestFinished(() => port.close());
    return { heard, tell: (message: unknown) => port.postMessage(message) };
  };
  return { goAway, made, other, fetched, asks, state };
}
const once = (target: EventTarget, type: string) =>
  new Promise<Event>((resolve) => target.addEventListener(type, resolve, { once: true }));

describe("a class that a page made of the browser's", () => {
  test("keeps its own ways at home", () => {
    page();
    class Chat extends WebSocket {
      override send(data: string) {
        super.send(`<${data}>`);
      }
    }
    const chat = new Chat("wss://a.example/chat");
    chat.send("hello");
    expect(chat).toMatchObject({ sent: ["<hello>"], url: "wss://a.example/chat", readyState: 1 });
  });

  test("keeps them by another mirror", async () => {
    const { goAway, other, made, fetched } = page();
    class Chat extends WebSocket {
      readonly room = "room";
      get isOpen() {
        return this.readyState === 1;
      }
      override send(data: string) {
        super.send(`<${data}>`);
      }
    }
    goAway();
    const chat = new Chat("/chat", "plain");
    const opened = once(chat, "open");
    const mirror = await other(0);
    mirror.tell({ open: "plain" });
    await opened;
    expect(chat).toBeInstanceOf(Chat);
    expect([chat.room, chat.isOpen, chat.url, chat.protocol]).toEqual(["room", true, "wss://a.example/chat", "plain"]);
    chat.send("hello");
    await expect.poll(() => mirror.heard).toEqual([{ data: "<hello>" }]);
    expect([made.count, fetched]).toEqual([0, ["https://a.example/chat 1"]]);
  });

  test("that opens anew as it closes is broken off once, and carried by another mirror", () => {
    const { goAway, made, fetched } = page();
    class Chat extends WebSocket {
      constructor() {
        super("/chat");
        this.addEventListener("close", () => new Chat());
      }
    }
    const first = new Chat();
    goAway();
    expect([first.readyState, made.count, fetched.length]).toEqual([3, 1, 1]);
  });
});

describe("a socket by another mirror", () => {
  const opened = async () => {
    const { goAway, other } = page();
    goAway();
    const socket = new WebSocket("/chat");
    const mirror = await other(0);
    return { socket, mirror };
  };

  test("that its page closes before it is open is closed at the other end as well", async () => {
    const { socket, mirror } = await opened();
    const closed = once(socket, "close");
    socket.close();
    expect(socket.readyState).toBe(2);
    expect(await closed).toMatchObject({ code: 1006, wasClean: false });
    await expect.poll(() => mirror.heard).toEqual([{ close: [] }]);
  });

  test("has its lifeboat kept awake, and asked for another port where it has ended", async () => {
    const { goAway, asks, state } = page();
    goAway();
    state.status = 404;
    const socket = new WebSocket("/chat");
    expect(asks).toEqual(["watch"]);
    expect(await once(socket, "close")).toMatchObject({ code: 1006 });
    expect(asks).toEqual(["watch", "doubt"]);
  });

  test("takes what the browser's own would", async () => {
    const { socket, mirror } = await opened();
    mirror.tell({ open: "" });
    await once(socket, "open");
    const whole = Uint8Array.of(1, 2, 3, 4);
    const { buffer } = structuredClone(whole);
    Object.setPrototypeOf(buffer, { [Symbol.toStringTag]: "ArrayBuffer" });
    socket.send("text");
    socket.send(whole.subarray(1, 3));
    // Of another frame: no ArrayBuffer of this one.
    socket.send(buffer);
    await expect
      .poll(() => mirror.heard)
      .toEqual([{ data: "text" }, { data: Uint8Array.of(2, 3).buffer }, { data: whole.buffer }]);
  });

  test.each<readonly [given: readonly unknown[], expected: readonly unknown[]]>([
    [[], []],
    [[undefined, "why"], []],
    [
      ["3001", 7],
      [3001, "7"],
    ],
    [[1000.2], [1000, ""]],
  ])("closes with %j as the browser's own does", async (given, expected) => {
    const { socket, mirror } = await opened();
    mirror.tell({ open: "" });
    await once(socket, "open");
    Reflect.apply(socket.close, socket, given);
    await expect.poll(() => mirror.heard).toEqual([{ close: expected }]);
  });

  test.each([null, 1001, "x", 5000, -1, Number.NaN])("refuses to close with %j", async (code) => {
    const { socket } = await opened();
    expect(() => Reflect.apply(socket.close, socket, [code])).toThrow("close code");
  });
});

test("one that breaks before it opens is told apart from one that breaks later", () => {
  const { asks } = page();
  const breakOff = (socket: EventTarget) =>
    socket.dispatchEvent(Object.assign(new Event("close"), { wasClean: false }));
  breakOff(new WebSocket("/never"));
  const stood = new WebSocket("/stood");
  stood.dispatchEvent(new Event("open"));
  breakOff(stood);
  expect(asks).toEqual(["watch", "doubt, unopened", "watch", "doubt"]);
});
