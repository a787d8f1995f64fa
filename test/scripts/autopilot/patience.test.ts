// What is left alone and for how long, and how a lease is kept by a process whose clock is wrong or that slept.

import { describe, expect, test } from "vitest";
import { createLeaseKeeper, LEASE_SECONDS } from "../../../scripts/autopilot/lease.ts";
import { createPatience } from "../../../scripts/autopilot/patience.ts";
import type { LeaseAnswer } from "../../../shared/wardenapi.ts";
import { createTestClock } from "../../support/testclock.ts";

describe("what failed", () => {
  test("is left alone for five minutes, then twice as long each time, at most six hours", () => {
    const patience = createPatience();
    let now = 1_000_000;
    const waits = [];
    for (let turn = 0; turn < 10; turn++) {
      patience.note(new Set(["main"]), now);
      let wait = 0;
      while (patience.unwell(now + wait).has("main")) wait += 60;
      waits.push(wait);
      now += wait;
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 4800, 9600, 19_200, 21_600, 21_600, 21_600]);
  });

  test("is well again after one turn without trouble, and others are not touched", () => {
    const patience = createPatience();
    patience.note(new Set(["main", "a.example"]), 0);
    patience.note(new Set(["a.example"]), 400);
    expect([...patience.unwell(400)]).toEqual(["a.example"]);
    patience.note(new Set(), 5000);
    patience.note(new Set(["a.example"]), 5000);
    expect(patience.unwell(5299).has("a.example")).toBe(true);
    expect(patience.unwell(5300).size).toBe(0);
  });
});

describe("keeping a lease", () => {
  const wardenOf = (answers: readonly Partial<LeaseAnswer>[]) => {
    const asked: number[] = [];
    return {
      asked,
      lease: async ({ holder, seconds }: { readonly holder: string; readonly seconds: number }) => {
        asked.push(seconds);
        return { granted: true, holder, fence: 1, until: 0, ...answers[asked.length - 1] };
      },
    };
  };

  test("asks again only when half of it has passed", async () => {
    const [warden, clock] = [wardenOf([]), createTestClock()];
    const keeper = createLeaseKeeper({ warden, clock, holder: "server" });
    for (const seconds of [0, 100, 49, 1, 1]) {
      clock.advance(seconds * 1000);
      await keeper.keep();
    }
    expect(warden.asked).toEqual([LEASE_SECONDS, LEASE_SECONDS]);
  });

  test("asks at once after the clock went back or the machine slept, and each time while it is another's", async () => {
    const [warden, clock] = [wardenOf([{}, {}, { granted: false }, { granted: false }]), createTestClock()];
    const keeper = createLeaseKeeper({ warden, clock, holder: "server" });
    await keeper.keep();
    clock.advance(-3_600_000);
    await keeper.keep();
    clock.advance(7_200_000);
    expect(await keeper.keep()).toMatchObject({ granted: false });
    expect(await keeper.keep()).toMatchObject({ granted: false });
    expect(warden.asked).toHaveLength(4);
  });

  test("gives back what it holds, once, and nothing that is another's", async () => {
    const [warden, clock] = [wardenOf([]), createTestClock()];
    const keeper = createLeaseKeeper({ warden, clock, holder: "server" });
    await keeper.giveBack();
    await keeper.keep();
    await keeper.giveBack();
    await keeper.giveBack();
    expect(warden.asked).toEqual([LEASE_SECONDS, 0]);
  });
});
