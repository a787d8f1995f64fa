// Which other mirror is asked: few names on the wire, drawn at random, and none of a provider that fails alike.

import { describe, expect, test } from "vitest";
import { type Choosing, choose } from "../../../workers/lifeboat/failover/choose.ts";

const mirrors = ["a", "b", "c", "d"].map((hostname, at) => ({
  hostname,
  origin: `https://${hostname}`,
  door: "dr",
  zone: at,
  provider: at < 2 ? 1 : 2,
}));
const fresh: Choosing = {
  mirrors,
  tried: new Set(),
  named: new Map(),
  remembered: () => undefined,
  windows: { retrySeconds: 300, pauseSeconds: 10 },
  now: 1_000_000,
  draw: 0,
};
/** Each that may be drawn, in the order of the roster. */
const drawn = (changes: Partial<Choosing>) =>
  [...new Set([0, 0.2, 0.4, 0.6, 0.8, 0.99].map((draw) => choose({ ...fresh, ...changes, draw })?.hostname))].join("");
const failed = (outcome: "tcp" | "stall", ...names: string[]): Partial<Choosing> => ({
  remembered: (hostname) => (names.includes(hostname) ? { outcome, at: fresh.now - 1_000 } : undefined),
});

describe("the next mirror", () => {
  test("is any of the roster where none is known", () => {
    expect(drawn({})).toBe("abcd");
  });

  test("is one that this browser has named already", () => {
    expect(drawn({ named: new Map([["c", fresh.now - 60_000]]) })).toBe("c");
  });

  test("is no new name within the pause", () => {
    const named = new Map([["c", fresh.now - 2_000]]);
    expect(choose({ ...fresh, named, tried: new Set(["c"]) })).toBeUndefined();
  });

  test("is a new name within the pause where the last new one failed too", () => {
    const named = new Map([["c", fresh.now - 2_000]]);
    expect(drawn({ named, tried: new Set(["c"]), ...failed("tcp", "c") })).toBe("abd");
  });

  test("is a new name after the pause", () => {
    expect(drawn({ named: new Map([["c", fresh.now - 10_000]]), tried: new Set(["c"]) })).toBe("abd");
  });

  test("is of another provider after two like failures on one", () => {
    const more = { ...fresh, mirrors: [...mirrors, { ...mirrors[0], hostname: "e" } as (typeof mirrors)[number]] };
    expect(drawn({ ...more, ...failed("stall", "a", "b") })).toBe("cd");
  });

  test("is of the same provider where two failed in different ways", () => {
    const more = [...mirrors, { ...mirrors[0], hostname: "e" } as (typeof mirrors)[number]];
    const remembered = (hostname: string) => {
      const outcome = { a: "stall", b: "tcp" }[hostname] as "stall" | "tcp" | undefined;
      return outcome && { outcome, at: fresh.now };
    };
    expect(drawn({ mirrors: more, remembered })).toBe("cde");
  });

  test("is one that failed where all did", () => {
    expect(drawn(failed("stall", "a", "b", "c", "d"))).toBe("abcd");
  });

  test("may be one that failed long ago", () => {
    const remembered = () => ({ outcome: "stall", at: fresh.now - 300_000 }) as const;
    expect(drawn({ remembered })).toBe("abcd");
  });
});
