// The pass is the ticket sealed for one mirror, as its session cookie. Only that mirror can open it, for at most 24 hours.
//
//   pass = base64url( version(1) = 1 | hour(1) | nonce(12) | AES-256-GCM(ticket(85)) + tag(16) )
//   associated data = "hezar/pass/v1\0" | mirror hostname | "\0" | hour in full, decimal
//   hour: the low byte of the hours since the epoch at sealing; its full value is the latest such hour not in the future.

import { type Bytes, concat, fromBase64url, toBase64url, utf8 } from "./bytes.ts";
import { SECONDS_PER_HOUR, TICKET_BYTES } from "./ticket.ts";

export const PASS_LIFETIME_SECONDS = 24 * SECONDS_PER_HOUR;
export const PASS_NONCE_BYTES = 12;
const PASS_BYTES = 2 + PASS_NONCE_BYTES + TICKET_BYTES + 16;
const VERSION = 1;

export interface PassSeal {
  seal(ticket: Uint8Array, options: { readonly now: number; readonly nonce: Uint8Array }): Promise<string>;
  /** The ticket inside and the pass's age, or undefined for whatever this mirror did not seal in the last 24 hours. */
  open(value: string, now: number): Promise<{ readonly ticket: Bytes; readonly ageHours: number } | undefined>;
}

export async function createPassSeal(passKey: Uint8Array, mirror: string): Promise<PassSeal> {
  const key = await crypto.subtle.importKey("raw", concat(passKey), "AES-GCM", false, ["encrypt", "decrypt"]);
  const algorithm = (nonce: Uint8Array, hour: number) => ({
    name: "AES-GCM",
    iv: concat(nonce),
    additionalData: utf8(`hezar/pass/v1\0${mirror}\0${hour}`),
  });
  return {
    seal: async (ticket, { now, nonce }) => {
      const hour = Math.floor(now / SECONDS_PER_HOUR);
      const sealed = await crypto.subtle.encrypt(algorithm(nonce, hour), key, concat(ticket));
      return toBase64url(concat(Uint8Array.of(VERSION, hour & 255), nonce, new Uint8Array(sealed)));
    },
    open: async (value, now) => {
      const bytes = value.length > 2 * PASS_BYTES ? undefined : fromBase64url(value);
      if (bytes?.length !== PASS_BYTES || bytes[0] !== VERSION) return undefined;
      const ageHours = (Math.floor(now / SECONDS_PER_HOUR) - (bytes[1] ?? 0)) & 255;
      if (ageHours >= PASS_LIFETIME_SECONDS / SECONDS_PER_HOUR) return undefined;
      const hour = Math.floor(now / SECONDS_PER_HOUR) - ageHours;
      const ticket = await tryDecrypt(algorithm(bytes.subarray(2, 2 + PASS_NONCE_BYTES), hour), key, bytes);
      return ticket === undefined ? undefined : { ticket, ageHours };
    },
  };
}

async function tryDecrypt(
  algorithm: Record<string, unknown>,
  key: WebCryptoKey,
  bytes: Bytes,
): Promise<Bytes | undefined> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bytes.subarray(2 + PASS_NONCE_BYTES)));
  } catch {
    return undefined;
  }
}
