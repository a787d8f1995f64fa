// A page's event streams while its mirror is blocked, and after a worker broke one: what the page sees of them.

import { beforeEach, describe, expect, test, vi } from "vitest";
import { standInForEvents } from "../../../workers/lifeboat/sockets/events.ts";
import type { Line } from "../../../workers/lifeboat/sockets/line.ts";

type Listener = (event: object) => void;

/** As the browser does by itself. */
interface BrowserSource {
  readonly address: string;
  isClosed(): boolean;
  opens(): void;
  breaks(state?: 0 | 2): void;
  says(data: string, lastEventId?: string, type?: string): void;
}
/** In order. */
let made: BrowserSource[] = [];

/** Anew for each test: what stands in works on the class itself. */
const browserSource = () =>
  class implements BrowserSource {
    #state = 0;
    readonly #listeners: (readonly [type: string, listener: Listener])[] = [];
    readonly address: string;
    constructor(address: string) {
      this.address = String(address);
      made.push(this);
    }
    get readyState() {
      return this.#state;
    }
    addEventListener(type: string, listener: Listener) {
      this.#listeners.push([type, listener]);
    }
    dispatchEvent(event: Event) {
      this.#tell(event.type, event);
    }
    close() {
      this.#state = 2;
    }
    isClosed() {
      return this.#state === 2;
    }
    opens() {
      this.#state = 1;
      this.#tell("open", { type: "open", isTrusted: true });
    }
    breaks(state: 0 | 2 = 0) {
      this.#state = state;
      this.#tell("error", { type: "error", isTrusted: true });
    }
    says(data: string, lastEventId = "", type = "message") {
      this.#tell(type, { ...{ type, data, lastEventId }, origin: "https://a.example", isTrusted: true });
    }
    #tell(type: string, event: object) {
      for (const [one, listener] of this.#listeners) if (one === type) listener(event);
    }
  };
let away: () => void;
let silent: () => void;
let doubts: number;
beforeEach(() => {
  made = [];
  doubts = 0;
  vi.stubGlobal("EventSource", browserSource());
  vi.stubGlobal("document", { baseURI: "https://a.example/first/page" });
  vi.useFakeTimers();
  const line: Line = {
    isAway: () => false,
    port: () => undefined,
    watch: () => {},
    doubt: () => {},
    broke: () => {
      doubts++;
    },
    rhythm: (tell) => {
      silent = tell ?? (() => {});
      return { expects: () => {}, came: () => {} };
    },
    on: (what, tell) => {
      if (what === "away") away = tell;
    },
    counts: () => {},
  };
  standInForEvents(line);
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

/** A stream, and what its page hears. */
function listening(address: string, types: readonly string[] = ["message"]) {
  const source = new EventSource(address);
  const heard: string[] = [];
  for (const type of types)
    source.addEventListener(type, (event) => {
      const { data, lastEventId } = event as MessageEvent;
      heard.push(`${data} after ${lastEventId}`);
    });
  for (const type of ["open", "error"]) source.addEventListener(type, () => heard.push(`${type} ${source.readyState}`));
  return { source, heard };
}
const carrier = (at: number) => {
  const one = made[at];
  if (!one) throw new Error(`there are ${made.length}`);
  return one;
};
const fragment = (at: number) => carrier(at).address.split("#")[1];
const RETURN_MS = 3_000;

describe("a stream whose mirror is away", () => {
  test("goes on behind the last event, at the address that it had when it was opened", () => {
    const { heard, source } = listening("events");
    carrier(0).opens();
    carrier(0).says("one", "1");
    vi.stubGlobal("document", { baseURI: "https://a.example/second/page" });
    away();
    expect(carrier(1).address).toBe("https://a.example/first/events#hezar-last-event=1");
    expect([carrier(0).isClosed(), source.readyState]).toEqual([true, 0]);
    carrier(1).opens();
    carrier(1).says("two", "2");
    expect(heard).toEqual(["open 1", "one after 1", "error 0", "open 1", "two after 2"]);
  });

  test("knows the last event after one that has none", () => {
    const { heard } = listening("/events");
    carrier(0).opens();
    carrier(0).says("one", "7");
    away();
    carrier(1).opens();
    carrier(1).says("two");
    away();
    expect(fragment(2)).toBe("hezar-last-event=7");
    expect(heard).toContain("two after 7");
  });

  test("comes back by itself where the other mirror's stream ends", () => {
    const { heard } = listening("/events");
    carrier(0).opens();
    away();
    carrier(1).opens();
    carrier(1).breaks();
    carrier(1).opens();
    carrier(1).says("one", "1");
    vi.advanceTimersByTime(10 * RETURN_MS);
    expect(made).toHaveLength(2);
    expect(heard.slice(-3)).toEqual(["error 0", "open 1", "one after 1"]);
  });

  test("that its page closes in between is opened no more", () => {
    const { source } = listening("/events");
    carrier(0).opens();
    source.addEventListener("error", () => source.close());
    away();
    away();
    expect([made.length, source.readyState]).toEqual([1, 2]);
  });
});

describe("a stream that a worker broke", () => {
  test.each([
    ["by the own mirror", 0],
    ["by another mirror", 1],
  ])("%s goes on after a while, behind the last event", (_, at) => {
    const { heard, source } = listening("/events", ["message", "named"]);
    carrier(0).opens();
    if (at) {
      away();
      carrier(1).opens();
    }
    carrier(at).says("one", "1", "named");
    carrier(at).breaks(2);
    expect([source.readyState, doubts]).toEqual([0, 1]);
    vi.advanceTimersByTime(RETURN_MS - 1);
    expect(made).toHaveLength(at + 1);
    vi.advanceTimersByTime(1);
    expect(fragment(at + 1)).toBe("hezar-last-event=1");
    carrier(at + 1).opens();
    carrier(at + 1).says("two", "2", "named");
    expect(heard.slice(-4)).toEqual(["one after 1", "error 0", "open 1", "two after 2"]);
  });

  test("is carried on once where its mirror is away as well", () => {
    listening("/events");
    carrier(0).opens();
    carrier(0).breaks(2);
    away();
    vi.advanceTimersByTime(RETURN_MS);
    expect(made).toHaveLength(2);
  });

  test("is left where its page closes it", () => {
    const { source } = listening("/events");
    carrier(0).opens();
    carrier(0).breaks(2);
    source.close();
    vi.advanceTimersByTime(RETURN_MS);
    expect([made.length, source.readyState]).toEqual([1, 2]);
  });
});

test.each([
  ["at once", false],
  ["when it comes back", true],
])("a stream that its service ends %s has ended", (_, wasOpen) => {
  const { heard, source } = listening("/events");
  away();
  if (wasOpen) {
    carrier(1).opens();
    carrier(1).breaks();
  }
  carrier(1).breaks(2);
  away();
  vi.advanceTimersByTime(RETURN_MS);
  expect([made.length, source.readyState, heard.at(-1)]).toEqual([2, 2, "error 2"]);
});

test("a class that a page made of the browser's keeps its own ways", () => {
  const closed: string[] = [];
  class Feed extends EventSource {
    override close() {
      closed.push("feed");
      super.close();
    }
  }
  const feed = new Feed("/events");
  feed.close();
  expect([closed, feed.readyState]).toEqual([["feed"], 2]);
});

describe("a stream that stays silent though its mirror lives", () => {
  test("comes back where its last event was, for this connection may be dead", () => {
    const { heard } = listening("/events");
    made[0]?.opens();
    made[0]?.says("one", "1");
    silent();
    vi.advanceTimersByTime(2_999);
    expect(made).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(made.map((one) => [one.address, one.isClosed()])).toEqual([
      ["/events", true],
      ["https://a.example/events#hezar-last-event=1", false],
    ]);
    made[1]?.opens();
    made[1]?.says("two", "2");
    expect(heard).toEqual(["open 1", "one after 1", "error 0", "open 1", "two after 2"]);
  });

  test("is left alone where it speaks again, was closed, or never numbered its events", () => {
    const { source } = listening("/events");
    made[0]?.opens();
    made[0]?.says("one", "1");
    silent();
    made[0]?.says("two", "2");
    vi.advanceTimersByTime(10_000);
    silent();
    source.close();
    vi.advanceTimersByTime(10_000);
    listening("/unnumbered");
    made[1]?.opens();
    made[1]?.says("one");
    silent();
    vi.advanceTimersByTime(10_000);
    expect(made).toHaveLength(2);
  });
});
