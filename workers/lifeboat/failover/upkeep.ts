// What a lifeboat does beside the pages: it fetches keyring and roster anew, by turns from its own mirror and by way of
// another, so that two mirrors' names are an ordinary day's and a block adds none to the wire.

import type { Aboard } from "./aboard.ts";
import type { Signed } from "./rosters.ts";

export interface Upkeep {
  /** Beside any request: does what is due. */
  look(): Promise<void>;
}

export interface UpkeepPorts {
  readonly aboard: Pick<Aboard, "rosters" | "windows" | "offer" | "ready">;
  /** One of the own mirror's texts; undefined: it did not answer. */
  readonly byOwn: (name: string) => Promise<string | undefined>;
  readonly byOther: (name: string) => Promise<string | undefined>;
  /** Milliseconds. */
  readonly now: () => number;
}

/** How soon to ask again where no roster is known: a relay has who has just become a reader in no roster it remembers. */
const UNKNOWN_MS = 2000;

export function createUpkeep({ aboard, byOwn, byOther, now }: UpkeepPorts): Upkeep {
  let askedAt = Number.NEGATIVE_INFINITY;
  let turn = 0;
  const textOf = async (name: keyof Signed, ways: readonly UpkeepPorts["byOwn"][]): Promise<Partial<Signed>> => {
    for (const way of ways) {
      const text = await way(name).catch(() => undefined);
      if (text !== undefined) return { [name]: text };
    }
    return {};
  };
  return {
    async look() {
      await aboard.ready;
      const isKnown = aboard.rosters.current() !== undefined;
      if (now() - askedAt < (isKnown ? aboard.windows().refreshSeconds * 1000 : UNKNOWN_MS)) return;
      askedAt = now();
      const ways = isKnown && turn++ % 2 === 0 ? [byOther, byOwn] : [byOwn, byOther];
      await aboard.offer({ ...(await textOf("keyring", ways)), ...(await textOf("roster", ways)) });
      // The second mirror's name belongs to an ordinary day from the start.
      if (!isKnown && aboard.rosters.current()) await byOther("roster").catch(() => undefined);
    },
  };
}
