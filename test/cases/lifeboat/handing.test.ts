// A stream of events by way of another mirror ends as a stream ends, however its mirror went: a browser comes back for more.

import { describe, expect, test } from "vitest";
import { createHanding } from "../../../workers/lifeboat/failover/handing.ts";
import { createVirtualTime } from "../../support/virtualtime.ts";

const mirror = { hostname: "b.example", origin: "https://b.example", door: "door", zone: 0, provider: 0 };

/** What an event stream says, and the text that its page has so far. */
function streaming() {
  const time = createVirtualTime();
  const world = { isSilent: false, knocks: 0, lost: [] as string[], text: "", isOver: false, isLeft: false };
  const none = () => Promise.reject(new Error("not asked here"));
  const handing = createHanding({
    own: { ask: none, ping: none, isBack: none, failed: () => undefined, look: none, lost: () => {}, barred: () => {} },
    others: {
      ...{ ask: none, open: none, familiar: () => undefined, second: () => undefined },
      lost: ({ hostname }, outcome) => world.lost.push(`${hostname} ${outcome}`),
    },
    clock: time.clock,
    lives: none,
    fetch: async () => {
      world.knocks++;
      return world.isSilent ? new Promise(() => {}) : new Response();
    },
    again: () => {},
  });
  let say: (text: string) => void = () => {};
  let breaks = () => {};
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      say = (text) => controller.enqueue(new TextEncoder().encode(text));
      breaks = () => controller.error(new TypeError("network error"));
    },
    cancel() {
      world.isLeft = true;
    },
  });
  const head = { status: 200, headers: [["content-type", "text/event-stream"]] as const, jar: [] };
  const wish = { method: "GET", url: "https://a.example/events", headers: [] };
  const sending = { event: { waitUntil: () => {} } };
  const response = handing.other({ head, body: body.getReader(), mirror }, { wish, sending });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) break;
      world.text += value;
    }
    world.isOver = true;
  };
  return { world, say, breaks, reading: read(), leave: () => reader?.cancel(), time };
}

test("where it breaks", async () => {
  const { world, say, breaks, reading, time } = streaming();
  say("data: 1\n\n");
  await time.run(time.clock.sleep(1));
  breaks();
  await time.run(reading);
  await time.run(time.clock.sleep(60_000));
  expect(world).toMatchObject({ text: "data: 1\n\n", isOver: true, knocks: 0, lost: [] });
});

test("where it falls silent with its mirror, and not before", async () => {
  const { world, say, reading, time } = streaming();
  say("data: 1\n\n");
  await time.run(time.clock.sleep(59_000));
  expect(world).toMatchObject({ isOver: false, knocks: 3 });
  say("data: 2\n\n");
  world.isSilent = true;
  await time.run(reading);
  expect(world).toMatchObject({
    text: "data: 1\n\ndata: 2\n\n",
    isOver: true,
    isLeft: true,
    lost: ["b.example stall"],
  });
});

test("where its page has left nobody is asked", async () => {
  const { world, leave, time } = streaming();
  await leave();
  await time.run(time.clock.sleep(60_000));
  expect(world).toMatchObject({ isLeft: true, knocks: 0, lost: [] });
});

/** What a script reads: chunks of so many bytes, each a while after the last, then nothing for ever or the end. */
interface Sent {
  readonly chunks: readonly (readonly [afterMs: number, length: number])[];
  readonly last: "hangs" | "ends";
}

/** A script's JSON of no known length: by the own mirror, which answers small questions, or by another, and what others have of it. */
function reading(
  first: Sent,
  more: Sent,
  options: {
    readonly by?: "other";
    readonly type?: string;
    readonly headers?: object;
    readonly isDocument?: boolean;
  } = {},
) {
  const { by = "own", type = "application/json", headers = { "content-type": type }, isDocument } = options;
  const time = createVirtualTime();
  const world = { asked: 0, left: 0, lives: true };
  const readerOf = ({ chunks, last }: Sent) => {
    const left = [...chunks];
    let at = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        async pull(controller) {
          const [afterMs, length] = left.shift() ?? [0, 0];
          if (length === 0) return last === "ends" ? controller.close() : new Promise(() => {});
          await time.clock.sleep(afterMs);
          controller.enqueue(Uint8Array.from({ length }, () => (at++ * 7) & 0xff));
        },
      },
      { highWaterMark: 0 },
    );
  };
  const none = () => Promise.reject(new Error("not asked here"));
  const head = { status: 200, headers: Object.entries(headers), jar: [] };
  const handing = createHanding({
    own: {
      ...{ ask: none, isBack: none, failed: () => undefined, look: none, lost: () => {}, barred: () => {} },
      ping: async () => true,
    },
    others: {
      ...{ open: none, familiar: () => undefined, second: () => undefined },
      async ask() {
        world.asked++;
        return { head, body: readerOf(more).getReader(), mirror: { ...mirror, hostname: "c.example" } };
      },
      lost: () => void world.left++,
    },
    clock: time.clock,
    lives: async () => true,
    fetch: async () => (world.lives ? new Response() : new Promise(() => {})),
    again: () => {},
  });
  const wish = { method: "GET", url: "https://a.example/api", headers: [] };
  const meant = { mode: "cors", credentials: "include", destination: "empty" } as const;
  const asked = { wish, sending: { event: { waitUntil: () => {} }, ...(!isDocument && { meant }) } };
  const body = readerOf(first);
  const response =
    by === "other"
      ? Promise.resolve(handing.other({ head, body: body.getReader(), mirror }, asked))
      : handing.own(new Response(body, { headers: { "content-type": type } }), asked);
  const within = (milliseconds: number) => {
    const whole = response.then((one) => one.arrayBuffer()).then((bytes) => bytes.byteLength);
    return time.run(Promise.race([whole, time.clock.sleep(milliseconds).then(() => "open" as const)]));
  };
  return { world, within };
}

const cut: Sent = {
  chunks: [
    [10, 9_000],
    [60, 7_000],
  ],
  last: "hangs",
};
const whole: Sent = {
  chunks: [
    [10, 9_000],
    [20, 20_000],
  ],
  last: "ends",
};

describe("what a script reads, of no known length", () => {
  test.each(["own", "other"] as const)("goes on elsewhere where it came in bulk and then no more (%s)", async (by) => {
    const { within, world } = reading(cut, whole, by === "other" ? { by } : {});
    expect([await within(12_000), world.asked]).toEqual([29_000, 1]);
  });

  test("goes on where its second mirror is silent altogether", async () => {
    const { within, world } = reading({ chunks: [[10, 100]], last: "hangs" }, whole, { by: "other" });
    world.lives = false;
    expect([await within(20_000), world]).toEqual([29_000, { asked: 1, left: 1, lives: false }]);
  });

  test("goes on where it is throttled", async () => {
    const { within } = reading(
      { chunks: Array.from({ length: 200 }, () => [500, 500] as const), last: "ends" },
      {
        ...{ chunks: [[10, 100_000]], last: "ends" },
      },
    );
    expect(await within(12_000)).toBe(100_000);
  });

  test("is let alone where another has no more of it either, and is asked for once", async () => {
    const quiet: Sent = { chunks: [...cut.chunks, [60_000, 500]], last: "ends" };
    const { within, world } = reading(quiet, cut);
    expect([await within(90_000), world.asked]).toEqual([16_500, 1]);
  });

  test("is let alone where the other copy is another", async () => {
    const quiet: Sent = { chunks: [...cut.chunks, [60_000, 500]], last: "ends" };
    expect(await reading(quiet, { chunks: [[10, 100]], last: "ends" }).within(90_000)).toBe(16_500);
  });

  const seldom = Array.from({ length: 5 }, () => [20_000, 300] as const);
  test.each<readonly [string, Sent, string, number]>([
    ["of events, seldom", { chunks: seldom, last: "ends" }, "application/json", 1_500],
    [
      "of lines, after many at first",
      { chunks: [...cut.chunks, ...seldom], last: "ends" },
      "application/x-ndjson",
      17_500,
    ],
    ["that says one word and waits", { chunks: [[10, 300], ...seldom], last: "ends" }, "text/plain", 1_800],
  ])("a stream %s is asked for once", async (_, sent, type, length) => {
    const { within, world } = reading(sent, whole, { type });
    expect([await within(200_000), world.asked]).toEqual([length, 0]);
  });
});

test.each([
  ["an attachment", { "content-type": "text/plain", "content-disposition": "attachment" }],
  ["what no page shows", { "content-type": "application/zip" }],
  ["one that says how long it is", { "content-type": "application/pdf", "content-length": "29000", etag: '"one"' }],
])("a download by another mirror goes on at the next: %s", async (_, headers) => {
  const { within, world } = reading(cut, whole, { by: "other", headers, isDocument: true });
  expect([await within(12_000), world]).toMatchObject([29_000, { asked: 1, left: 1 }]);
});
