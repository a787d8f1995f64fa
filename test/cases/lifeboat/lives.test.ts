// Whether the own mirror lives: a slow line must not look like a censor, nor a censor like a slow line.

import { expect, test } from "vitest";
import { createLiveness } from "../../../workers/lifeboat/failover/liveness.ts";
import { createLives } from "../../../workers/lifeboat/failover/lives.ts";
import { createVirtualTime } from "../../support/virtualtime.ts";

interface Line {
  /** Until the small question is answered, milliseconds; it is waited for 600. */
  readonly answersAfter?: number;
  readonly isSilentAlone: boolean;
  /** Asked with patience. */
  readonly isBack: boolean;
  /** Something else of it comes, after so many milliseconds. */
  readonly seenAfter?: number;
  /** So many ask at the same moment. */
  readonly times?: number;
}

async function ask({ answersAfter, isSilentAlone, isBack, seenAfter, times = 1 }: Line) {
  const { clock, run } = createVirtualTime();
  const liveness = createLiveness();
  if (seenAfter !== undefined) void clock.sleep(seenAfter).then(() => liveness.seen(clock.now()));
  const asked: string[] = [];
  const after = async (milliseconds: number, what: string, answer: boolean) => {
    asked.push(what);
    await clock.sleep(milliseconds);
    return answer;
  };
  const lives = createLives({
    own: {
      ping: () => after(Math.min(answersAfter ?? 600, 600), "ping", (answersAfter ?? 601) < 600),
      isBack: () => after(5_000, "back?", isBack),
    },
    ...{ liveness, clock },
    isSilentAlone: () => after(650, "alone?", isSilentAlone),
  });
  const all = await run(Promise.all(Array.from({ length: times }, () => lives(100))));
  return { lives: all.every(Boolean), asked, tookMs: clock.now() };
}

test("one that answers soon is asked nothing more, and nobody else is", async () => {
  expect(await ask({ answersAfter: 50, isSilentAlone: true, isBack: false })).toMatchObject({
    ...{ lives: true, asked: ["ping"] },
  });
});

test("one that alone is silent does not live, and that is known within a second", async () => {
  const { lives, tookMs } = await ask({ isSilentAlone: true, isBack: true });
  expect(lives).toBe(false);
  expect(tookMs).toBeLessThan(1_000);
});

test("on a line on which every answer takes longer than that, it is waited for", async () => {
  expect(await ask({ isSilentAlone: false, isBack: true })).toMatchObject({
    lives: true,
    asked: ["ping", "alone?", "back?"],
  });
});

test("where nobody answers, and it does not with patience either, it does not live", async () => {
  expect((await ask({ isSilentAlone: false, isBack: false })).lives).toBe(false);
});

test("what comes of it meanwhile counts, the small question's own late answer too, and at once", async () => {
  const { lives, tookMs } = await ask({ isSilentAlone: true, isBack: false, seenAfter: 700 });
  expect([lives, tookMs]).toEqual([true, 700]);
});

test("many that ask at once compare it once", async () => {
  const { asked } = await ask({ isSilentAlone: true, isBack: false, times: 5 });
  expect(asked.filter((what) => what === "alone?")).toHaveLength(1);
});

test.each([
  ["who would name another next has one named for the question, where it is silent so long", true, [true]],
  ["nobody else has", false, [false]],
])("%s", async (_, mayName, expected) => {
  const { clock, run } = createVirtualTime();
  const named: boolean[] = [];
  const lives = createLives({
    own: { ping: () => clock.sleep(600).then(() => false), isBack: async () => false },
    ...{ liveness: createLiveness(), clock },
    isSilentAlone: async (may) => named.push(await may) > 1,
  });
  await run(lives(100, mayName));
  expect(named).toEqual(expected);
});
