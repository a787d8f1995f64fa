// What stands in front of a failover answer's body, sealed under the boat key for the one request it answers: whoever took
// over a mirror's hostname, or stands in its place, has no such key, and nothing of theirs ever runs under the reader's
// origin. A relay that has the key and lies is still held to the shape, or one bad answer would stay in the reader's jar
// and spoil every request after it.
//
//   head = seal( JSON FailoverHead ) under the boat key, bound to the hostname that was asked and to the request's id

import { createSeal } from "./aead.ts";
import { type Bytes, fromBase64url, fromUtf8, utf8 } from "./bytes.ts";
import { CARRIED_BYTES } from "./carried.ts";
import type { Pairs } from "./failover.ts";
import type { JarEntry } from "./jar.ts";
import * as shape from "./shape.ts";

export interface FailoverHead {
  readonly status: number;
  /** Without Set-Cookie. */
  readonly headers: Pairs;
  /** Entries that changed. */
  readonly jar: readonly JarEntry[];
  /** Set-Cookie lines of cookies that scripts may see. */
  readonly visible?: readonly string[];
  /** A fresh carried ticket, base64url, where the shown one's key goes next. */
  readonly carried?: string;
  /** The relay's clock, seconds since the epoch, where the reader's is too far from it: nothing was asked of the service. */
  readonly now?: number;
}

export interface HeadPlace {
  readonly boatKey: Uint8Array;
  /** The hostname that was asked. */
  readonly to: string;
  /** Of the request. */
  readonly id: string;
}

/** Of one entry's sealed cookie: browsers keep none of more than 4,096 bytes. */
export const JAR_ENTRY_CHARACTERS_MOST = 12_000;
const PURPOSE = "hezar/failover/answer/v1";

const text = (pattern: RegExp) => shape.string((value) => pattern.test(value));
const [name, value] = [text(/^[!#$%&'*+.^`|~\w-]+$/), text(/^[^\0\r\n\u0100-\uffff]*$/)];
const isPair = (it: unknown): it is Pairs[number] =>
  Array.isArray(it) && it.length === 2 && name(it[0]) && value(it[1]);
const sealed = shape.string((it) => it.length <= JAR_ENTRY_CHARACTERS_MOST && /^[\w-]*$/.test(it));

const Head: shape.Shape<FailoverHead> = shape.object(
  {
    status: shape.count(200, 599),
    headers: shape.list(isPair),
    jar: shape.list(shape.object({ id: text(/^[0-9a-f]{16}$/), sealed })),
  },
  {
    visible: shape.list(shape.string(() => true)),
    carried: shape.string((it) => fromBase64url(it)?.length === CARRIED_BYTES),
    now: shape.count(),
  },
);

export async function sealHead(
  head: FailoverHead,
  { boatKey, nonce, ...place }: HeadPlace & { readonly nonce: Uint8Array },
): Promise<Bytes> {
  return (await createSeal(boatKey, PURPOSE)).seal(utf8(JSON.stringify(head)), boundTo(place), nonce);
}

/** Undefined for whatever was not sealed as the answer to this request, or is no head. */
export async function openHead(bytes: Uint8Array, { boatKey, ...place }: HeadPlace): Promise<FailoverHead | undefined> {
  const clear = await (await createSeal(boatKey, PURPOSE)).open(bytes, boundTo(place));
  return clear && shape.readJson(fromUtf8(clear) ?? "", Head);
}

function boundTo({ to, id }: Omit<HeadPlace, "boatKey">): string {
  return `${to}\0${id}`;
}
