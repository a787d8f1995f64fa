import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ladder, testCohorts } from "../../../../shared/domain/verdict/cohort.ts";
import type { HostEvidence } from "../../../../shared/domain/verdict/evidence.ts";
import { WINDOWS } from "../../../../shared/domain/verdict/windows.ts";
import { crowd, DAY, HOUR, hostEvidence, NOW, past, sighting } from "./evidencemaking.ts";

const look = (changes: Partial<HostEvidence>, failingSince = NOW) =>
  testCohorts(hostEvidence(changes), { now: NOW, windows: WINDOWS, failingSince }).numbers;
const lately = (seen: number, served: number) => crowd(seen, { served, to: NOW - 60 });

it("windows double from a quarter of an hour to a day", () => {
  expect(ladder(WINDOWS).map((seconds) => seconds / HOUR)).toEqual([0.25, 0.5, 1, 2, 4, 8, 16, 24]);
});

describe("a drop", () => {
  it.each([
    { what: "twenty come as before", seen: 20, served: 18, drop: false },
    { what: "two in ten stay away", seen: 20, served: 14, drop: false },
    { what: "nobody is served any more", seen: 20, served: 0, drop: true },
    { what: "only two insiders are served", seen: 20, served: 2, drop: true },
    { what: "nobody of ten is served", seen: 10, served: 0, drop: true },
    { what: "nobody of nine is: too few", seen: 9, served: 0, drop: false },
  ])("$what: $drop", ({ seen, served, drop }) => {
    expect(look({ sightings: [...past(), ...lately(seen, served)] }).isDropped).toBe(drop);
  });

  it("is none where the group was always served by another mirror", () => {
    const before = [...crowd(20, { served: 1, to: NOW - 26 * HOUR }), ...crowd(20, { served: 1, to: NOW - 6 * HOUR })];
    expect(look({ sightings: [...before, ...lately(20, 0)] }).isDropped).toBe(false);
  });

  it("is none without a past to compare with", () => {
    expect(look({ sightings: lately(20, 0) })).toMatchObject({ chance: 1, isDropped: false });
  });

  it("is never that of a group below ten readers", () => {
    const sightings = [...past(), ...lately(20, 0)];
    expect(look({ sightings, groups: [{ group: "g", readers: 9 }] })).toMatchObject({ isBig: false, isDropped: false });
  });

  it("is seen beside another group that knows nothing", () => {
    const groups = [
      { group: "quiet", readers: 50 },
      { group: "g", readers: 20 },
    ];
    expect(look({ sightings: [...past(), ...lately(20, 0)], groups })).toMatchObject({ readers: 50, isDropped: true });
  });

  it("that began with the failures is not hidden by what came between", () => {
    // Since eight hours nobody is served: the window of an hour would else be compared with those eight.
    const blocked = [1, 3, 5, 7].flatMap((hours) => crowd(12, { served: 0, to: NOW - hours * HOUR }));
    const sightings = [
      ...crowd(20, { served: 18, to: NOW - 30 * HOUR }),
      ...crowd(20, { served: 18, to: NOW - 10 * HOUR }),
      ...blocked,
    ];
    expect(look({ sightings }, NOW - 8 * HOUR)).toMatchObject({ served: 0, isDropped: true });
  });

  it("is not made by insiders who are busy elsewhere at an hour when few read", () => {
    const groups = [{ group: "g", readers: 200 }];
    const insiders = crowd(20, { served: 0, to: NOW - 60 }).map((one) => ({ ...one, tag: `insider ${one.tag}` }));
    const before = [26, 14, 6].flatMap((hours) => crowd(60, { served: 48, to: NOW - hours * HOUR }));
    const honest = crowd(5, { served: 4, to: NOW - 60 });
    expect(look({ sightings: [...before, ...honest, ...insiders], groups }).isDropped).toBe(false);
    expect(look({ sightings: [...before, ...lately(60, 0)], groups }).isDropped).toBe(true);
  });

  it.each([
    { yesterday: 45, drop: false },
    { yesterday: 135, drop: true },
  ])(
    "is held against the same hours of the day before, where readers come to it less: $yesterday, $drop",
    ({ yesterday, drop }) => {
      const groups = [{ group: "g", readers: 150 }];
      const evening = crowd(150, { served: 135, to: NOW - 20 * HOUR });
      const morningBefore = crowd(150, { served: yesterday, to: NOW - 26 * HOUR });
      const morning = crowd(150, { served: 45, to: NOW - 2 * HOUR });
      expect(look({ sightings: [...evening, ...morningBefore, ...morning], groups }).isDropped).toBe(drop);
    },
  );

  it("is not made by insiders whom midnight gives a second tag", () => {
    const midnight = NOW - (NOW % DAY);
    const groups = [{ group: "g", readers: 100 }];
    const twice = ["before", "after"].flatMap((when, day) =>
      crowd(10, { served: 0, to: midnight + day * 15 * 60 }).map((one) => ({ ...one, tag: `${when} ${one.tag}` })),
    );
    const before = [26, 14].flatMap((hours) => crowd(40, { served: 36, to: midnight - hours * HOUR }));
    const sightings = [...before, ...twice];
    const options = { now: midnight + HOUR / 2, windows: WINDOWS, failingSince: midnight };
    expect(testCohorts(hostEvidence({ sightings, groups }), options).numbers).toMatchObject({ isDropped: false });
  });
});

describe("what traffic could show", () => {
  it.each([
    { what: "a mirror that most of the group use", used: 18, tells: ["g"] },
    { what: "one that hardly any of them use", used: 2, tells: [] },
  ])("of $what: $tells", ({ used, tells }) => {
    const sightings = [26, 6, 0].flatMap((hours) => crowd(20, { served: used, to: NOW - hours * HOUR }));
    const evidence = hostEvidence({ sightings });
    expect(testCohorts(evidence, { now: NOW, windows: WINDOWS, failingSince: NOW }).tellingGroups).toEqual(tells);
  });
});

describe("honest evidence", () => {
  const anyDay = fc.array(
    fc.record({ reader: fc.nat(30), at: fc.integer({ min: NOW - 2 * DAY, max: NOW }), served: fc.boolean() }),
    { minLength: 30, maxLength: 120 },
  );
  const rows = (day: readonly { reader: number; at: number; served: boolean }[]) =>
    day.map(({ reader, at, served }) => sighting({ tag: `t${reader}`, at, served }));

  it("one more reader seen elsewhere never makes the drop less likely", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 14 * 60 }), (day, ago) => {
        const sightings = rows(day);
        const elsewhere = sighting({ tag: "another", at: NOW - ago, served: false });
        const options = { now: NOW, windows: WINDOWS, failingSince: NOW };
        const before = testCohorts(hostEvidence({ sightings }), options).numbers;
        const after = testCohorts(hostEvidence({ sightings: [...sightings, elsewhere] }), options).numbers;
        expect(after.chance).toBeLessThanOrEqual(before.chance + 1e-12);
      }),
    );
  });

  it("says the same in whatever order it came", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const sightings = rows(day);
        expect(look({ sightings: sightings.toReversed() })).toEqual(look({ sightings }));
      }),
    );
  });
});
