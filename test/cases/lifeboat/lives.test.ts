// Whether the own mirror lives: a slow line must not look like a censor, nor a censor like a slow line.

import { expect, test } from "vitest";
import { createLives } from "../../../workers/lifeboat/failover/lives.ts";
import { createVirtualTime } from "../../support/virtualtime.ts";

interface Line {
  /** Until the small question is answered, milliseconds; it is given up after 600. */
  readonly answersAfter?: number;
  readonly isSilentAlone: boolean;
  /** Asked with patience. */
  readonly isBack: boolean;
  /** Something else of it came meanwhile. */
  readonly isSeen?: boolean;
}

async function ask({ answersAfter, isSilentAlone, isBack, isSeen = false }: Line) {
  const { clock, run } = createVirtualTime();
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
    liveness: { seenAt: () => (isSeen ? clock.now() : Number.NEGATIVE_INFINITY) },
    clock,
    isSilentAlone: () => after(650, "alone?", isSilentAlone),
  });
  return { lives: await run(lives(100)), asked, tookMs: clock.now() };
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

test("what came of it meanwhile counts", async () => {
  expect((await ask({ isSilentAlone: true, isBack: false, isSeen: true })).lives).toBe(true);
});
