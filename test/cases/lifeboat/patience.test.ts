// How long whoever is silent is waited for: a connection that carries nothing any more while new ones do must not hold a reader,
// and a slow service must not be asked by every mirror there is.

import { describe, expect, test } from "vitest";
import { createPatience, SILENT, untilLost } from "../../../workers/lifeboat/failover/patience.ts";
import { splice } from "../../../workers/lifeboat/failover/splice.ts";
import { createVirtualTime } from "../../support/virtualtime.ts";

const time = () => createVirtualTime(0);

describe("a mirror that is asked and silent", () => {
  const never = new Promise<string>(() => {});

  test("and lives is waited for, each time twice as long", async () => {
    const { clock, run } = time();
    const patience = createPatience(clock);
    const ends: number[] = [];
    for (let mirror = 0; mirror < 4; mirror++) {
      const began = clock.now();
      expect(await run(patience(never, async () => true))).toBe(SILENT);
      ends.push(clock.now() - began);
    }
    expect(ends).toEqual([5500, 9500, 17_500, 33_500]);
  });

  test("and may take long is asked about until then, and waited for while it lives", async () => {
    const { clock, run } = time();
    const asked: number[] = [];
    const lives = async () => {
      asked.push(clock.now());
      return true;
    };
    expect(await run(createPatience(clock, 45_000)(never, lives))).toBe(SILENT);
    expect(clock.now()).toBeGreaterThan(45_000);
    expect(asked).toEqual([1_500, 5_500, 13_500, 29_500]);
    const began = clock.now();
    const dies = async () => clock.now() < began + 5_000;
    expect(await run(createPatience(clock, 45_000)(never, dies))).toBe(SILENT);
    expect(clock.now() - began).toBe(5_500);
  });

  test("and has answered is asked about no more", async () => {
    const { clock, run } = time();
    let asked = 0;
    const lives = async () => ++asked > 0;
    await run(createPatience(clock, 45_000)(clock.sleep(10_000), lives));
    await run(clock.sleep(90_000));
    expect(asked).toBe(2);
  });

  test("and does not live is left after a knock", async () => {
    const { clock, run } = time();
    const knock = () => clock.sleep(700).then(() => false);
    expect(await run(createPatience(clock)(never, knock))).toBe(SILENT);
    expect(clock.now()).toBe(2200);
  });

  test("may still answer", async () => {
    const { clock, run } = time();
    const late = clock.sleep(3000).then(() => "late");
    expect(await run(createPatience(clock)(late, async () => true))).toBe("late");
    expect(clock.now()).toBe(3000);
  });
});

describe("what is sent once", () => {
  test.each([
    ["as long as whoever has it lives", () => true, "late"],
    ["through a question that a full line lost", (at: number) => at > 10_000, "late"],
    ["not for ever where nobody lives any more", () => false, undefined],
  ])("is waited for %s", async (_, isAlive, answer) => {
    const { clock, run } = time();
    const late = clock.sleep(600_000).then(() => "late");
    const lives = () => clock.sleep(5_000).then(() => isAlive(clock.now()));
    expect(await run(untilLost(late, lives, clock))).toBe(answer);
    if (answer === undefined) expect(clock.now()).toBe(4_000 + 5_000 + 1_500 + 5_000);
  });
});

describe("a body that falls silent", () => {
  const silentAfter = async (
    pauses: readonly number[],
    ahead: readonly Uint8Array<ArrayBuffer>[] = [],
    total?: number,
  ) => {
    const world = time();
    const { clock } = world;
    const waits: number[] = [];
    let turn = 0;
    let last = clock.now();
    const stream = splice(
      {
        read: async () => {
          const pause = pauses[turn++];
          if (pause === undefined) return new Promise(() => {});
          await clock.sleep(pause);
          last = clock.now();
          return { done: false, value: new Uint8Array(1) };
        },
        cancel: async () => {},
      } as never,
      {
        ...{ clock, ahead, total },
        isLost: async (_, times) => {
          waits.push(clock.now() - last);
          return times > 2;
        },
        onward: async () => undefined,
      },
    );
    await world.run(new Response(stream).arrayBuffer().catch(() => undefined));
    return waits;
  };

  test("is asked about after four of its longest pauses, and no sooner than 0.7 s", async () => {
    expect(await silentAfter([20, 20, 20])).toEqual([700, 4000, 8000]);
    expect(await silentAfter([20, 300, 20])).toEqual([1200, 4000, 8000]);
  });

  test("and came slowly from the beginning, or not at all: after 2 s", async () => {
    expect(await silentAfter([3000, 900])).toEqual([2000, 2000, 4000, 8000]);
    expect(await silentAfter([])).toEqual([2000, 4000, 8000]);
  });

  test("though more of it is known to be missing: the second time two seconds after its last byte", async () => {
    expect((await silentAfter([20, 20], [], 99)).slice(0, 2)).toEqual([700, 2000]);
    expect((await silentAfter([20, 20])).slice(0, 2)).toEqual([700, 4000]);
  });

  test("and was there for a moment, and no more: as if it had come quickly", async () => {
    expect(await silentAfter([], [new Uint8Array(9)])).toEqual([700, 4000, 8000]);
  });
});
