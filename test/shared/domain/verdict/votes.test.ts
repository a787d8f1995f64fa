import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report } from "../../../../shared/domain/verdict/evidence.ts";
import { SCORE_FLOOR } from "../../../../shared/domain/verdict/sequential.ts";
import { tallyVotes } from "../../../../shared/domain/verdict/votes.ts";
import { WINDOWS } from "../../../../shared/domain/verdict/windows.ts";
import { DAY, failures, HOUR, hostEvidence, MINUTE, NOW, report, sighting, signal } from "./evidencemaking.ts";

const tally = (changes: Parameters<typeof hostEvidence>[0], clearedAt = Number.NEGATIVE_INFINITY) =>
  tallyVotes(hostEvidence(changes), { now: NOW, windows: WINDOWS, clearedAt });
const served = (tag: string, at: number, level = 1) => sighting({ tag, at, level });

describe("what convinces", () => {
  it.each([
    { told: "four trusted failures", reports: failures(4), convinces: true },
    { told: "three", reports: failures(3), convinces: false },
    { told: "four newcomers'", reports: failures(4, { level: 0 }), convinces: false },
    { told: "five newcomers'", reports: failures(5, { level: 0 }), convinces: true },
  ])("$told: $convinces", ({ reports, convinces }) => {
    expect(tally({ reports }).numbers.isConvincing).toBe(convinces);
  });

  it("a long good past cannot hide a block that begins today: the score has a floor", () => {
    const reports = Array.from({ length: 20 }, (_, at) =>
      report({ outcome: "ok", network: `AS${at}`, at: NOW - 10 * HOUR }),
    );
    const sightings = reports.map(({ network }, at) => sighting({ tag: `t${at}`, network, at: NOW - 10 * HOUR }));
    expect(tally({ reports, sightings }).numbers).toMatchObject({ ok: 20, score: SCORE_FLOOR });
  });
});

describe("what does not count", () => {
  const first = report();
  const rows: readonly (readonly [string, Parameters<typeof hostEvidence>[0], Record<string, number>])[] = [
    [
      "a second failure of a network and group within the day",
      { reports: [first, report({ at: NOW - 1 })] },
      { failed: 1, repeated: 1 },
    ],
    [
      "another group's failure within a residual block",
      { reports: [first, report({ group: "h", at: first.at + 179 })] },
      { failed: 1, residual: 1 },
    ],
    [
      "a failure whose control failed too",
      { reports: [report({ control: "failed" })] },
      { failed: 0, uncontrolled: 1 },
    ],
    [
      "a failure right before two trusted readers of its network were served",
      { reports: [first], sightings: [served("a", first.at + 60), served("b", first.at + 600)] },
      { failed: 0, contradicted: 1 },
    ],
    [
      "an ok where nobody of that group and network was served",
      { reports: [report({ outcome: "ok" })] },
      { ok: 0, unbacked: 1 },
    ],
    [
      "what was told while the account was dead",
      { reports: [first], signals: [signal("account-dead", { at: first.at + HOUR })] },
      { failed: 0, excused: 1 },
    ],
    ["what memory has outlived", { reports: [report({ at: NOW - 2 * DAY })] }, { received: 0 }],
    ["what is dated later than now", { reports: [report({ at: NOW + 1 })] }, { received: 0 }],
  ];
  it.each(rows)("%s", (_, evidence, expected) => {
    expect(tally(evidence).numbers).toMatchObject(expected);
  });

  it("what was told before the last burn was lifted", () => {
    expect(tally({ reports: failures(4) }, NOW).numbers.received).toBe(0);
  });
});

describe("what does count", () => {
  const first = report();
  const rows: readonly (readonly [string, Parameters<typeof hostEvidence>[0], Record<string, number>])[] = [
    [
      "the next day's failure of the same network and group",
      { reports: [report({ at: NOW - DAY }), first] },
      { failed: 2 },
    ],
    [
      "another group's failure after a residual block",
      { reports: [first, report({ group: "h", at: first.at + 180 })] },
      { failed: 2 },
    ],
    ["another network's failure at the same time", { reports: [first, report({ network: "AS2" })] }, { failed: 2 }],
    [
      "a failure after an ok of the same network and day",
      { reports: [report({ outcome: "ok", at: NOW - HOUR }), first], sightings: [sighting({ at: NOW - HOUR })] },
      { ok: 1, failed: 1 },
    ],
    [
      "a failure, though readers were served just before it",
      { reports: [first], sightings: [served("a", first.at - 60), served("b", first.at)] },
      { failed: 1 },
    ],
    [
      "a failure, though one trusted reader was served",
      { reports: [first], sightings: [served("a", first.at + 60), served("a", first.at + 300)] },
      { failed: 1 },
    ],
    [
      "a failure, though newcomers were served",
      { reports: [first], sightings: [served("a", first.at + 60, 0), served("b", first.at + 60, 0)] },
      { failed: 1 },
    ],
  ];
  it.each(rows)("%s", (_, evidence, expected) => {
    expect(tally(evidence).numbers).toMatchObject(expected);
  });
});

describe("order", () => {
  const anyReport: fc.Arbitrary<Report> = fc.record({
    group: fc.constantFrom("g", "h"),
    network: fc.constantFrom("AS1", "AS2", "AS3"),
    level: fc.integer({ min: 0, max: 2 }),
    at: fc.integer({ min: NOW - 2 * DAY, max: NOW }),
    outcome: fc.constantFrom("ok", "dns", "stall"),
    control: fc.constantFrom("ok", "failed"),
  });
  const someSightings = [sighting(), sighting({ tag: "t2", at: NOW - HOUR, network: "AS2" })];

  it("of arrival says nothing", () => {
    fc.assert(
      fc.property(fc.array(anyReport, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (reports, keys) => {
        const keyed = reports.map((one) => ({ one, key: keys.next().value ?? 0 }));
        const shuffled = keyed.sort((left, right) => left.key - right.key).map(({ one }) => one);
        const sightings = someSightings;
        expect(tally({ reports: shuffled, sightings })).toEqual(tally({ reports, sightings }));
      }),
    );
  });

  it("a further failure, told last, never lowers the score", () => {
    fc.assert(
      fc.property(fc.array(anyReport, { maxLength: 20 }), anyReport, (reports, last) => {
        const failure = report({ ...last, at: NOW, outcome: "tcp" });
        const before = tally({ reports, sightings: someSightings }).numbers.score;
        expect(
          tally({ reports: [...reports, failure], sightings: someSightings }).numbers.score,
        ).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it("one network and group has at most one failure and one ok a day, however much it sends", () => {
    fc.assert(
      fc.property(fc.array(anyReport, { maxLength: 60 }), (reports) => {
        const flood = reports.map((one) => ({ ...one, network: "AS1", group: "g" }));
        const { failed, ok } = tally({ reports: flood, sightings: someSightings }).numbers;
        expect(Math.max(failed, ok)).toBeLessThanOrEqual(3);
      }),
    );
  });
});

it("an earlier failure on the network decides what residual means, the reports of others do not", () => {
  const reports = [report({ at: NOW - 200 }), report({ group: "h", network: "AS2", at: NOW - 30 * MINUTE })];
  expect(tally({ reports }).numbers).toMatchObject({ failed: 2, residual: 0 });
});
