// What the registry knows of a hostname that its evidence does not: who is shown it, what providers and the operator said,
// and which burns stand.

import { type Group, shownMirrors } from "../../../shared/domain/groups.ts";
import { concerns } from "../../../shared/domain/verdict/signals.ts";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";
import type { Book } from "../book.ts";
import { accountOf } from "../need.ts";
import type { HostContext } from "./notes.ts";

export type ContextOf = (hostname: string) => HostContext;

/** Signals are read once for all hostnames asked for, groups a lineage: a post must not read every group of a big mesh. */
export function createContexts(book: Book): ContextOf {
  const known = new Map<string, readonly Group[]>();
  const groupsOf = (lineage: string) => {
    const groups = known.get(lineage) ?? book.groups.of(lineage);
    known.set(lineage, groups);
    return groups;
  };
  const showing = (hostname: string) =>
    book.mirrors
      .admitted(hostname)
      .flatMap(groupsOf)
      .filter((group) => shownMirrors(group).includes(hostname));
  const signals = book.signals.all();
  const mesh = book.settings.mesh();
  return (hostname) => {
    const mirror = book.mirrors.find(hostname);
    const verdicts = book.verdicts.of(hostname);
    const cleared = verdicts.flatMap(({ verdict: { country }, clearedAt }) =>
      clearedAt === undefined ? [] : { country, at: clearedAt },
    );
    return {
      hostname,
      groups: showing(hostname).map(({ id }) => ({ group: id, readers: book.readers.countInGroup(id) })),
      signals:
        mirror === undefined
          ? []
          : signals.filter((signal) => concerns(signal, { ...mirror, account: accountOf(mirror, mesh) })),
      words: book.words.on(hostname).map(({ pattern: _pattern, ...word }) => word),
      standing: book.burns.covering(hostname).map(({ country = "", cause, at }) => ({ country, cause, since: at })),
      doubted: verdicts.flatMap(({ verdict }) => (isOpen(book, verdict) ? [verdict.country] : [])),
      cleared,
    };
  };
}

/** Suspects, and what was found burned and is not: while the weather forbade it, or a canary whose zone was lifted. */
export function isOpen(book: Book, { state, hostname }: Verdict): boolean {
  return state === "suspect" || (state === "burned" && !book.burns.covers(hostname));
}
