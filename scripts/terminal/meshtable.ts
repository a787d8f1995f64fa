// A mesh as a terminal shows it: one line a mirror, what needs doing, what is blocked. `hezar status` prints it once,
// `start` and `up` draw it again and again.

import type { BurnedEntry } from "../../shared/domain/blocklist.ts";
import type { MirrorState } from "../../shared/domain/mirror.ts";
import { isStanding, type MeshStatus, type Mirror } from "../../shared/wardenapi.ts";
import type { Screen, Style } from "./screen.ts";
import { table } from "./table.ts";

const ORDER_OF_STATES: readonly MirrorState[] = ["live", "suspect", "reserve", "minting", "burned", "retired"];
const DOTS: Readonly<Record<MirrorState, { readonly sign: string; readonly color: Exclude<keyof Style, "bold"> }>> = {
  live: { sign: "●", color: "green" },
  suspect: { sign: "●", color: "yellow" },
  reserve: { sign: "○", color: "green" },
  minting: { sign: "◌", color: "cyan" },
  burned: { sign: "✕", color: "red" },
  retired: { sign: "·", color: "dim" },
};

export function statusText(status: MeshStatus, screen: Screen): string {
  return [
    mirrorTable(status, screen),
    ordersLine(status, screen),
    troubleText(status, screen),
    blockedText(status, screen),
    unpublishedLine(status, screen),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

export function mirrorTable(status: MeshStatus, { style }: Screen): string {
  const shown = status.mirrors.filter(({ state }) => state !== "retired");
  if (shown.length === 0) return style.dim("No mirrors yet.");
  const rows = shown
    .toSorted(byStateThenAge)
    .map((mirror) => [
      mirror.hostname,
      stateText(mirror, style),
      mirror.service,
      mirror.groups,
      spanText(status.now - mirror.createdAt),
    ]);
  return table(["MIRROR", "STATE", "SERVICE", "GROUPS", "AGE"], rows, style);
}

/** What an operator should do about orders, in one line; empty where nothing stands. */
export function ordersLine({ orders, services }: MeshStatus, { style }: Screen): string {
  const standing = orders.filter(isStanding);
  if (standing.length === 0) return "";
  const counts = services.map(({ id }) => ({ id, count: standing.filter(({ service }) => service === id).length }));
  const each = counts.filter(({ count }) => count > 0).map(({ id, count }) => `${count} for ${id}`);
  const noun = standing.length === 1 ? "order stands" : "orders stand";
  return `${style.yellow("!")} ${standing.length} ${noun} (${each.join(", ")}): ${style.bold("hezar mint")} fills ${standing.length === 1 ? "it" : "them"}.`;
}

/** Accounts that are not well, and since when. */
function troubleText({ accounts, now }: MeshStatus, { style }: Screen): string {
  return accounts
    .map(({ id, state, since, detail }) => `${style.red(`${id} ${state}`)} for ${spanText(now - since)}: ${detail}`)
    .join("\n");
}

/** 42s, 7m, 12h, 3d. */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 2 * 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

function stateText({ state }: Mirror, style: Style): string {
  const { sign, color } = DOTS[state];
  return `${style[color](sign)} ${state}`;
}

function byStateThenAge(left: Mirror, right: Mirror): number {
  return ORDER_OF_STATES.indexOf(left.state) - ORDER_OF_STATES.indexOf(right.state) || right.createdAt - left.createdAt;
}

function blockedText({ blocklist, now }: MeshStatus, { style }: Screen): string {
  if (blocklist.entries.length === 0) return "";
  const row = ({ pattern, country, cause, at }: BurnedEntry) => [
    pattern,
    cause,
    country ?? "everywhere",
    spanText(now - at),
  ];
  return table(["BLOCKED", "CAUSE", "WHERE", "SINCE"], blocklist.entries.map(row), style);
}

function unpublishedLine({ unpublished }: MeshStatus, { style }: Screen): string {
  if (unpublished.length === 0) return "";
  return style.dim(`KV is catching up (one write a second and key): ${unpublished.join(", ")}`);
}
