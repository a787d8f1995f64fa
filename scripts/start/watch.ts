// What a running mesh shows: every event once, and where a person watches a table drawn in place.

import { setTimeout as sleep } from "node:timers/promises";
import type { MeshEvent, MeshStatus } from "../../shared/wardenapi.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import { mirrorTable, ordersLine } from "../terminal/meshtable.ts";
import type { Screen } from "../terminal/screen.ts";

export interface WatchOptions {
  readonly warden: WardenClient;
  readonly screen: Screen;
  readonly everyMilliseconds: number;
  readonly signal: AbortSignal;
}

const RECENT_LINES = 5;
const RECENT_MOST = 100;
/** For a person; a program gets them all but the first, which every start makes. */
const STEPS_BETWEEN: readonly MeshEvent["event"][] = ["configured", "claimed", "handed-out"];

/** Until `signal`. A warden that does not answer for a moment is said, and asked again. */
export async function watchMesh({ warden, screen, everyMilliseconds, signal }: WatchOptions): Promise<void> {
  let last = await newestEvent(warden);
  const recent: string[] = [];
  let drawn = "";
  while (!signal.aborted) {
    try {
      const events = await warden.events(last);
      last = events.at(-1)?.id ?? last;
      for (const event of events) tell(event, screen);
      const news = events.filter(isNews);
      recent.push(...news.map(eventText));
      recent.splice(0, Math.max(0, recent.length - RECENT_MOST));
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

function isNews({ event }: MeshEvent): boolean {
  return !STEPS_BETWEEN.includes(event);
}

function tell(event: MeshEvent, screen: Screen): void {
  if (event.event === "configured") return;
  if (screen.json) screen.data(eventData(event));
  else if (!screen.watched && isNews(event)) screen.out(eventText(event));
}

/** One line of `--json`. */
function eventData({ event, hostname, service, at }: MeshEvent): Readonly<Record<string, unknown>> {
  return { event, hostname, service, at: new Date(at * 1000).toISOString() };
}

function eventText({ event, hostname, service, at, detail }: MeshEvent): string {
  const time = new Date(at * 1000).toTimeString().slice(0, 8);
  return `${time}  ${event.padEnd(10)}  ${[hostname ?? service, detail].filter(Boolean).join("  ")}`;
}

function draw(status: MeshStatus, recent: readonly string[], screen: Screen): string {
  const news = screen.style.dim(counted(recent).slice(-RECENT_LINES).join("\n"));
  const parts = [mirrorTable(status, screen), ordersLine(status, screen), ...(recent.length === 0 ? [] : [news])];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Equal lines in a row become one with a count. */
function counted(lines: readonly string[]): readonly string[] {
  const runs: { readonly line: string; count: number }[] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.line === line) last.count++;
    else runs.push({ line, count: 1 });
  }
  return runs.map(({ line, count }) => (count === 1 ? line : `${line}  ×${count}`));
}
