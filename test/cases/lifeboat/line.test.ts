// A page's line to its lifeboat: when it asks, and when it asks no more.

import { beforeEach, describe, expect, test, vi } from "vitest";
import { createLine, type Line } from "../../../workers/lifeboat/sockets/line.ts";

const BEAT_MS = 15_000;
const answered = async () => new Response(null, { status: 204 });
const failed = () => Promise.reject(new TypeError("Failed to fetch"));
let answer: () => Promise<Response>;
let asked: string[];
let now: number;
let standing: number;
let line: Line;
let workerStart: number;
let sendPort: () => void;

beforeEach(() => {
  asked = [];
  now = 0;
  standing = 1;
  answer = answered;
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url);
    return answer();
  });
  const addEventListener = (_: string, listener: (event: unknown) => void) => {
    sendPort = () => listener({ data: { hezar: "sockets" }, ports: [{}], stopImmediatePropagation: () => {} });
  };
  vi.stubGlobal("navigator", { serviceWorker: { addEventListener, startMessages: () => {} } });
  workerStart = 1;
  vi.stubGlobal("performance", { now: () => now, getEntriesByType: () => [{ workerStart }] });
  line = createLine("/door/sockets");
  line.counts(() => standing);
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});
const beats = (count: number) => vi.advanceTimersByTimeAsync(count * BEAT_MS);

describe("while something of the page stands", () => {
  test("it asks every while", async () => {
    line.watch();
    await beats(3);
    expect(asked).toEqual(Array(4).fill("/door/sockets"));
    standing = 0;
    await beats(3);
    expect(asked).toHaveLength(4);
  });

  test("it asks again after a worker ended with a question", async () => {
    for (const turn of [1, 2]) {
      answer = failed;
      line.watch();
      await beats(1);
      answer = answered;
      await beats(2);
      expect(asked).toHaveLength(1 + 3 * turn);
    }
  });

  test("it asks no more where its page's policy lets no question through", async () => {
    answer = failed;
    line.watch();
    await beats(9);
    expect(asked).toHaveLength(3);
  });

  test("it asks no more where nobody stands between", async () => {
    answer = async () => new Response("a page", { status: 404 });
    line.watch();
    await beats(3);
    line.doubt();
    expect(asked).toHaveLength(1);
  });
});

test("a page that no worker brought asks where something fails, and once it was answered like any other", async () => {
  workerStart = 0;
  line.watch();
  expect(asked).toHaveLength(0);
  line.doubt();
  sendPort();
  standing = 0;
  await beats(1);
  expect(asked).toEqual(["/door/sockets?lost"]);
  standing = 1;
  line.watch();
  await beats(1);
  expect(asked).toEqual(["/door/sockets?lost", "/door/sockets", "/door/sockets"]);
});

test("of what breaks every few seconds it asks now and then", () => {
  for (; now < 120_000; now += 10_000) line.broke();
  expect(asked).toHaveLength(6);
});
