// The hours in which most readers sleep, by the wall clock where they are. Only the instant is asked, never an hour added
// to another: so on the day clocks change an hour that does not exist is never waited for, and one that comes twice counts
// twice.

export interface QuietHours {
  /** Minutes since midnight; from after to means over midnight. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** `now` in seconds since the epoch; `timeZone` as the IANA database names it. */
export function isQuiet(now: number, { fromMinute, toMinute }: QuietHours, timeZone: string): boolean {
  const minute = minuteOfDay(now, timeZone);
  if (fromMinute === toMinute) return false;
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute;
  return minute >= fromMinute || minute < toMinute;
}

function minuteOfDay(now: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(now * 1000);
  const numberOf = (type: "hour" | "minute") => Number(parts.find((part) => part.type === type)?.value);
  return numberOf("hour") * 60 + numberOf("minute");
}

/** Making one reads the zone's rules, which is dear. */
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en", { timeZone, hourCycle: "h23", hour: "2-digit", minute: "2-digit" });
  formats.set(timeZone, made);
  return made;
}
