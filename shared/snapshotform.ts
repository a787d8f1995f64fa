// What a snapshot says, between the warden that takes it and the tools that bring it back: tables as lists of rows, by column,
// so that a newer warden can read an older one's.

import * as v from "valibot";

const Cell = v.nullable(v.union([v.string(), v.number()]));

export const SnapshotForm = v.strictObject({
  v: v.literal(1),
  /** Only grows; a snapshot is stored under it. */
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** Seconds since the epoch. */
  takenAt: v.pipe(v.number(), v.safeInteger()),
  tables: v.record(
    v.string(),
    v.strictObject({ columns: v.array(v.pipe(v.string(), v.regex(/^[A-Za-z]+$/))), rows: v.array(v.array(Cell)) }),
  ),
});
export type Snapshot = v.InferOutput<typeof SnapshotForm>;

const NUMBER_DIGITS = 12;

/** Names sort as their numbers do. */
export function snapshotName(number: number): string {
  return `snapshot-${String(number).padStart(NUMBER_DIGITS, "0")}`;
}

export function snapshotNumber(name: string): number | undefined {
  const digits = /^snapshot-(\d{12})$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
