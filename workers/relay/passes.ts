// Passes in and out of the cookie. What was verified once is kept, so that a page of a hundred requests costs one
// signature; what may change meanwhile (expiry, revocation, lineages) is looked at on every request.

import type { Bytes } from "../../shared/domain/bytes.ts";
import type { Keyring } from "../../shared/domain/keyring.ts";
import { PASS_LIFETIME_SECONDS, PASS_NONCE_BYTES } from "../../shared/domain/pass.ts";
import { isOver, openTicket, SECONDS_PER_HOUR, type Ticket } from "../../shared/domain/ticket.ts";
import type { Lock } from "./lock.ts";

export interface HeldTicket {
  readonly bytes: Bytes;
  readonly ticket: Ticket;
}

export interface HeldPass extends HeldTicket {
  /** The hour, since the epoch, in which the pass was sealed. */
  readonly sealedHour: number;
}

export interface PassOptions {
  readonly keyring: Keyring;
  readonly lock: Lock;
  readonly now: number;
}

const PASSES_LIMIT = 2000;
const RENEW_AFTER_HOURS = 12;

export interface Passes {
  /** The pass in a Cookie header, or undefined for whatever is not this mirror's own and good now. */
  read(cookies: string, options: PassOptions): Promise<HeldPass | undefined>;
}

export function createPasses(): Passes {
  const verified = new Map<string, HeldPass>();
  return {
    read: async (cookies, options) => {
      const value = readCookie(cookies, options.lock.passCookie);
      if (value === undefined) return undefined;
      // The name differs per mirror, so two mirrors never share an entry.
      const key = `${options.lock.passCookie}=${value}`;
      const known = verified.get(key);
      if (known !== undefined) return isGood(known, options) ? known : undefined;
      const pass = await verify(value, options);
      if (pass !== undefined) keep(verified, key, pass);
      return pass;
    },
  };
}

/**
 * A Set-Cookie value with a fresh pass: at most 24 hours, and never beyond the ticket's own end. Chromium keeps 180 cookies a
 * zone and drops those of lower priority first: a page that sets hundreds does not lock its reader out.
 */
export async function sealPass(held: HeldTicket, { lock, now }: Pick<PassOptions, "lock" | "now">): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(PASS_NONCE_BYTES));
  const value = await lock.seal.seal(held.bytes, { now, nonce });
  const rest = (held.ticket.notAfterHour + 1) * SECONDS_PER_HOUR - now;
  const maxAge = Math.floor(Math.min(PASS_LIFETIME_SECONDS, rest));
  return `${lock.passCookie}=${value}; Max-Age=${maxAge}; Path=/; Secure; HttpOnly; SameSite=Lax; Priority=High`;
}

export function isAged(pass: HeldPass, now: number): boolean {
  return Math.floor(now / SECONDS_PER_HOUR) - pass.sealedHour >= RENEW_AFTER_HOURS;
}

async function verify(value: string, { lock, keyring, now }: PassOptions): Promise<HeldPass | undefined> {
  const opened = await lock.seal.open(value, now);
  if (opened === undefined) return undefined;
  const ticket = await openTicket(opened.ticket, { keyring, now });
  if (!ticket.ok) return undefined;
  const sealedHour = Math.floor(now / SECONDS_PER_HOUR) - opened.ageHours;
  return { bytes: opened.ticket, ticket: ticket.value, sealedHour };
}

function isGood(pass: HeldPass, { keyring, now }: PassOptions): boolean {
  const hour = Math.floor(now / SECONDS_PER_HOUR);
  if (hour - pass.sealedHour >= PASS_LIFETIME_SECONDS / SECONDS_PER_HOUR || isOver(pass.ticket, now)) return false;
  return keyring.verifierFor(pass.ticket.keyId, "ticket", now).ok;
}

function keep(verified: Map<string, HeldPass>, key: string, pass: HeldPass): void {
  const oldest = verified.size < PASSES_LIMIT ? undefined : verified.keys().next().value;
  if (oldest !== undefined) verified.delete(oldest);
  verified.set(key, pass);
}

/** RFC 6265 §5.4 order: the first of that name. No regular expression is built from the name. */
function readCookie(cookies: string, name: string): string | undefined {
  for (const pair of cookies.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
