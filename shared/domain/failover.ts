// A failover request: what a lifeboat sends to a mirror other than its own, as one simple POST of text/plain, and what comes
// back. The page's request lies sealed at the front of the body, its own body behind; the answer's status, headers and jar
// stand sealed in front of the answer's body (failoverhead.ts), because a redirect or a Set-Cookie of another origin no
// lifeboat would see.
//
//   request = version(1) = 1 | carried ticket(160) | length(4, big-endian) | sealed(length) | body of the page's request
//   sealed  = seal( JSON FailoverAsk ) under the boat key, bound to the hostname it is sent to
//   answer  = length(4, big-endian) | sealed head(length) | body
// A WebSocket is asked for with the same request in the address, in base64url behind a `?`, and the sealed head, without its
// length, is the first message back: whoever took a mirror's hostname cannot make one.

import type { RootPlace } from "./address.ts";
import { createSeal, SEAL_BYTES } from "./aead.ts";
import type { AskedAs } from "./askedas.ts";
import { type Bytes, concat, fromUtf8, utf8 } from "./bytes.ts";
import { CARRIED_BYTES } from "./carried.ts";
import type { JarEntry } from "./jar.ts";

/** Under a mirror's door; a stranger's POST there meets the cover like any other. */
export const FAILOVER_NAME = "send";
/** Of the sealed part: a jar of 180 cookies fits, and nothing larger is read before it is known whose it is. */
export const ASK_BYTES_MOST = 512 * 1024;
/** Of the jar in it, as far as a lifeboat sends one. */
export const JAR_CHARACTERS_MOST = 320 * 1024;
/** The same in an address, of which an edge takes 16 kB. */
export const SOCKET_JAR_CHARACTERS_MOST = 6 * 1024;
/** Of the cookies that scripts may see: no server reads more. */
export const COOKIES_CHARACTERS_MOST = 16_384;
/** Before the sealed part. */
export const FRONT_BYTES = 1 + CARRIED_BYTES + 4;
const VERSION = 1;
const PURPOSE = "hezar/failover/v1";

export type Pairs = readonly (readonly [name: string, value: string])[];

export interface FailoverAsk {
  /** Seconds since the epoch, by the reader's clock. */
  readonly at: number;
  /** 16 hex digits, drawn for this request. */
  readonly id: string;
  readonly method: string;
  /** Path and query on the own mirror. */
  readonly path: string;
  /** Those a page may set, `range` among them; never cookies. */
  readonly headers: Pairs;
  /** The own mirror, for which the answer is translated. */
  readonly from: RootPlace & {
    readonly siblings: Readonly<Record<string, RootPlace>>;
    /** On a sibling (sibling.ts): the alias of the secondary that is at `/` there. */
    readonly root?: string;
  };
  /** How it was meant; absent: a document's navigation. */
  readonly meant?: AskedAs;
  /** Path and query of the page that asks, on the own mirror; absent: none. */
  readonly referrer?: string;
  readonly jar: readonly JarEntry[];
  /** Cookies that scripts set and no relay has seen, as in a Cookie header of the own mirror. */
  readonly cookies?: string;
}

export interface SealAskOptions {
  readonly carried: Uint8Array;
  readonly boatKey: Uint8Array;
  /** The hostname of the mirror it is sent to. */
  readonly to: string;
  readonly nonce: Uint8Array;
}

/** What goes in front of the page's own body. */
export async function sealAsk(ask: FailoverAsk, { carried, boatKey, to, nonce }: SealAskOptions): Promise<Bytes> {
  const sealed = await (await createSeal(boatKey, PURPOSE)).seal(utf8(JSON.stringify(ask)), to, nonce);
  return concat(Uint8Array.of(VERSION), carried, four(sealed.length), sealed);
}

export interface Front {
  readonly carried: Bytes;
  /** Of the sealed part that follows. */
  readonly length: number;
}

/** Of the first FRONT_BYTES; undefined where they are none. */
export function readFront(bytes: Bytes): Front | undefined {
  if (bytes.length < FRONT_BYTES || bytes[0] !== VERSION) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1 + CARRIED_BYTES);
  const isSound = length > SEAL_BYTES && length <= ASK_BYTES_MOST;
  return isSound ? { carried: bytes.subarray(1, 1 + CARRIED_BYTES), length } : undefined;
}

/** The JSON inside, unchecked; undefined for whatever was not sealed under this key for this hostname. */
export async function openAsk(sealed: Uint8Array, boatKey: Uint8Array, to: string): Promise<string | undefined> {
  const clear = await (await createSeal(boatKey, PURPOSE)).open(sealed, to);
  return clear && fromUtf8(clear);
}

/** What goes in front of the answer's body. */
export function frontOfAnswer(sealedHead: Uint8Array): Bytes {
  return concat(four(sealedHead.length), sealedHead);
}

function four(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
