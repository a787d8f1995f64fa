import { expect, it } from "vitest";
import { explain } from "../../../../shared/domain/verdict/explain.ts";
import { judgeHost } from "../../../../shared/domain/verdict/judge.ts";
import { nextRetestAt } from "../../../../shared/domain/verdict/retest.ts";
import { concerns } from "../../../../shared/domain/verdict/signals.ts";
import { scaleWindows, WINDOWS } from "../../../../shared/domain/verdict/windows.ts";
import {
  crowd,
  DAY,
  failures,
  HOUR,
  hostEvidence,
  MINUTE,
  NOW,
  past,
  probe,
  report,
  signal,
} from "./evidencemaking.ts";

const say = (changes: Parameters<typeof hostEvidence>[0]) => explain(judgeHost(hostEvidence(changes), { now: NOW }));

it("a burn by readers is explained with both its halves", () => {
  const sightings = [...past(), ...crowd(20, { served: 0, to: NOW - MINUTE })];
  expect(say({ sightings, reports: [...failures(5), report({ control: "failed" })] })).toEqual([
    "blue-reed.garden.example is burned in IR, cause censor.",
    "Its own readers stay away: of 20 seen on the mesh within 30 minutes it served 0, before that 86 %; the chance of so few is 4.3e-15, below the 1.0e-4 that counts as a drop.",
    "6 reports, as votes 5 failed and 0 ok: score 10.4, which convinces (6.9). Not counted: 1 could not reach another mirror either.",
  ]);
});

it.each([
  {
    of: "a signal",
    changes: { signals: [signal("quota")] },
    says: "Not the censor: quota on 2024-10-04 11:55 UTC (seen by a health check).",
  },
  {
    of: "probes",
    changes: { probes: [probe(), probe({ at: NOW - 60 })] },
    says: "Probes on AS1 found it blocked (tls-sni) in 2 runs, confirmed on a re-run.",
  },
  {
    of: "a small group",
    changes: { groups: [{ group: "g", readers: 3 }], reports: [report()] },
    says: "Its biggest group has 3 readers; traffic says something from 10 on.",
  },
  {
    of: "a standing burn",
    changes: { standing: { since: NOW - DAY, cause: "censor" as const } },
    says: "Burned since 2024-10-03 12:00 UTC (censor); only probes or the operator lift that.",
  },
  {
    of: "a standing flag",
    changes: { standing: { since: NOW - DAY, cause: "flagged" as const } },
    says: "Burned since 2024-10-03 12:00 UTC (flagged); only the operator lifts that.",
  },
  { of: "nothing", changes: {}, says: "Nothing speaks against it." },
])("the words of $of", ({ changes, says }) => {
  expect(say(changes)).toContain(says);
});

it("a burned entry is tested again after twelve hours, a day and a week, then no more", () => {
  const since = NOW;
  const times = [undefined, NOW + 12 * HOUR, NOW + DAY, NOW + 7 * DAY].map((lastAt) =>
    nextRetestAt(lastAt === undefined ? { since } : { since, lastAt }, WINDOWS),
  );
  expect(times).toEqual([NOW + 12 * HOUR, NOW + DAY, NOW + 7 * DAY, undefined]);
});

it("a signal concerns the mirrors that have all it names", () => {
  const place = { hostname: "a.one.org", zone: "one.org", account: "first", service: "news" };
  const told = [
    { account: "first" },
    { account: "second" },
    { zone: "one.org", account: "first" },
    { hostname: "b.one.org" },
    {},
  ];
  const concerned = told.map((names) => concerns({ at: NOW, kind: "quota", detail: "", ...names }, place));
  expect(concerned).toEqual([true, false, true, false, false]);
});

it("all windows scale together", () => {
  const scaled = scaleWindows(WINDOWS, 1 / 60);
  expect(scaled).toMatchObject({ slotSeconds: 5, residualSeconds: 3, retestSeconds: [720, 1440, 10_080] });
});
