import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemory } from "../../../shared/store/memory.ts";

const SECONDS = 30;

function setUp() {
  const kv = { texts: ["one"] as (string | undefined)[], hangs: 0, throws: false, asked: 0 };
  const clock = { now: 1000 };
  const memory = createMemory<string>({
    load: async () => {
      kv.asked += 1;
      if (kv.hangs-- > 0) return new Promise(() => undefined);
      if (kv.throws) throw new Error("KV is down");
      return kv.texts.length > 1 ? kv.texts.shift() : kv.texts[0];
    },
    open: async (text) => (text.startsWith("bad") ? undefined : text.toUpperCase()),
    now: () => clock.now,
    seconds: SECONDS,
  });
  return { kv, clock, memory, read: () => memory.read("name") };
}

async function overTime<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  return promise;
}

describe("memory of what KV holds", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("asks again only after its span, or sooner for who is impatient", async () => {
    const { kv, clock, memory, read } = setUp();
    expect([await read(), await read(), kv.asked]).toEqual(["ONE", "ONE", 1]);
    kv.texts = ["two"];
    clock.now += SECONDS - 1;
    expect(await read()).toBe("ONE");
    expect(await memory.read("name", { maxAgeSeconds: 2 })).toBe("TWO");
    clock.now += 1;
    expect([await memory.read("name", { maxAgeSeconds: 2 }), kv.asked]).toEqual(["TWO", 2]);
  });

  it("keeps what it holds when KV throws, loses the value or holds what is refused", async () => {
    const { kv, clock, read } = setUp();
    await read();
    for (const change of [{ throws: true }, { throws: false, texts: [undefined] }, { texts: ["bad"] }]) {
      Object.assign(kv, change);
      clock.now += SECONDS;
      expect(await read()).toBe("ONE");
    }
  });

  it("asks a KV that threw again after five seconds, not at once", async () => {
    const { kv, clock, read } = setUp();
    kv.throws = true;
    expect([await read(), await read(), kv.asked]).toEqual([undefined, undefined, 1]);
    kv.throws = false;
    clock.now += 5;
    expect(await read()).toBe("ONE");
  });

  it("remembers that there is nothing", async () => {
    const { kv, read } = setUp();
    kv.texts = [undefined];
    expect([await read(), await read(), kv.asked]).toEqual([undefined, undefined, 1]);
  });

  it("reads once for many who ask at once", async () => {
    const { kv, read } = setUp();
    expect(await Promise.all([read(), read(), read()])).toEqual(["ONE", "ONE", "ONE"]);
    expect(kv.asked).toBe(1);
  });

  it("serves on after a second when KV hangs, and then leaves it alone for a while", async () => {
    const { kv, clock, read } = setUp();
    await read();
    kv.hangs = 1;
    clock.now += SECONDS;
    expect(await overTime(read(), 1000)).toBe("ONE");
    expect([await read(), kv.asked]).toEqual(["ONE", 2]);
  });

  it("asks for itself where the read it joined never ends and memory is empty", async () => {
    const { kv, read } = setUp();
    kv.hangs = 1;
    expect(await overTime(Promise.all([read(), read()]), 2000)).toEqual(["ONE", "ONE"]);
  });

  it("gives up on a KV that hangs for everyone within four seconds", async () => {
    const { kv, read } = setUp();
    kv.hangs = 9;
    expect(await overTime(read(), 4000)).toBeUndefined();
  });

  it("holds no more than a thousand names", async () => {
    const { kv, memory } = setUp();
    for (let name = 0; name <= 1000; name++) await memory.read(String(name));
    await memory.read("1000");
    expect(kv.asked).toBe(1001);
    await memory.read("0");
    expect(kv.asked).toBe(1002);
  });
});
