// A link that was just given out.

import { setTimeout as sleep } from "node:timers/promises";
import { type OpenedLink, openLink } from "../../scripts/links/open.ts";
import type { Reach } from "../../scripts/reach.ts";

const LOOK_MS = 200;

/** A relay keeps what it read for half a minute, so a lineage just born is a stranger to it at first. */
export async function openWhenLetIn(url: string, reach: Reach): Promise<OpenedLink> {
  for (;;) {
    const opened = await openLink(url, reach);
    if (opened.ok) return opened.value;
    if (opened.reason !== "stranger") throw new Error(`${url} does not open: ${opened.detail ?? opened.reason}`);
    await sleep(LOOK_MS);
  }
}
