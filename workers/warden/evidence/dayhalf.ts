// The half of a day's tag key that lies outside the object. A Durable Object's storage can be set back to any moment of its last 30
// days, by whoever holds the account, and what makes readers into tags must be gone with its day for them as well. So it takes two
// halves: one in the object's tables (tables/tags.ts), one in KV, which drops it by itself. Where either is lost the readers of that
// day get new tags: evidence knows less for a day, and nothing wrong.

import { type Bytes, fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import { createMac } from "../../../shared/domain/mac.ts";
import { tagDayKey } from "../../../shared/store/keys.ts";

export interface DayHalfPorts {
  /** As much of a KVNamespace as it takes. `expiration`: seconds since the epoch. */
  readonly kv: {
    get(key: string): Promise<string | null>;
    put(key: string, value: string, options: { readonly expiration: number }): Promise<void>;
  };
  readonly random: (lengthBytes: number) => Bytes;
  /** KV did not take it or would not say: it is held in memory. */
  readonly failed: (error: unknown) => void;
}

/** By the day's number since the epoch. */
export type DayHalfOf = (day: number) => Promise<Bytes>;

const HALF_BYTES = 32;
const DAY_SECONDS = 86_400;
/** A post that was on its way at midnight still finds it. */
const SLACK_SECONDS = 600;

export function createDayHalf({ kv, random, failed }: DayHalfPorts): DayHalfOf {
  let held: { readonly day: number; readonly half: Promise<Bytes> } | undefined;
  const load = async (day: number): Promise<Bytes> => {
    try {
      const found = fromBase64url((await kv.get(tagDayKey(day))) ?? "");
      if (found?.length === HALF_BYTES) return found;
    } catch (error) {
      failed(error);
    }
    const half = random(HALF_BYTES);
    await kv
      .put(tagDayKey(day), toBase64url(half), { expiration: (day + 1) * DAY_SECONDS + SLACK_SECONDS })
      .catch(failed);
    return half;
  };
  return (day) => {
    if (held?.day !== day) held = { day, half: load(day) };
    return held.half;
  };
}

/** What makes readers into tags: neither half says anything of it. */
export async function joinHalves(inside: Uint8Array, outside: Bytes): Promise<Bytes> {
  return (await createMac(inside, HALF_BYTES))(outside);
}
