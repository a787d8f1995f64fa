// What time does: tickets end and their readers are forgotten, mirrors nobody can open any more are drained, and records
// are written anew before they grow old.

import { SECONDS_PER_HOUR } from "../../../shared/domain/ticket.ts";
import { KEYS, rosterKey } from "../../../shared/store/keys.ts";
import type { Book } from "../book.ts";
import { URGENCY } from "../tables/outbox.ts";
import { retire } from "./retire.ts";
import { settle } from "./settle.ts";

/** Refresh at this part of a record's age, so that a failed cron or a slow KV does not make it late. */
const REFRESH_PART = 0.8;
/** A mirror stays at least this long after it changed, so that the operator sees what became of it. */
const UNSEEN_SECONDS = 86_400;

export function tidy(book: Book): void {
  const ended = book.readers.removeExpired(Math.floor(book.now / SECONDS_PER_HOUR));
  book.invites.removeExpired(book.now);
  forgetEvidence(book);
  for (const lineage of ended) book.outbox.touch(rosterKey(lineage), { urgency: URGENCY.routine });
  book.groups.removeEmpty();
  retireDrained(book);
  forgetUnseen(book);
  refresh(book);
  settle(book);
}

/** Of readers nothing outlives the retention but counts; of hosts that are well, nothing but what the events say. */
function forgetEvidence({ tags, reports, signals, spares, verdicts, windows, now }: Book): void {
  tags.forget();
  reports.forget(windows.residualSeconds);
  signals.forget(now - windows.retentionSeconds);
  spares.forget();
  verdicts.forget(now - 7 * windows.retentionSeconds);
}

function retireDrained(book: Book): void {
  const over = book.mirrors
    .inState("live", "suspect")
    .filter(({ drainsUntil }) => drainsUntil > 0 && drainsUntil <= book.now);
  for (const { hostname } of over) retire(book, hostname);
}

/** Of those nobody is shown: once no reader is left who ever was. */
function forgetUnseen(book: Book): void {
  const held = new Set(book.groups.all().flatMap((group) => [...group.owned, ...group.borrowed]));
  const stale = book.mirrors
    .inState("live", "suspect", "burned")
    .filter((mirror) => book.now - mirror.changedAt > UNSEEN_SECONDS && !held.has(mirror.hostname));
  for (const { hostname, service } of stale) {
    if (book.mirrors.admitted(hostname).some((lineage) => book.readers.count(lineage) > 0)) continue;
    book.mirrors.setState(hostname, "retired");
    book.orders.forgetReplaced(hostname);
    book.events.add("retired", { hostname, service, detail: "drained" });
  }
}

function isInhabited(book: Book, lineage: string): boolean {
  return book.groups.lineage(lineage)?.open === 1 || book.readers.count(lineage) > 0;
}

function refresh(book: Book): void {
  const seen = new Set<string>();
  for (const { key, writtenAt } of book.outbox.written()) {
    if (seen.has(key)) continue;
    const spec = Object.values(KEYS).find(({ prefix, suffix }) =>
      suffix === "" ? key === prefix : key.startsWith(prefix),
    );
    const age = book.now - Math.floor(writtenAt / 1000);
    if (spec === undefined || age < spec.refreshSeconds * REFRESH_PART) continue;
    seen.add(key);
    const isOver = key.startsWith(KEYS.roster.prefix) && !isInhabited(book, key.slice(KEYS.roster.prefix.length));
    if (isOver) book.outbox.forget(key);
    else book.outbox.touch(key, { urgency: URGENCY.routine });
  }
}
