// The code of an invite, as people say, write and type it: 20 characters of Crockford's base32 (no i, l, o, u), 100 bits.
// At that size nobody guesses one, so wrong codes need no register of who tried. The warden keeps only its hash.
//
//   code = 5 chars "-" 5 chars "-" 5 chars "-" 5 chars      as shown; read without regard to case, hyphens and spaces,
//                                                           with o for 0 and i, l for 1

import { toHex, utf8 } from "./bytes.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const CHARACTERS = 20;
const TYPED_LENGTH_LIMIT = 64;
/** Random bytes one code takes, five bits of each. */
export const INVITE_CODE_RANDOM_BYTES = CHARACTERS;

export function createInviteCode(random: Uint8Array): string {
  const letters = Array.from(random.subarray(0, CHARACTERS), (byte) => ALPHABET[byte & 31] ?? "").join("");
  return letters.replace(/.{5}(?=.)/g, "$&-");
}

/** The one spelling of a code somebody typed, or undefined where it cannot be one. */
export function parseInviteCode(typed: string): string | undefined {
  if (typed.length > TYPED_LENGTH_LIMIT) return undefined;
  const bare = typed.toLowerCase().replace(/[\s-]/g, "").replaceAll("o", "0").replace(/[il]/g, "1");
  return /^[0-9a-hjkmnp-tv-z]{20}$/.test(bare) ? bare.replace(/.{5}(?=.)/g, "$&-") : undefined;
}

/** What is stored and looked up: a hash leaves nothing to compare byte by byte, and nothing to steal. */
export async function hashInviteCode(code: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(`hezar/invite/v1\0${code}`))));
}
