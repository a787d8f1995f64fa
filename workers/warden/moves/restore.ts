// A warden that starts with another's memory: the one whose account died. It goes on above whatever that one still published
// after the snapshot, since every reader of a record refuses a version below one it has seen.

import { ok, refuse } from "../../../shared/domain/result.ts";
import type { Snapshot } from "../../../shared/snapshotform.ts";
import { restoreTables } from "../snapshots/memory.ts";
import { createSettings } from "../tables/settings.ts";
import type { Moved } from "./move.ts";

/** More than the seconds between a snapshot and a death can hold. */
const VERSIONS_AHEAD = 1_000_000;
const NUMBERS_AHEAD = 1_000;

/** Once, into a memory that has nothing yet; the same snapshot again is success. */
export function restore(
  sql: SqlStorage,
  { number, tables }: Snapshot,
  now: number,
): Moved<{ readonly number: number }> {
  const settings = createSettings(sql);
  if (settings.restored() === number) return ok({ number });
  if (settings.mesh() !== undefined) return refuse("conflict", "this warden has a memory of its own");
  // What a fresh warden noted meanwhile (its keyring, its first events) gives way to what the old one knew.
  for (const table of Object.keys(tables)) if (/^(?:events|versions)$/.test(table)) sql.exec(`DELETE FROM ${table}`);
  restoreTables(sql, tables);
  sql.exec("UPDATE versions SET version = version + ?", VERSIONS_AHEAD);
  sql.exec("DELETE FROM deliveries");
  // The lost account knew them: carried tickets still open, cookies no more, and new keys are made (moves/jarkeys.ts).
  sql.exec("UPDATE jarKeys SET leads = 1, carriedOnly = 1");
  settings.saveRestored(number);
  // A number above any that the old warden's holders have, so that none of them steers here.
  settings.saveLease({ holder: "", fence: now, until: 0 });
  settings.saveSnapshots({ ...settings.snapshots(), number: number + NUMBERS_AHEAD });
  return ok({ number });
}
