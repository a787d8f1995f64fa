// A list code: one more place where sealed lists lie, to be pasted by a reader whose known ones are gone as well. Signed by
// the root, or anybody's code could make readers' browsers call at an address of theirs.
//
//   code = base64url( version(1) = 1 | not-after, hours since the epoch(4) | Ed25519 signature(64) over
//          "hezar/listcode/v1\0" version | not-after | place, by the root | place )       white space in it is passed over
//   place = an https URL that ends with "/", at most 200 bytes; http only on this machine

import { concat, fromBase64url, fromUtf8, toBase64url, utf8 } from "./bytes.ts";
import { ok, type Result, refuse } from "./result.ts";
import { SIGNATURE_BYTES, type Signer, type Verifier } from "./signature.ts";

const VERSION = 1;
const HEAD_BYTES = 5;
const PLACE_BYTES_LIMIT = 200;
const PLACE =
  /^(?:https:\/\/[a-z0-9.-]+|https?:\/\/(?:127\.0\.0\.1|(?:[a-z0-9-]+\.)*localhost))(?::\d{1,5})?\/(?:[\w.~%-]+\/)*$/;

export type ListCodeRefusal = "malformed" | "forged" | "expired";

/** Where files lie: each is fetched at this and its name. */
export function isListPlace(text: string): boolean {
  return text.length <= PLACE_BYTES_LIMIT && PLACE.test(text);
}

/** `notAfter`: seconds since the epoch. Throws where `place` is none. */
export async function signListCode(
  place: string,
  { notAfter, root }: { readonly notAfter: number; readonly root: Signer },
): Promise<string> {
  if (!isListPlace(place)) throw new Error(`not a place for lists: ${place}`);
  const head = new Uint8Array(HEAD_BYTES);
  head[0] = VERSION;
  new DataView(head.buffer).setUint32(1, Math.ceil(notAfter / 3600));
  const signature = await root.sign("listcode", concat(head, utf8(place)));
  return toBase64url(concat(head, signature, utf8(place)));
}

/** The place it names. `now`: seconds since the epoch. */
export async function openListCode(
  text: string,
  { now, root }: { readonly now: number; readonly root: Verifier },
): Promise<Result<string, ListCodeRefusal>> {
  const bytes = fromBase64url(text.replace(/\s+/g, ""));
  const head = bytes?.subarray(0, HEAD_BYTES);
  const place = bytes && fromUtf8(bytes.subarray(HEAD_BYTES + SIGNATURE_BYTES));
  if (head?.[0] !== VERSION || place === undefined || !isListPlace(place)) return refuse("malformed");
  const signature = bytes?.subarray(HEAD_BYTES, HEAD_BYTES + SIGNATURE_BYTES) as Uint8Array;
  if (!(await root.verify("listcode", concat(head, utf8(place)), signature))) return refuse("forged");
  const hours = new DataView(head.buffer, head.byteOffset).getUint32(1);
  return now > hours * 3600 ? refuse("expired") : ok(place);
}
