// What a running mesh shows: every event once, and where a person watches a table drawn in place.

import { setTimeout as sleep } from "node:timers/promises";
import type { MeshEvent, MeshStatus } from "../../shared/wardenapi.ts";
import { mirrorTable, ordersLine } from "../terminal/meshtable.ts";
import type { Screen } from "../terminal/screen.ts";
import type { WardenClient } from "../wardenclient.ts";

export interface WatchOptions {
  readonly warden: WardenClient;
  readonly screen: Screen;
  readonly everyMilliseconds: number;
  readonly signal: AbortSignal;
}

const RECENT_EVENTS = 5;
/** The config is told to the warden at every start; that is no news. */
const SILENT: readonly MeshEvent["event"][] = ["configured"];

/** Until `signal`. A warden that does not answer for a moment is said, and asked again. */
export async function watchMesh({ warden, screen, everyMilliseconds, signal }: WatchOptions): Promise<void> {
  let last = await newestEvent(warden);
  const recent: MeshEvent[] = [];
  let drawn = "";
  while (!signal.aborted) {
    try {
      const events = await warden.events(last);
      last = events.at(-1)?.id ?? last;
      const news = events.filter(({ event }) => !SILENT.includes(event));
      for (const event of news) tell(event, screen);
      recent.push(...news);
      recent.splice(0, Math.max(0, recent.length - RECENT_EVENTS));
      if (screen.watched && !screen.json) {
        const picture = draw(await warden.status(), recent, screen);
        if (picture !== drawn) screen.redraw(picture);
        drawn = picture;
      }
    } catch {
      if (!signal.aborted)
        screen.redraw(`${drawn}\n\n${screen.style.yellow("!")} The warden does not answer; asking again.`);
    }
    await sleep(everyMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

async function newestEvent(warden: WardenClient): Promise<number> {
  return (await warden.status()).events.reduce((newest, { id }) => Math.max(newest, id), 0);
}

function tell(event: MeshEvent, screen: Screen): void {
  if (screen.json) screen.data(eventData(event));
  else if (!screen.watched) screen.out(eventText(event));
}

/** One line of `--json`. */
export function eventData({ event, hostname, service, at }: MeshEvent): Readonly<Record<string, unknown>> {
  return { event, hostname, service, at: new Date(at * 1000).toISOString() };
}

function eventText({ event, hostname, service, at, detail }: MeshEvent): string {
  const time = new Date(at * 1000).toTimeString().slice(0, 8);
  return `${time}  ${event.padEnd(10)}  ${[hostname ?? service, detail].filter(Boolean).join("  ")}`;
}

function draw(status: MeshStatus, recent: readonly MeshEvent[], screen: Screen): string {
  const news = recent.map((event) => screen.style.dim(eventText(event))).join("\n");
  return [mirrorTable(status, screen), ordersLine(status, screen), news].filter((part) => part !== "").join("\n\n");
}
