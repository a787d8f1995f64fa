// The mask hides a ticket in a link so that no byte, length or alphabet is common to the links of two mirrors: a censor
// who holds some links learns no pattern that finds the others. It is whitening, not secrecy: the signature protects.
//
//   segment = base-k digits of  top * 256^n + (nonce(12) | AES-CTR(ticket(85) | zeros(0–31)))      n: bytes in the brackets
//   top     = the next 16 bytes of the same key stream, modulo what the digits have room for
//   written in an alphabet of k = 40–64 URL-safe characters; k, the alphabet and the length follow from the mirror's key.
// Zeros and top are checked, so a ticket and a nonce have exactly one spelling: a changed character is never still a ticket.

import { type Bytes, concat, equalBytes } from "./bytes.ts";
import { hkdf } from "./derive.ts";
import { TICKET_BYTES } from "./ticket.ts";

const URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const NONCE_BYTES = 12;
/** Random bytes one call of `mask` takes. */
export const MASK_RANDOM_BYTES = NONCE_BYTES;

const PADDING_BYTES_LIMIT = 31;
const TOP_BYTES = 16;
const BASE_LEAST = 40;
const BASE_MOST = 64;
/** Every mirror's ticket segments are between these lengths: whatever else is asked for needs no mirror's key to refuse. */
export const SEGMENT_LENGTHS = {
  least: digitsFor(NONCE_BYTES + TICKET_BYTES, BASE_MOST),
  most: digitsFor(NONCE_BYTES + TICKET_BYTES + PADDING_BYTES_LIMIT, BASE_LEAST),
} as const;

/** The beginning of a path that may be a ticket of some mirror; only that mirror can tell. */
export const MAYBE_TICKET = new RegExp(`^/[\\w-]{${SEGMENT_LENGTHS.least},${SEGMENT_LENGTHS.most}}(?:/|(?=\\?)|$)`);

export interface Mask {
  /** Length in characters of every ticket segment of this mirror. */
  readonly length: number;
  mask(ticket: Uint8Array, random: Uint8Array): Promise<string>;
  /** The 85 bytes behind a segment, or undefined where it cannot be one. Anything of the right shape unmasks to noise. */
  unmask(segment: string): Promise<Bytes | undefined>;
}

export async function createMask(maskKey: Uint8Array): Promise<Mask> {
  const looks = await hkdf(maskKey, "hezar/mask/looks", 160);
  const stream = await createStream(await hkdf(maskKey, "hezar/mask/stream", 32));
  const padding = new Uint8Array((looks[0] ?? 0) % (PADDING_BYTES_LIMIT + 1));
  const digits = createDigits(shuffledAlphabet(looks), NONCE_BYTES + TICKET_BYTES + padding.length);
  const topRoom = new Uint8Array(TOP_BYTES);
  return {
    length: digits.length,
    mask: async (ticket, random) => {
      const nonce = random.subarray(0, NONCE_BYTES);
      const cover = await stream(nonce, concat(ticket, padding, topRoom));
      return digits.write(concat(nonce, cover.subarray(0, -TOP_BYTES)), cover.subarray(-TOP_BYTES));
    },
    unmask: async (segment) => {
      const read = digits.read(segment);
      if (read === undefined) return undefined;
      const nonce = read.value.subarray(0, NONCE_BYTES);
      const clear = await stream(nonce, concat(read.value.subarray(NONCE_BYTES), topRoom));
      const isPadded = equalBytes(clear.subarray(TICKET_BYTES, -TOP_BYTES), padding);
      return isPadded && digits.hasTop(read.top, clear.subarray(-TOP_BYTES)) ? clear.slice(0, TICKET_BYTES) : undefined;
    },
  };
}

async function createStream(key: Bytes): Promise<(nonce: Uint8Array, data: Uint8Array) => Promise<Bytes>> {
  const aes = await crypto.subtle.importKey("raw", key, "AES-CTR", false, ["encrypt"]);
  return async (nonce, data) => {
    const counter = concat(nonce, new Uint8Array(16 - NONCE_BYTES));
    return new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CTR", counter, length: 32 }, aes, concat(data)));
  };
}

/** 40–64 of the 64 URL-safe characters, in an order of this mirror's own (Fisher–Yates over derived bytes). */
function shuffledAlphabet(looks: Uint8Array): string {
  const characters = Array.from(URL_SAFE);
  for (let at = characters.length - 1; at > 0; at--) {
    const other = ((looks[at * 2] ?? 0) * 256 + (looks[at * 2 + 1] ?? 0)) % (at + 1);
    [characters[at], characters[other]] = [characters[other] ?? "", characters[at] ?? ""];
  }
  return characters.slice(0, BASE_LEAST + ((looks[1] ?? 0) % (BASE_MOST - BASE_LEAST + 1))).join("");
}

/** One digit more than needed, filled by `top`, so that the first digits are no less random than the rest. */
function digitsFor(bytes: number, base: number): number {
  return Math.ceil((bytes * 8) / Math.log2(base)) + 1;
}

interface Digits {
  readonly length: number;
  write(value: Uint8Array, top: Uint8Array): string;
  read(text: string): { readonly value: Bytes; readonly top: bigint } | undefined;
  hasTop(found: bigint, top: Uint8Array): boolean;
}

function createDigits(alphabet: string, bytes: number): Digits {
  const base = BigInt(alphabet.length);
  const length = digitsFor(bytes, alphabet.length);
  const unit = 1n << BigInt(bytes * 8);
  const room = base ** BigInt(length) / unit;
  const values = new Map(Array.from(alphabet, (character, value) => [character, BigInt(value)]));
  return {
    length,
    write: (value, top) => {
      let rest = toBigInt(value) + (toBigInt(top) % room) * unit;
      let text = "";
      for (let at = 0; at < length; at++) {
        text = (alphabet[Number(rest % base)] ?? "") + text;
        rest /= base;
      }
      return text;
    },
    read: (text) => {
      if (text.length !== length) return undefined;
      let sum = 0n;
      for (const character of text) {
        const value = values.get(character);
        if (value === undefined) return undefined;
        sum = sum * base + value;
      }
      return { value: fromBigInt(sum % unit, bytes), top: sum / unit };
    },
    hasTop: (found, top) => found === toBigInt(top) % room,
  };
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function fromBigInt(value: bigint, length: number): Bytes {
  const bytes = new Uint8Array(length);
  for (let at = length - 1, rest = value; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 255n);
  return bytes;
}
