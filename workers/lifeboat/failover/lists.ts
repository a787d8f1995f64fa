// Sealed lists, asked for only when no known mirror answers: all places at once, and the first newer roster ends it. Whoever
// keeps the files sees an address that asks for a name which changes each week, and no cookie, no referrer.

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
  let soughtAt = Number.NEGATIVE_INFINITY;

  const seekAt = async (place: string, listKey: Bytes): Promise<true> => {
    for (const week of [listWeek(now()), listWeek(now()) + 1]) {
      const file = await fileAt(place + (await listName(listKey, week)), ports);
      const list = file && (await openList(file, { listKey, week }));
      if (list && (await offer(list))) return true;
    }
    throw new Error("nothing newer");
  };
  const seekAll = async (): Promise<boolean> => {
    const { listKey, sealedLists = [] } = roster() ?? {};
    const key = fromBase64url(listKey ?? "");
    if (!key?.length) return false;
    const asked = [...new Set([...places, ...sealedLists])].map((place) => seekAt(place, key));
    return firstTrue(asked);
  };

  return {
    kept: () => ({ places }),
    restore: (kept) => {
      places = kept.places ?? [];
    },
    seek() {
      // Pages ask by the dozen, and nothing is published so often.
      if (seeking === undefined && now() - soughtAt < pauseSeconds()) return Promise.resolve(false);
      seeking ??= seekAll().finally(() => {
        soughtAt = now();
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

/** The whole file, or undefined: not there, too large, too slow. */
async function fileAt(url: string, ports: Pick<ListsPorts, "fetch" | "sleep">): Promise<Bytes | undefined> {
  const late = new AbortController();
  void ports.sleep(TIMEOUT_MILLISECONDS).then(() => late.abort());
  const how = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error" } as const;
  return shortBody(await ports.fetch(url, { ...how, signal: late.signal }), LIST_BYTES_LIMIT);
}

function firstTrue(asked: readonly Promise<true>[]): Promise<boolean> {
  return new Promise((resolve) => {
    for (const one of asked) one.then(resolve, () => undefined);
    void Promise.allSettled(asked).then(() => resolve(false));
  });
}
