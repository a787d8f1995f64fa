// The record of a zone: one KV read tells a relay every mirror of its zone, their doors and the lineages each admits, so that
// a stranger's random labels cost no look-ups.

import * as v from "valibot";
import { DOOR, LABEL } from "./mirror.ts";
import { SERVICE_ID } from "./service.ts";
import { versioned } from "./version.ts";

const lineage = v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/));

export const ZoneBody = v.strictObject({
  ...versioned,
  zone: v.pipe(v.string(), v.maxLength(253)),
  service: v.pipe(v.string(), v.regex(SERVICE_ID)),
  mirrors: v.array(
    v.strictObject({
      label: v.pipe(v.string(), v.regex(LABEL)),
      door: v.pipe(v.string(), v.regex(DOOR)),
      /** A burned mirror still serves who holds a ticket for it, and says that it is burned. */
      burned: v.boolean(),
      lineages: v.array(lineage),
    }),
  ),
});
export type ZoneRecord = v.InferOutput<typeof ZoneBody>;
export type MirrorRecord = ZoneRecord["mirrors"][number];
