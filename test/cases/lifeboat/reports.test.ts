// What a lifeboat tells of mirrors that failed: which one, once in an hour, with one that worked; kept until a relay takes it; and
// nothing that the format does not have.

import { beforeEach, describe, expect, test } from "vitest";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { mirrorDigest, openReport, type Report } from "../../../shared/domain/report.ts";
import type { Roster } from "../../../shared/domain/roster.ts";
import { createReports, type Reports } from "../../../workers/lifeboat/failover/reports.ts";
import { createPair, type Pair } from "../../support/reporter.ts";

const START = 1_800_000_000;
const GROUP = "0a0b0c0d0e0f0001";
const groupKey = new Uint8Array(32).fill(5);
let warden: Pair;
let now: number;
let carried: { readonly sealed: string; readonly at: number }[];
let takes: boolean;
let roster: Roster;
let reports: Reports;

beforeEach(async () => {
  warden = await createPair();
  now = START;
  carried = [];
  takes = true;
  roster = {
    ...{ v: 1, version: 1, issuedAt: START, group: GROUP, expiresAt: START + 60, mirrors: [], sealedLists: [] },
    windows: { refreshSeconds: 3600, retrySeconds: 300, pauseSeconds: 10, reportSeconds: 3600 },
    report: { to: toBase64url(warden.point), key: toBase64url(groupKey) },
  };
  reports = anew();
});

const anew = () =>
  createReports({
    roster: () => roster,
    now: () => now,
    changed: () => undefined,
    carry: async (sealed) => {
      if (takes) carried.push({ sealed, at: now });
      return takes;
    },
  });
const fails = (...names: readonly string[]) => {
  for (const name of names) reports.note(name, "tcp", 200);
};
const works = (name: string) => reports.note(name, "ok", 50);
const told = async (): Promise<readonly Report[]> => {
  const opened = carried.map(({ sealed, at }) =>
    openReport(sealed, { key: warden.privateKey as never, groupKey: async () => groupKey, now: at }),
  );
  return (await Promise.all(opened)).map((one) => {
    if (!one.ok) throw new Error(one.reason);
    return one.value;
  });
};
const NAMES = ["a.example", "b.example", "c.example"] as const;
const [A, B, C] = NAMES;
/** Which mirrors were told of, and with which that worked. */
const pairs = async () => {
  const names = new Map(await Promise.all(NAMES.map(async (name) => [await mirrorDigest(name), name] as const)));
  return (await told()).map(({ mirror, control }) => [names.get(mirror), names.get(control.mirror)]);
};
const expectTold = (...expected: readonly (readonly string[])[]) =>
  expect.poll(pairs, { interval: 5 }).toEqual(expected);

describe("a report", () => {
  test("says of a mirror that failed and of one that worked what its format says, and no more", async () => {
    fails(A);
    works(B);
    await expectTold([A, B]);
    const [report] = await told();
    expect(report).toEqual({
      ...{ group: GROUP, hour: START / 3600, id: expect.stringMatching(/^[0-9a-f]{16}$/), outcome: "tcp" },
      ...{ elapsed: "instant", mirror: await mirrorDigest(A) },
      control: { mirror: await mirrorDigest(B), outcome: "ok" },
    });
  });

  test("is of the first that failed: it may have caused the others", async () => {
    fails(A, B);
    works(C);
    await expectTold([A, C]);
    works(C);
    await expectTold([A, C]);
  });

  test("is none where the mirror that works failed just before as well: it was the reader's own line", async () => {
    fails(A, B, C);
    works(B);
    works(C);
    fails(C);
    works(B);
    await expectTold([C, B]);
  });

  test("tells of the provider where two of one failed alike and another's works", async () => {
    const provided = (...providers: readonly number[]) => {
      const mirrors = NAMES.map((hostname, at) => {
        return { hostname, origin: `https://${hostname}`, door: "abcdefgh", zone: at, provider: providers[at] ?? 0 };
      });
      roster = { ...roster, mirrors };
    };
    provided(0, 0, 1);
    fails(A, B);
    works(C);
    await expectTold([A, C]);
    expect(await told()).toMatchObject([{ alike: true, outcome: "tcp" }]);

    // Not in the same way; of two providers; and where a third of the same works.
    now += 3600;
    fails(A);
    reports.note(B, "blockpage", 9);
    works(C);
    await expectTold([A, C], [A, C]);
    now += 3600;
    provided(0, 1, 1);
    fails(A, B);
    works(C);
    await expectTold([A, C], [A, C], [A, C]);
    now += 3600;
    provided(0, 0, 0);
    fails(A, B);
    works(C);
    await expectTold([A, C], [A, C], [A, C], [A, C]);
    carried.shift();
    for (const report of await told()) expect(report).not.toHaveProperty("alike");
  });

  test("tells of the provider, too, where one of the two was told of before", async () => {
    const mirrors = NAMES.map((hostname, at) => {
      return { hostname, origin: `https://${hostname}`, door: "abcdefgh", zone: at, provider: at === 2 ? 1 : 0 };
    });
    roster = { ...roster, mirrors };
    fails(B);
    works(C);
    await expectTold([B, C]);
    now += 10;
    fails(A);
    works(C);
    await expectTold([B, C], [A, C]);
    expect((await told())[1]).toMatchObject({ alike: true });
    now += 4000;
    fails(A);
    works(C);
    await expectTold([B, C], [A, C], [A, C]);
    expect((await told())[2]).not.toHaveProperty("alike");
  });

  test("is of a mirror once in an hour", async () => {
    fails(A);
    works(B);
    await expectTold([A, B]);
    now += 3599;
    fails(A, C);
    works(B);
    await expectTold([A, B], [C, B]);
    now += 1;
    fails(A);
    works(B);
    await expectTold([A, B], [C, B], [A, B]);
  });

  test("waits, over the lifeboat's lives, until a relay takes it, and asks for that not all the time", async () => {
    takes = false;
    fails(A);
    works(B);
    await expect.poll(() => reports.kept().reports).toHaveLength(1);
    const kept = JSON.parse(JSON.stringify(reports.kept()));
    takes = true;
    now += 299;
    works(B);
    fails(C);
    works(B);
    await expectTold([A, B]);
    await expect.poll(() => reports.kept().reports).toHaveLength(1);

    carried = [];
    reports = anew();
    reports.restore(kept);
    works(C);
    await expectTold([A, B]);
    expect(reports.kept().reports).toEqual([]);
    now += 60;
    fails(A);
    works(C);
    expect(await pairs()).toEqual([[A, B]]);
  });

  test.each(["reader", "operator"])("is none where the %s says so", async (who) => {
    if (who === "reader") reports.silence(true);
    else {
      const { report: _, ...silent } = roster;
      roster = silent;
    }
    fails(A);
    works(B);
    reports.silence(false);
    roster = { ...roster, report: { to: toBase64url(warden.point), key: toBase64url(groupKey) } };
    fails(C);
    works(B);
    await expectTold([C, B]);
  });

  test("that waits is dropped when the reader says no, and the no is kept", async () => {
    takes = false;
    fails(A);
    works(B);
    await expect.poll(() => reports.kept().reports).toHaveLength(1);
    reports.silence(true);
    expect(reports.kept()).toMatchObject({ reports: [], silent: true });
    const kept = reports.kept();
    reports = anew();
    reports.restore(kept);
    expect(reports.kept()).toMatchObject({ silent: true });
  });
});
