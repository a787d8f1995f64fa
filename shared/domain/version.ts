// The fields every record body begins with.

import * as v from "valibot";

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const versioned = {
  v: v.literal(1),
  /** Only grows; a reader of the record refuses a lower one than it has seen. */
  version: count,
  /** Seconds since the epoch. */
  issuedAt: count,
} as const;
