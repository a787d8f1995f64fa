// When readers sleep: by the wall clock where they are, also on the days clocks change.

import { describe, expect, test } from "vitest";
import { isQuiet } from "../../../scripts/autopilot/quiethours.ts";

const NIGHT = { fromMinute: 60, toMinute: 300 };
const at = (text: string) => Date.parse(text) / 1000;

describe("quiet hours", () => {
  test.each([
    ["before one in Tehran", "2026-11-25T21:29:00Z", "Asia/Tehran", false],
    ["at one in Tehran, which is half past nine in the evening in London", "2026-11-25T21:30:00Z", "Asia/Tehran", true],
    ["a minute before five", "2026-11-26T01:29:59Z", "Asia/Tehran", true],
    ["at five", "2026-11-26T01:30:00Z", "Asia/Tehran", false],
    ["one o'clock in Moscow", "2026-11-25T22:00:00Z", "Europe/Moscow", true],
    // Berlin, 2026-03-29: 02:00 becomes 03:00.
    ["the last minute before spring forward", "2026-03-29T00:59:00Z", "Europe/Berlin", true],
    ["the minute after it, three o'clock", "2026-03-29T01:00:00Z", "Europe/Berlin", true],
    ["five o'clock of that day, an hour sooner", "2026-03-29T03:00:00Z", "Europe/Berlin", false],
    // Berlin, 2026-10-25: 03:00 becomes 02:00, so the night has five quiet hours.
    ["half past two in the autumn", "2026-10-25T00:30:00Z", "Europe/Berlin", true],
    ["half past two once more", "2026-10-25T01:30:00Z", "Europe/Berlin", true],
    ["a minute before five by winter time", "2026-10-25T03:59:00Z", "Europe/Berlin", true],
    ["five by winter time", "2026-10-25T04:00:00Z", "Europe/Berlin", false],
  ])("%s", (_, text, timeZone, quiet) => expect(isQuiet(at(text), NIGHT, timeZone)).toBe(quiet));

  test("every hour of both days of change is either quiet or not as the wall clock says", () => {
    const formatted = new Intl.DateTimeFormat("en", { timeZone: "Europe/Berlin", hour: "2-digit", hourCycle: "h23" });
    for (const day of ["2026-03-29", "2026-10-25"]) {
      for (let minute = 0; minute < 26 * 60; minute += 7) {
        const now = at(`${day}T00:00:00Z`) - 3600 + minute * 60;
        const hour = Number(formatted.format(now * 1000));
        expect(isQuiet(now, NIGHT, "Europe/Berlin")).toBe(hour >= 1 && hour < 5);
      }
    }
  });

  test.each([
    ["2026-11-25T22:59:00Z", false],
    ["2026-11-25T23:00:00Z", true],
    ["2026-11-26T00:30:00Z", true],
    ["2026-11-26T02:00:00Z", false],
  ])("may go over midnight: %s", (text, quiet) =>
    expect(isQuiet(at(text), { fromMinute: 23 * 60, toMinute: 2 * 60 }, "UTC")).toBe(quiet),
  );

  test("that begin when they end are none", () =>
    expect(isQuiet(at("2026-11-26T01:00:00Z"), { fromMinute: 60, toMinute: 60 }, "UTC")).toBe(false));
});
