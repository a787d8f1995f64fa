// A stream of events by way of another mirror ends as a stream ends, however its mirror went: a browser comes back for more.

import { expect, test } from "vitest";
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
