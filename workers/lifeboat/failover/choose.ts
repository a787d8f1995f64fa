// Which other mirror is asked. Who names many hostnames in a minute tells the wire what they carry, so one already named is
// asked before a new one, at most one new one is opened in a while unless that one fails too, and among equals the draw is
// random: else a censor who reads the roster knows whom to block next. Two like failures on one provider say more of the
// provider than of its hostnames.

import type { OtherMirror, Remembered, Windows } from "./hold.ts";

export interface Choosing {
  readonly mirrors: readonly OtherMirror[];
  /** Hostnames asked for this request already. */
  readonly tried: ReadonlySet<string>;
  readonly named: Named;
  readonly remembered: (hostname: string) => Remembered | undefined;
  /** The own mirror while it fails: one failure on its provider. */
  readonly home?: Pick<OtherMirror, "provider"> & Pick<Remembered, "outcome">;
  readonly windows: Pick<Windows, "retrySeconds" | "pauseSeconds">;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** At least 0, below 1. */
  readonly draw: number;
}

/** What this browser has named on the wire since the lifeboat started, or last before it, and when; in the order of naming. */
export type Named = Map<string, number>;

/** Undefined: all were tried, or a new name must wait. */
export function choose({ mirrors, tried, draw, home, ...choosing }: Choosing): OtherMirror | undefined {
  const { named, now, windows } = choosing;
  const failed = failedSince(choosing);
  const suspects = suspectsAmong(mirrors, failed, home);
  const [newest, at] = [...named].pop() ?? ["", Number.NEGATIVE_INFINITY];
  const mayName = now - at >= windows.pauseSeconds * 1000 || failed(newest) !== undefined;
  /** The lower, the sooner. */
  const rankOf = ({ hostname, provider }: OtherMirror) =>
    (failed(hostname) === undefined ? 0 : 4) + (suspects.has(provider) ? 2 : 0) + (named.has(hostname) ? 0 : 1);
  const open = mirrors.filter(({ hostname }) => !tried.has(hostname) && (mayName || named.has(hostname)));
  const least = Math.min(...open.map(rankOf));
  const equals = open.filter((one) => rankOf(one) === least);
  return equals[Math.floor(draw * equals.length)];
}

type Failed = (hostname: string) => Remembered | undefined;

/** A failure is forgotten when its mirror may be asked again. */
function failedSince({ remembered, now, windows }: Pick<Choosing, "remembered" | "now" | "windows">): Failed {
  return (hostname) => {
    const known = remembered(hostname);
    const isOver = !known || known.outcome === "ok" || now - known.at >= windows.retrySeconds * 1000;
    return isOver ? undefined : known;
  };
}

function suspectsAmong(mirrors: readonly OtherMirror[], failed: Failed, home: Choosing["home"]): ReadonlySet<number> {
  const seen = new Set(home && [`${home.provider} ${home.outcome}`]);
  const suspects = new Set<number>();
  for (const { hostname, provider } of mirrors) {
    const outcome = failed(hostname)?.outcome;
    if (outcome === undefined) continue;
    const like = `${provider} ${outcome}`;
    if (seen.has(like)) suspects.add(provider);
    seen.add(like);
  }
  return suspects;
}
