// What the registry knows of a hostname that its evidence does not: who is shown it, what providers and the operator said,
// and which burns stand.

import { shownMirrors } from "../../../shared/domain/groups.ts";
import { concerns } from "../../../shared/domain/verdict/signals.ts";
import type { Book } from "../book.ts";
import { accountOf } from "../need.ts";
import type { HostContext } from "./notes.ts";

export type ContextOf = (hostname: string) => HostContext;

/** Groups and signals are read once for all hostnames asked for. */
export function createContexts(book: Book): ContextOf {
  const showing = new Map<string, string[]>();
  for (const group of book.groups.all()) {
    for (const hostname of shownMirrors(group)) showing.set(hostname, [...(showing.get(hostname) ?? []), group.id]);
  }
  const signals = book.signals.all();
  const mesh = book.settings.mesh();
  return (hostname) => {
    const mirror = book.mirrors.find(hostname);
    const cleared = book.verdicts
      .of(hostname)
      .flatMap(({ verdict: { country }, clearedAt }) => (clearedAt === undefined ? [] : { country, at: clearedAt }));
    return {
      hostname,
      groups: (showing.get(hostname) ?? []).map((group) => ({ group, readers: book.readers.countInGroup(group) })),
      signals:
        mirror === undefined
          ? []
          : signals.filter((signal) => concerns(signal, { ...mirror, account: accountOf(mirror, mesh) })),
      words: book.verdicts.wordsOn(hostname).map(({ pattern: _pattern, ...word }) => word),
      standing: book.burns.covering(hostname).map(({ country = "", cause, at }) => ({ country, cause, since: at })),
      cleared,
    };
  };
}
