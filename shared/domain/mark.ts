// The answer mark: how a lifeboat knows an answer of its mirror from a block page, a provider's notice, or whatever else
// stands in its place. Of the hour and not of the path as well: who can copy an answer's mark within the hour has broken TLS
// and could copy the answer too, and one made for each answer would cost a page a hundred of them.
//
//   mark = base64url( HMAC-SHA-256(boat key, "hezar/mark/v1\0" hours since the epoch) )[0, 12]

import { toBase64url, utf8 } from "./bytes.ts";
import { createMac } from "./mac.ts";

/** An ordinary name; many sites send it. */
export const MARK_HEADER = "x-request-id";
const MARK_BYTES = 9;

/** `hour`: of the relay's clock, since the epoch. */
export async function answerMark(boatKey: Uint8Array, hour: number): Promise<string> {
  const mac = await createMac(boatKey, MARK_BYTES);
  return toBase64url(await mac(utf8(`hezar/mark/v1\0${hour}`)));
}
