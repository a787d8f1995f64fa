// What the operator has been told already: the same news comes again only after a while, also from one cron run to the next.
// A file in the state directory; one that is lost or damaged costs a repeated message and no more.

import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

const FILE = "notices.json";
const AGAIN_AFTER_SECONDS = 6 * 3600;
const FILE_MODE = 0o600;

const Remembered = v.object({
  /** Seconds since the epoch, by the notice's key. */
  told: v.record(v.string(), v.number()),
  /** The newest event of the warden's story that was looked at. */
  lastEvent: v.optional(v.number()),
});
export type Remembered = v.InferOutput<typeof Remembered>;

export async function recall(stateDir: string): Promise<Remembered> {
  const text = await readFile(join(stateDir, FILE), "utf8").catch(() => "");
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Remembered), text);
  return parsed.success ? parsed.output : { told: {} };
}

export async function remember(stateDir: string, remembered: Remembered): Promise<void> {
  const path = join(stateDir, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(remembered)}\n`, { mode: FILE_MODE });
  await rename(`${path}.new`, path);
}

export function isNews(key: string, { told }: Remembered, now: number): boolean {
  const at = told[key];
  // One from the future is a clock that was wrong.
  return at === undefined || now - at >= AGAIN_AFTER_SECONDS || at > now;
}

/** With `keys` told now, and what has grown old forgotten. */
export function withTold({ told, ...rest }: Remembered, keys: readonly string[], now: number): Remembered {
  const kept = Object.entries(told).filter(([, at]) => now - at < AGAIN_AFTER_SECONDS && at <= now);
  return { ...rest, told: { ...Object.fromEntries(kept), ...Object.fromEntries(keys.map((key) => [key, now])) } };
}
