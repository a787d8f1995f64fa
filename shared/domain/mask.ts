// The mask hides a ticket in a link so that no byte, length or alphabet is common to the links of two mirrors: a censor
// who holds some links learns no pattern that finds the others. It is whitening, not secrecy: the signature protects.
//
//   segment = base-k digits of (nonce(12) | AES-CTR(ticket(85) | filler(0–31))) with a random multiple of 256^n on top,
//   written in an alphabet of k = 40–64 URL-safe characters; k, the alphabet and the length follow from the mirror's key.

import { type Bytes, concat } from "./bytes.ts";
import { hkdf } from "./derive.ts";
import { TICKET_BYTES } from "./ticket.ts";

const URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const NONCE_BYTES = 12;
/** Random bytes one call of `mask` takes. */
export const MASK_RANDOM_BYTES = NONCE_BYTES + 32 + 16;

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
  const digits = createDigits(shuffledAlphabet(looks), NONCE_BYTES + TICKET_BYTES + ((looks[0] ?? 0) % 32));
  return {
    length: digits.length,
    mask: async (ticket, random) => {
      const nonce = random.subarray(0, NONCE_BYTES);
      const filler = random.subarray(NONCE_BYTES, digits.bytes - TICKET_BYTES);
      const whole = concat(nonce, await stream(nonce, concat(ticket, filler)));
      return digits.write(whole, random.subarray(MASK_RANDOM_BYTES - 16));
    },
    unmask: async (segment) => {
      const whole = digits.read(segment);
      if (whole === undefined) return undefined;
      const clear = await stream(whole.subarray(0, NONCE_BYTES), whole.subarray(NONCE_BYTES));
      return clear.slice(0, TICKET_BYTES);
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
  return characters.slice(0, 40 + ((looks[1] ?? 0) % 25)).join("");
}

interface Digits {
  readonly bytes: number;
  readonly length: number;
  write(value: Uint8Array, random: Uint8Array): string;
  read(text: string): Bytes | undefined;
}

function createDigits(alphabet: string, bytes: number): Digits {
  const base = BigInt(alphabet.length);
  // One digit more than needed, filled by a random multiple, so that the first digits are no less random than the rest.
  const length = Math.ceil((bytes * 8) / Math.log2(alphabet.length)) + 1;
  const unit = 1n << BigInt(bytes * 8);
  const multiples = base ** BigInt(length) / unit;
  const values = new Map(Array.from(alphabet, (character, value) => [character, BigInt(value)]));
  return {
    bytes,
    length,
    write: (value, random) => {
      let rest = toBigInt(value) + (toBigInt(random) % multiples) * unit;
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
      return fromBigInt(sum % unit, bytes);
    },
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
