// Wrong codes from one network, counted for a minute. A code has 100 bits, so this guards no secret: it keeps one guesser
// from spending the day's requests of the warden. What is counted is a keyed hash whose key is thrown away each minute;
// no address is kept, here or anywhere.

import { type Bytes, concat, toHex, utf8 } from "../../shared/domain/bytes.ts";

const WRONG_CODES_A_MINUTE = 20;
const NETWORKS_LIMIT = 4096;
const MINUTE_MS = 60_000;
const TAG_BYTES = 6;

export interface Throttle {
  /** Undefined while this network may ask; else the seconds it has to wait. */
  waitSeconds(network: string): Promise<number | undefined>;
  countWrong(network: string): Promise<void>;
}

export interface ThrottleOptions {
  /** Milliseconds. */
  readonly now: () => number;
  readonly random: (lengthBytes: number) => Bytes;
}

export function createThrottle({ now, random }: ThrottleOptions): Throttle {
  let minute = -1;
  let key: Bytes | undefined;
  const wrong = new Map<string, number>();
  const tagOf = async (network: string): Promise<string> => {
    const current = Math.floor(now() / MINUTE_MS);
    if (current !== minute || key === undefined) {
      wrong.clear();
      minute = current;
      key = random(16);
    }
    const digest = await crypto.subtle.digest("SHA-256", concat(key, utf8(network)));
    return toHex(new Uint8Array(digest).subarray(0, TAG_BYTES));
  };
  return {
    waitSeconds: async (network) => {
      const count = wrong.get(await tagOf(network)) ?? 0;
      return count < WRONG_CODES_A_MINUTE ? undefined : Math.ceil((MINUTE_MS - (now() % MINUTE_MS)) / 1000);
    },
    countWrong: async (network) => {
      const tag = await tagOf(network);
      if (wrong.has(tag) || wrong.size < NETWORKS_LIMIT) wrong.set(tag, (wrong.get(tag) ?? 0) + 1);
    },
  };
}

/** An IPv4 address or an IPv6 /64: what one subscriber has. Undefined where the edge names none. */
export function networkOf(request: Request): string | undefined {
  const address = request.headers.get("CF-Connecting-IP");
  if (address === null) return undefined;
  return address.includes(":") ? firstGroups(address).slice(0, 4).join(":") : address;
}

/** The groups before and, as zeros, those inside `::`: without them every address of a subscriber is a network of its own. */
function firstGroups(address: string): readonly string[] {
  const [before = "", after] = address.split("::");
  const groups = before === "" ? [] : before.split(":");
  const hidden = after === undefined ? 0 : 8 - groups.length - (after === "" ? 0 : after.split(":").length);
  return [...groups, ...new Array<string>(Math.max(0, hidden)).fill("0"), ...(after ?? "").split(":")];
}
