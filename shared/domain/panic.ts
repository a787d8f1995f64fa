// How a panic goes from mirror to mirror. A browser clears an origin's cookies and stores only where it stands, so each mirror
// of the reader's roster is visited, and the siblings beside it (sibling.ts); what goes with the visit says that the reader wants
// it, and where to go on to. Sealed under a key that only a holder of the reader's ticket has: no other site, and no fellow
// reader, takes a reader's pass away.
// The carried ticket tells a relay whose it is where the reader has no pass, so that a mirror never opened is no dead end.
//
//   address = <origin>/<door>/panic?<carried>.<step>     carried: carried.ts, base64url
//   step    = base64url( AES-256-GCM(JSON { at, rest: [{ origin, door }, …] }) )     aead.ts; bound to the hostname visited
//   at      = seconds since the epoch, by the browser that began

import { createSeal, type Seal } from "./aead.ts";
import { type Bytes, fromBase64url, fromUtf8, toBase64url, utf8 } from "./bytes.ts";
import { DOOR } from "./mirror.ts";
import * as shape from "./shape.ts";

export const PANIC_NAME = "panic";
/** Of the address of a step: the path under a door, and the query. */
export const PANIC_PATH = /^\/[a-z]{8}\/panic$/;
export const PANIC_QUERY = /^\?([\w-]{100,1000})\.([\w-]{40,4000})$/;

export interface Stop {
  readonly origin: string;
  readonly door: string;
}

/** The rest of a roster with the framed secondaries of two mirrors; more has no place in an address. */
const STOPS_MOST = 32;

const Step = shape.object({
  at: shape.count(),
  rest: shape.list(
    shape.object({
      origin: shape.string((text) => /^https?:\/\/[a-z0-9.-]{1,253}(?::\d{1,5})?$/.test(text)),
      door: shape.string((text) => DOOR.test(text)),
    }),
    0,
    STOPS_MOST,
  ),
});

/** A phone's clock may be hours off. */
const AGE_LIMIT_SECONDS = 86_400;

export interface Trip {
  /** Seconds since the epoch. */
  readonly at: number;
  /** base64url. */
  readonly carried: string;
}

export interface Panic {
  /** The address that clears the first of `stops` and goes on; undefined: none is left. `nonce`: 12 fresh bytes. */
  next(stops: readonly Stop[], trip: Trip, nonce: Bytes): Promise<string | undefined>;
  /** What is left after this mirror; undefined: no step of this reader's, or an old one. `now`: seconds since the epoch. */
  read(step: string, hostname: string, now: number): Promise<Step | undefined>;
}
export type Step = shape.Shaped<typeof Step>;

/** `readerKey`: ticket.ts's. */
export async function createPanic(readerKey: Uint8Array): Promise<Panic> {
  const seal: Seal = await createSeal(readerKey, "hezar/panic/v1");
  return {
    async next([stop, ...others], { at, carried }, nonce) {
      if (stop === undefined) return undefined;
      const rest = others.slice(0, STOPS_MOST).map(({ origin, door }) => ({ origin, door }));
      const sealed = await seal.seal(utf8(JSON.stringify({ at, rest })), new URL(stop.origin).hostname, nonce);
      return `${stop.origin}/${stop.door}/${PANIC_NAME}?${carried}.${toBase64url(sealed)}`;
    },
    async read(step, hostname, now) {
      const sealed = fromBase64url(step);
      const clear = sealed && (await seal.open(sealed, hostname));
      const read = clear && shape.readJson(fromUtf8(clear) ?? "", Step);
      return read && Math.abs(now - read.at) <= AGE_LIMIT_SECONDS ? read : undefined;
    },
  };
}
