// When a burned hostname is looked at again. Blocks are lifted, more often by mistake than by mercy; but only a probe can say
// so, since no reader is sent to a burned mirror any more.

import type { Windows } from "./windows.ts";

/** The first re-test after `lastAt` (of the burn itself, where there was none yet); undefined after the last one. */
export function nextRetestAt(
  { since, lastAt }: { readonly since: number; readonly lastAt?: number },
  { retestSeconds }: Windows,
): number | undefined {
  return retestSeconds.map((seconds) => since + seconds).find((at) => at > (lastAt ?? since));
}
