// What the warden remembers of its snapshots: the number of the last, and for each shelf what it holds.

export interface ShelfState {
  /** Of the memory it holds; empty for none. */
  readonly digest: string;
  /** The newest it holds; 0 for none. */
  readonly number: number;
  /** Seconds since the epoch. */
  readonly takenAt: number;
  /** All it holds, oldest first. */
  readonly names: readonly string[];
  /** Failures since the last success, and when to try again, milliseconds. */
  readonly attempts: number;
  readonly dueAt: number;
  /** Snapshots it may take at once, as of `countedAt` (milliseconds). */
  readonly credit: number;
  readonly countedAt: number;
}

export interface SnapshotsState {
  readonly number: number;
  readonly shelves: Readonly<Record<string, ShelfState>>;
}

const DAY_MS = 86_400_000;
const BACKOFF_FIRST_MS = 5_000;
const BACKOFF_LIMIT_MS = 15 * 60_000;
/** A busy hour may take so many of a day's. */
const CREDIT_PART = 0.3;
const NAMES_KEPT = 50;

export const EMPTY: SnapshotsState = { number: 0, shelves: {} };

const FRESH: ShelfState = {
  ...{ digest: "", number: 0, takenAt: 0, names: [], attempts: 0, dueAt: 0 },
  ...{ credit: Number.POSITIVE_INFINITY, countedAt: 0 },
};

export interface Allowance {
  readonly perDay: number | undefined;
  readonly nowMs: number;
}

/** The shelf now, its credit grown by the time since. */
export function shelfNow(state: SnapshotsState, id: string, { perDay, nowMs }: Allowance): ShelfState {
  const shelf = state.shelves[id] ?? FRESH;
  if (perDay === undefined) return { ...shelf, credit: 1, countedAt: nowMs };
  const most = perDay * CREDIT_PART;
  // JSON has no Infinity: a fresh shelf comes back with null.
  const before = Number.isFinite(shelf.credit) ? shelf.credit : most;
  const grown = before + (Math.max(0, nowMs - shelf.countedAt) * perDay) / DAY_MS;
  return { ...shelf, credit: Math.min(most, grown), countedAt: nowMs };
}

/** When the shelf may be given a snapshot. */
export function readyAt({ credit, dueAt }: ShelfState, { perDay, nowMs }: Allowance): number {
  if (perDay === undefined || credit >= 1) return Math.max(nowMs, dueAt);
  return Math.max(dueAt, nowMs + Math.ceil(((1 - credit) * DAY_MS) / perDay));
}

export function taken(
  shelf: ShelfState,
  told: Pick<ShelfState, "digest" | "number" | "takenAt"> & { readonly name: string },
): { readonly shelf: ShelfState; readonly surplus: readonly string[] } {
  const { name, ...rest } = told;
  const names = [...shelf.names, name];
  const surplus = names.slice(0, Math.max(0, names.length - NAMES_KEPT));
  const kept = names.slice(surplus.length);
  return { shelf: { ...shelf, ...rest, names: kept, attempts: 0, dueAt: 0, credit: shelf.credit - 1 }, surplus };
}

export function failed(shelf: ShelfState, nowMs: number): ShelfState {
  const wait = Math.min(BACKOFF_LIMIT_MS, BACKOFF_FIRST_MS * 2 ** Math.min(shelf.attempts, 10));
  return { ...shelf, attempts: shelf.attempts + 1, dueAt: nowMs + wait };
}
