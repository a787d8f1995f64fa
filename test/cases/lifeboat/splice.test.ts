// A body cut off anywhere, however often, is read to its last byte: once, and in order.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reader } from "../../../workers/lifeboat/failover/rebuild.ts";
import { type Onward, type SpliceOptions, splice } from "../../../workers/lifeboat/failover/splice.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const body = (length: number): Bytes => Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 0xff);

/** Gives chunks of these lengths, over and over, then fails, ends or is silent for ever. */
function readerOf(bytes: Bytes, lengths: readonly number[], then: "fails" | "ends" | "hangs"): Reader {
  let at = 0;
  let turn = 0;
  return {
    read: async () => {
      if (at < bytes.length) {
        const value = bytes.subarray(at, at + (lengths[turn++ % lengths.length] ?? 1));
        at += value.length;
        return { done: false as const, value };
      }
      if (then === "hangs") return new Promise(() => {});
      if (then === "fails") throw new TypeError("network error");
      return { done: true as const, value: undefined };
    },
    cancel: async () => {},
  };
}

/** Time passes as soon as somebody waits for it, and what is there already comes first. */
function createClock(): SpliceOptions["clock"] {
  let now = 0;
  return {
    now: () => now,
    sleep: (milliseconds) =>
      new Promise((resolve) =>
        setImmediate(() => {
          now += milliseconds;
          resolve();
        }),
      ),
  };
}

async function readAll(stream: ReadableStream<Bytes>): Promise<Bytes> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const steady = { clock: createClock(), isLost: async () => true };

describe("a spliced body", () => {
  test("has every byte once, wherever it is cut, silent, or begun anew", async () => {
    const cut = fc.record({
      /** How much the next way gives before it is gone, at least a byte. */
      gives: fc.integer({ min: 1, max: 400 }),
      isWhole: fc.boolean(),
      after: fc.constantFrom("fails", "hangs", "ends" as const),
      lengths: fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 900 }), fc.array(cut, { maxLength: 6 }), async (length, cuts) => {
        const bytes = body(length);
        const ways = [...cuts];
        const way = (at: number): Onward => {
          const one = ways.shift();
          if (!one) return { reader: readerOf(bytes.subarray(at), [50], "ends"), startsAt: at };
          const startsAt = one.isWhole ? 0 : at;
          // An end in the replay would be another body.
          const reaches = Math.min(length, at + one.gives);
          const then = one.after === "ends" && reaches < length ? "fails" : one.after;
          return { reader: readerOf(bytes.subarray(startsAt, reaches), one.lengths, then), startsAt };
        };
        const { reader } = way(0);
        const read = await readAll(splice(reader, { ...steady, total: length, onward: async (at) => way(at) }));
        expect(Buffer.from(read).equals(bytes)).toBe(true);
      }),
    );
  });

  test("goes on where less came than was said", async () => {
    const bytes = body(100);
    const onward = async (at: number) => ({ reader: readerOf(bytes.subarray(at), [9], "ends"), startsAt: at });
    const stream = splice(readerOf(bytes.subarray(0, 40), [7], "ends"), { ...steady, total: 100, onward });
    expect(await readAll(stream)).toEqual(bytes);
  });

  test("fails where the other copy differs, rather than be sewn from two", async () => {
    const other = body(100);
    other[3] = 0;
    const ended: string[] = [];
    const stream = splice(readerOf(body(100).subarray(0, 40), [7], "fails"), {
      ...steady,
      onward: async () => ({ reader: readerOf(other, [50], "ends"), startsAt: 0 }),
      ended: (how) => ended.push(how),
    });
    await expect(readAll(stream)).rejects.toThrow(TypeError);
    expect(ended).toEqual(["differs"]);
  });

  test("fails where the other copy ends sooner", async () => {
    const stream = splice(readerOf(body(40), [7], "fails"), {
      ...steady,
      onward: async () => ({ reader: readerOf(body(30), [50], "ends"), startsAt: 0 }),
    });
    await expect(readAll(stream)).rejects.toThrow(TypeError);
  });

  test("fails where no way leads on, and asks no third without a new byte", async () => {
    let asked = 0;
    const stream = splice(readerOf(body(40), [7], "fails"), {
      ...steady,
      onward: async (at) => {
        asked++;
        return { reader: readerOf(body(0), [1], "fails"), startsAt: at };
      },
    });
    await expect(readAll(stream)).rejects.toThrow(TypeError);
    expect(asked).toBe(2);
  });

  test("waits for a mirror that is silent and lives", async () => {
    let times = 0;
    const bytes = body(10);
    let give = () => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    const source = readerOf(bytes, [10], "ends");
    const reader: Reader = { ...source, read: () => given.then(() => source.read()) };
    const isLost = async () => {
      if (++times === 3) give();
      return false;
    };
    const stream = splice(reader, { clock: createClock(), isLost, onward: async () => undefined });
    expect(await readAll(stream)).toEqual(bytes);
  });

  test("goes on elsewhere when what comes is too slow to use", async () => {
    let now = 0;
    const clock = { now: () => now, sleep: () => new Promise<void>(() => {}) };
    const slow = readerOf(body(100), [1], "hangs");
    const reader: Reader = {
      ...slow,
      read: () => {
        now += 1_000;
        return slow.read();
      },
    };
    const asked: string[] = [];
    const stream = splice(reader, {
      clock,
      isLost: async (how) => asked.push(how) > 0,
      onward: async (at) => ({ reader: readerOf(body(100).subarray(at), [50], "ends"), startsAt: at }),
    });
    expect(await readAll(stream)).toEqual(body(100));
    expect(asked).toEqual(["slow"]);
  });

  test("stays with what is slow where the other way has another body, or none", async () => {
    for (const way of [body(90).fill(1), undefined]) {
      let now = 0;
      const clock = { now: () => now, sleep: () => new Promise<void>(() => {}) };
      const slow = readerOf(body(100), [1], "ends");
      const reader: Reader = {
        ...slow,
        read: () => {
          now += 1_000;
          return slow.read();
        },
      };
      const stream = splice(reader, {
        ...{ clock, isLost: async () => true },
        onward: async () => way && { reader: readerOf(way, [50], "ends"), startsAt: 0 },
      });
      expect(await readAll(stream)).toEqual(body(100));
    }
  });

  test("lets its mirror go when the page does", async () => {
    let isLeft = false;
    const reader: Reader = {
      ...readerOf(body(10), [1], "hangs"),
      cancel: async () => {
        isLeft = true;
      },
    };
    await splice(reader, { ...steady, onward: async () => undefined }).cancel();
    expect(isLeft).toBe(true);
  });

  test("lets every way go when the page does, the one that is just catching up as well", async () => {
    for (const why of ["lost", "slow"] as const) {
      const left = { first: false, way: false };
      const watched = (which: "first" | "way", reader: Reader): Reader => ({
        ...reader,
        cancel: async () => {
          left[which] = true;
        },
      });
      let now = 0;
      const clock = { now: () => now, sleep: () => new Promise<void>(() => {}) };
      const slow = readerOf(body(100), [1], why === "slow" ? "hangs" : "fails");
      const first = watched("first", {
        ...slow,
        read: () => {
          now += 1_000;
          return slow.read();
        },
      });
      let give = (_: Onward) => {};
      const given = new Promise<Onward>((resolve) => {
        give = resolve;
      });
      let isAsked = false;
      const onward = () => {
        isAsked = true;
        return given;
      };
      const stream = splice(first, { clock, isLost: async () => why === "slow", onward }).getReader();
      const reading = (async () => {
        while (!(await stream.read()).done);
      })();
      while (!isAsked) await new Promise(setImmediate);
      void stream.cancel();
      give({ reader: watched("way", readerOf(body(100), [50], "hangs")), startsAt: 0 });
      await reading;
      await expect.poll(() => left, { interval: 1 }).toEqual({ first: true, way: true });
    }
  });

  test("is not held up by another way that catches up more slowly than it comes itself", async () => {
    let now = 0;
    // What is there already comes first; a trickle comes a second apart.
    const later: { readonly at: number; readonly run: () => void }[] = [];
    const sleep = (milliseconds: number) =>
      new Promise<void>((run) => {
        later.push({ at: now + milliseconds, run });
        later.sort((one, other) => one.at - other.at);
      });
    const pass = setInterval(() => {
      const next = later.shift();
      if (next) now = Math.max(now, next.at);
      next?.run();
    });
    const trickle = (reader: Reader, gone = { is: false }): Reader => ({
      read: async () => {
        await sleep(1_000);
        return gone.is ? { done: true, value: undefined } : reader.read();
      },
      cancel: async () => {
        gone.is = true;
      },
    });
    const gone = { is: false };
    let slow = 0;
    const stream = splice(trickle(readerOf(body(40), [2], "ends")), {
      clock: { now: () => now, sleep },
      isLost: async (how) => how === "slow" && ++slow === 1,
      onward: async () => ({ reader: trickle(readerOf(body(40).fill(7), [0], "hangs"), gone), startsAt: 0 }),
    });
    const read = await Promise.race([readAll(stream), new Promise((resolve) => setTimeout(resolve, 2_000, "held up"))]);
    clearInterval(pass);
    expect(read).toEqual(body(40));
    expect(gone.is).toBe(true);
  });
});
