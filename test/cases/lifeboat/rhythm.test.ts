// When what is waited for counts as silent.

import { describe, expect, test } from "vitest";
import { createRhythm } from "../../../workers/lifeboat/sockets/rhythm.ts";

/** Plays what happens at each time, in milliseconds, and says when it was asked and how many timers were set. */
function play(script: readonly (readonly [at: number, what: "expects" | "came" | "speaks"])[], untilMs: number) {
  let now = 0;
  let timers: { readonly at: number; readonly work: () => void }[] = [];
  let set = 0;
  const asked: number[] = [];
  const rhythm = createRhythm({
    ask: () => asked.push(now),
    now: () => now,
    after: (work, milliseconds) => {
      set++;
      timers.push({ at: now + milliseconds, work });
    },
  });
  for (; now <= untilMs; now++) {
    for (const [at, what] of script) {
      if (at !== now) continue;
      if (what !== "expects") rhythm.came();
      if (what !== "came") rhythm.expects();
    }
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { work } of due) work();
  }
  return { asked, set };
}

const every = (pace: number, times: number) => Array.from({ length: times }, (_, at) => [at * pace, "speaks"] as const);

describe("what speaks", () => {
  test("is not asked about while it keeps its pace", () => {
    expect(play(every(500, 20), 9_600).asked).toEqual([]);
  });
  test("quickly is asked about soon after its last word", () => {
    expect(play(every(20, 50), 20_000).asked).toEqual([980 + 600]);
  });
  test("slowly is asked about after four of its pauses", () => {
    expect(play(every(1_000, 5), 20_000).asked).toEqual([600, 8_000]);
  });
  test("seldom is left to the beat", () => {
    expect(play(every(5_000, 8), 60_000).asked).toEqual([600, 7_400]);
  });
  test("a thousand times a second sets few timers", () => {
    expect(play(every(1, 5_000), 5_000).set).toBeLessThan(10);
  });
});

describe("what is spoken to", () => {
  test("and answers is not asked about", () => {
    expect(
      play(
        [
          [0, "expects"],
          [300, "came"],
          [5_000, "expects"],
          [5_600, "came"],
        ],
        20_000,
      ).asked,
    ).toEqual([]);
  });
  test("and does not answer is asked about once, and later each time", () => {
    const { asked } = play(
      [
        [0, "expects"],
        [10_000, "expects"],
        [20_000, "expects"],
      ],
      60_000,
    );
    expect(asked).toEqual([600, 12_400, 20_000 + 9_600]);
  });
});
