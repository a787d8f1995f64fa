import { describe, expect, it } from "vitest";
import { readConstant } from "./constant.ts";
import { isLinear } from "./scale/growth.ts";
import { measureScale, writeReport } from "./scale/scale.ts";
import { TARGET } from "./scale/shape.ts";

describe("a million readers", async () => {
  const scale = await measureScale(TARGET, { entries: 2_000 });

  it("cost nothing that grows with readers × mirrors", () => {
    const worse = scale.growth.filter((row) => !isLinear(row)).map(({ operation }) => operation.what);
    expect(worse).toEqual([]);
  });

  it("leave the blocklist below its limit at full length", () => {
    const { bytes, entries, limitBytes } = scale.blocklist;
    expect((bytes / entries) * TARGET.burned).toBeLessThan(limitBytes);
  });

  it("are told in a table that names every quota", () => {
    const report = writeReport(scale);
    for (const unit of ["requests", "KV reads", "KV writes", "object requests", "rows written", "API calls"])
      expect(report).toContain(`| ${unit} |`);
  });
});

it("a constant that was renamed is missed, not guessed", () => {
  expect(() => readConstant("workers/relay/collect.ts", "NO_SUCH_SECONDS")).toThrow("no number called NO_SUCH_SECONDS");
});
