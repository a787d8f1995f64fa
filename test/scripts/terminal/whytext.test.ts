import { expect, it } from "vitest";
import { createScreen } from "../../../scripts/terminal/screen.ts";
import { whyText } from "../../../scripts/terminal/whytext.ts";
import { judgeHost } from "../../../shared/domain/verdict/judge.ts";
import type { Why } from "../../../shared/wardenapi.ts";

const { style } = createScreen(
  { stdout: { write: () => true }, stderr: { write: () => true }, env: { NO_COLOR: "1" } },
  false,
);
const NOTHING: Why = {
  ...{
    hostname: "leaf.garden.example",
    verdicts: [],
    standing: [],
    blocklist: [],
    wishes: [],
    weather: [],
    events: [],
  },
};
const AT = 1_795_348_800;

it("says in words what is known, country by country, and what would tell more", () => {
  const evidence = { groups: [], sightings: [], reports: [], probes: [], signals: [], words: [] };
  const verdict = judgeHost(
    { ...evidence, hostname: "leaf.garden.example", country: "IR", standing: { since: AT, cause: "censor" } },
    { now: AT + 60 },
  );
  const why: Why = {
    ...NOTHING,
    mirror: {
      ...{ hostname: "leaf.garden.example", zone: "garden.example", account: "main", service: "news", state: "burned" },
      ...{ door: "abcdefgh", origin: "https://leaf.garden.example", createdAt: AT, changedAt: AT, groups: 1 },
    },
    verdicts: [{ ...verdict, lines: ["leaf.garden.example is burned in IR, cause censor.", "A reason."] }],
    standing: [{ hostname: "leaf.garden.example", country: "IR", state: "burned", level: "hostname", since: AT }],
    blocklist: [{ pattern: "leaf.garden.example", country: "IR", cause: "censor", at: AT }],
    wishes: [
      {
        ...{
          hostname: "leaf.garden.example",
          canary: "tin-lamp.garden.example",
          origin: "https://leaf.garden.example",
        },
        ...{ country: "IR", reason: "retest", dueAt: AT + 43_200 },
      },
    ],
    events: [{ id: 1, at: AT, event: "burned", detail: "censor IR" }],
  };
  expect(whyText(why, { style }).split("\n")).toEqual([
    "leaf.garden.example is a mirror of news: burned, on main, shown to one group.",
    "",
    "● leaf.garden.example is burned in IR, cause censor.  (since 2026-11-22 12:00 UTC)",
    "  A reason.",
    "On the blocklist: leaf.garden.example (IR, censor) since 2026-11-22 12:00 UTC.",
    "A probe from IR is wished for to see whether the block was lifted, from 2026-11-23 00:00 UTC on; its canary is tin-lamp.garden.example.",
    "",
    "What happened",
    "  2026-11-22 12:00 UTC  burned  censor IR",
  ]);
});

it("says that it is the zone that is tested again", () => {
  const canary = "tin-lamp.garden.example";
  const wish = { hostname: canary, canary, origin: `https://${canary}`, pattern: "*.garden.example" };
  const why: Why = { ...NOTHING, wishes: [{ ...wish, country: "IR", reason: "retest", dueAt: AT }] };
  expect(whyText(why, { style })).toContain("to see whether the block of *.garden.example was lifted");
});

it("says so where nothing is known", () => {
  expect(whyText(NOTHING, { style })).toBe(
    "leaf.garden.example is no mirror of this mesh.\nNobody has said anything about it, and nobody was seen there.",
  );
});
