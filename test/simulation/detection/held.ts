// What the warden's memory holds at a time: nothing later, nothing older than two days.
import { WINDOWS } from "../../../shared/domain/verdict/windows.ts";

export interface Held<Row> {
  until(now: number): readonly Row[];
  /** Of the first row later than this; infinity where there is none. */
  timeAfter(now: number): number;
}

/** `rows` in the order of time, asked about in the order of time. */
export function createHeld<Row extends { readonly at: number }>(rows: readonly Row[]): Held<Row> {
  let from = 0;
  let to = 0;
  return {
    until: (now) => {
      while ((rows[to]?.at ?? Number.POSITIVE_INFINITY) <= now) to++;
      while ((rows[from]?.at ?? Number.POSITIVE_INFINITY) <= now - WINDOWS.retentionSeconds) from++;
      return rows.slice(from, to);
    },
    timeAfter: (now) => rows.find(({ at }) => at > now)?.at ?? Number.POSITIVE_INFINITY,
  };
}
