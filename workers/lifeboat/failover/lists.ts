// Sealed lists, asked for only when no known mirror answers, or a reader pastes a code: all places at once, each once in a
// pause whoever asks, and the first newer roster ends it. Whoever keeps the files sees an address that asks for a name which
// changes each week; no cookie, no referrer, but the mirror's own origin, which browsers tell whoever lets pages read.

import { type Bytes, fromBase64url } from "../../../shared/domain/bytes.ts";
import { openListCode } from "../../../shared/domain/listcode.ts";
import type { Roster } from "../../../shared/domain/roster.ts";
import { LIST_BYTES_LIMIT, listName, listWeek, openList } from "../../../shared/domain/sealedlist.ts";
import type { Verifier } from "../../../shared/domain/signature.ts";
import type { Signed } from "./rosters.ts";
import { shortBody } from "./shortbody.ts";

export interface Lists {
  /** True: the roster is newer now. */
  seek(): Promise<boolean>;
  /** What a reader pasted: another place, remembered where it is the root's; then whether it helped. */
  enter(code: string): Promise<"found" | "nothing new" | "wrong">;
  /** Places that codes named. */
  kept(): { readonly places: readonly string[] };
  restore(kept: { readonly places?: readonly string[] }): void;
}

export interface ListsPorts {
  readonly roster: () => Roster | undefined;
  /** As a list said it; true: it is newer than what was known. */
  readonly offer: (offered: Signed) => Promise<boolean>;
  readonly root: () => Promise<Verifier>;
  readonly fetch: typeof fetch;
  /** Milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Seconds since the epoch, never before a signed time that was seen. */
  readonly now: () => number;
  readonly pauseSeconds: () => number;
  readonly changed: () => void;
}

const TIMEOUT_MILLISECONDS = 15_000;
/** Of places by code: the newest. */
const PLACES = 4;

export function createLists(ports: ListsPorts): Lists {
  const { roster, offer, root, now, pauseSeconds, changed } = ports;
  let places: readonly string[] = [];
  let seeking: Promise<boolean> | undefined;
  /** Seconds since the epoch. Nothing is published so often, and scripts of pages can enter a code as often as they like. */
  const askedAt = new Map<string, number>();
  const isDue = (place: string) => {
    const since = now() - (askedAt.get(place) ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back must not shut a reader out.
    return since < 0 || since >= pauseSeconds();
  };

  const seekAt = async (place: string, listKey: Bytes): Promise<true> => {
    const late = new AbortController();
    void ports.sleep(TIMEOUT_MILLISECONDS).then(() => late.abort());
    askedAt.set(place, now());
    for (const week of [listWeek(now()), listWeek(now()) + 1]) {
      const url = place + (await listName(listKey, week));
      // Many hosts let no page read that a file is not there.
      const file = await fileAt(url, ports.fetch, late.signal).catch(() => undefined);
      askedAt.set(place, now());
      const list = file && (await openList(file, { listKey, week }));
      if (list && (await offer(list))) return true;
    }
    throw new Error("nothing newer");
  };
  const seekAll = async (): Promise<boolean> => {
    const { listKey, sealedLists = [] } = roster() ?? {};
    const key = fromBase64url(listKey ?? "");
    if (!key?.length) return false;
    const due = [...new Set([...places, ...sealedLists])].filter(isDue);
    return firstTrue(due.map((place) => seekAt(place, key)));
  };

  return {
    kept: () => ({ places }),
    restore: (kept) => {
      places = kept.places ?? [];
    },
    seek() {
      // Pages ask by the dozen.
      seeking ??= seekAll().finally(() => {
        seeking = undefined;
      });
      return seeking;
    },
    async enter(code) {
      const opened = await openListCode(code, { now: now(), root: await root() });
      if (!opened.ok) return "wrong";
      places = [...new Set([opened.value, ...places])].slice(0, PLACES);
      changed();
      return (await seekAll()) ? "found" : "nothing new";
    },
  };
}

/** The whole file; undefined: not there, or too large. */
async function fileAt(url: string, fetch: ListsPorts["fetch"], signal: AbortSignal): Promise<Bytes | undefined> {
  const how = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error" } as const;
  return shortBody(await fetch(url, { ...how, signal }), LIST_BYTES_LIMIT);
}

function firstTrue(asked: readonly Promise<true>[]): Promise<boolean> {
  return new Promise((resolve) => {
    for (const one of asked) one.then(resolve, () => undefined);
    void Promise.allSettled(asked).then(() => resolve(false));
  });
}
