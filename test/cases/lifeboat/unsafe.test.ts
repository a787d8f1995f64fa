// A request that changes something reaches the service once or the page is told: never twice, never silently lost.

import { describe, expect, test } from "vitest";
import { createLiveness } from "../../../workers/lifeboat/failover/liveness.ts";
import { createLives } from "../../../workers/lifeboat/failover/lives.ts";
import type { Got, Own } from "../../../workers/lifeboat/failover/own.ts";
import { createUnsafe } from "../../../workers/lifeboat/failover/unsafe.ts";

interface World {
  /** What the own mirror does with it. */
  readonly own?: "answers" | "fails" | "hangs";
  readonly isAlive?: boolean;
  /** Asked with patience. */
  readonly isBack?: boolean;
  /** Where another answers. */
  readonly isSilentAlone?: boolean;
  readonly isDead?: boolean;
  readonly seenMsAgo?: number;
  readonly others?: "answer" | "none";
}

const NOW = 1_000_000;

/** Who was asked for what, in order, and what came of it. */
async function send(
  method: string,
  world: World,
  body: NonNullable<RequestInit["body"]> = "body",
): Promise<readonly string[]> {
  const { own = "answers", isAlive = true, isBack = false, isDead = false, seenMsAgo, others = "answer" } = world;
  const { isSilentAlone = false } = world;
  const told: string[] = [];
  let now = NOW;
  const liveness = createLiveness();
  if (seenMsAgo !== undefined) liveness.seen(NOW - seenMsAgo);
  if (isDead) liveness.died(NOW);
  const answers: Record<typeof own, Promise<Got>> = {
    answers: Promise.resolve({ response: new Response("own"), tookMs: 20 }),
    fails: Promise.resolve({ failed: "tcp", error: new TypeError("network error") }),
    hangs: new Promise(() => {}),
  };
  const clock = {
    now: () => now,
    sleep: (milliseconds: number) => {
      now += milliseconds;
      return new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
  const mirror: Pick<Own, "ask" | "ping" | "isBack" | "lost"> = {
    ask: async () => {
      told.push("own");
      return answers[own];
    },
    ping: async () => {
      told.push("ping");
      return isAlive;
    },
    isBack: async () => {
      told.push("back?");
      return isBack;
    },
    lost: (outcome) => told.push(outcome),
  };
  const asked = async () => {
    told.push("alone?");
    return isSilentAlone;
  };
  const unsafe = createUnsafe({
    ...{ own: mirror, liveness, clock },
    lives: createLives({ ...{ own: mirror, liveness, clock }, isSilentAlone: asked }),
    elsewhere: async (_, kept, { once }) => {
      told.push(`${once ? "once" : "other"} ${await kept.text()}`);
      return others === "answer" ? new Response("other") : undefined;
    },
  });
  try {
    const got = await unsafe(new Request("http://m.localhost/", { method, body }));
    told.push(got instanceof Response ? await got.text() : await got.response.text());
  } catch (error) {
    told.push((error as { why: string }).why);
  }
  return told;
}

describe("a POST", () => {
  test("goes to the own mirror at once where that has just answered", async () => {
    expect(await send("POST", { seenMsAgo: 100 })).toEqual(["own", "own"]);
  });
  test("asks first where that was a while ago", async () => {
    expect(await send("POST", { seenMsAgo: 9_000 })).toEqual(["ping", "own", "own"]);
  });
  test("goes to another where the own one is silent, once", async () => {
    const told = await send("POST", { isAlive: false, isSilentAlone: true });
    expect(told).toEqual(["ping", "alone?", "stall", "once body", "other"]);
  });
  test("goes to the own one where the line is slow, and no other answers sooner", async () => {
    expect(await send("POST", { isAlive: false, isBack: true })).toEqual(["ping", "alone?", "back?", "own", "own"]);
  });
  test("goes to another where the own one is known to be dead", async () => {
    expect(await send("PATCH", { isDead: true })).toEqual(["once body", "other"]);
  });
  test("is never sent again when it failed, and the page is told that nobody knows", async () => {
    expect(await send("POST", { own: "fails" })).toEqual(["ping", "own", "ping", "unknown"]);
  });
  test("that goes up into silence is not waited for for ever, and the page is told that nobody knows", async () => {
    const told = await send("POST", { own: "hangs", seenMsAgo: 100, isAlive: false });
    expect(told).toEqual(["own", "ping", "alone?", "back?", "ping", "stall", "unknown"]);
  });
  test("that goes up to a mirror which alone is silent is told of without patience", async () => {
    const told = await send("POST", { own: "hangs", seenMsAgo: 100, isAlive: false, isSilentAlone: true });
    expect(told).toEqual(["own", "ping", "alone?", "ping", "stall", "unknown"]);
  });
  test("that a living mirror never answers is told of where it is small", async () => {
    const told = await send("POST", { own: "hangs", seenMsAgo: 100 }, new URLSearchParams("a=b"));
    expect([told[0], told.at(-1), told.includes("stall")]).toEqual(["own", "unknown", false]);
  });
  test("is told to have gone nowhere where no other mirror takes it", async () => {
    expect(await send("POST", { isDead: true, others: "none" })).toEqual(["once body", "nowhere"]);
  });
  test("larger than is kept goes to no other mirror", async () => {
    expect(await send("POST", { isDead: true }, new Uint8Array((8 << 20) + 1))).toEqual(["too large"]);
  });
});

describe("a PUT or DELETE, which may be done twice,", () => {
  test.each(["PUT", "DELETE"])("%s goes on to another where the own mirror fails", async (method) => {
    expect(await send(method, { own: "fails" })).toEqual(["own", "other body", "other"]);
  });
  test("goes on to another where the own mirror is silent", async () => {
    const told = await send("PUT", { own: "hangs", isAlive: false, isSilentAlone: true });
    expect(told).toEqual(["own", "ping", "alone?", "stall", "other body", "other"]);
  });
  test("goes on to another where the own one lives and never answers", async () => {
    const told = await send("PUT", { own: "hangs" });
    expect([told[0], ...told.slice(-2)]).toEqual(["own", "other body", "other"]);
  });
  test("that fills the line is asked after with patience before it goes on to another", async () => {
    expect(await send("PUT", { own: "hangs", isAlive: false }, new Uint8Array(70_000))).toEqual([
      ...["own", "ping", "alone?", "back?", "stall"],
      `other ${"\0".repeat(70_000)}`,
      "other",
    ]);
  });
  test("goes on at once where another mirror answers through the same line", async () => {
    const world = { own: "hangs", isAlive: false, isSilentAlone: true } as const;
    const told = await send("PUT", world, new Uint8Array(70_000));
    expect(told.slice(0, 4)).toEqual(["own", "ping", "alone?", "stall"]);
  });
  test("larger than is kept is sent to the own mirror alone", async () => {
    expect(await send("PUT", { own: "fails" }, new Uint8Array((8 << 20) + 1))).toEqual(["own", "too large"]);
  });
});
