// The ticket makes someone a reader. It names a lineage, not a mirror: which mirrors it opens, the zone's record says.
//
//   ticket = version(1) = 1 | key id(1) | lineage(6) | reader(8) | level(1) | not-after, hours since the epoch(4, big-endian)
//          | Ed25519 signature(64) over "hezar/ticket/v1\0" and all before it
//
// The signature doubles as a shared secret between the reader and the warden: reader key = HKDF(signature, "hezar/reader").

import { type Bytes, concat, fromHex, toHex } from "./bytes.ts";
import { hkdf } from "./derive.ts";
import type { KeyRefusal, Keyring } from "./keyring.ts";
import { ok, type Result, refuse } from "./result.ts";
import { SIGNATURE_BYTES, type Signer } from "./signature.ts";

export const TICKET_BYTES = 85;
export const LINEAGE_BYTES = 6;
export const READER_BYTES = 8;
const VERSION = 1;
const SIGNED_BYTES = TICKET_BYTES - SIGNATURE_BYTES;
export const SECONDS_PER_HOUR = 3600;

export interface Ticket {
  readonly keyId: number;
  /** 12 lower-case hex digits. */
  readonly lineage: string;
  /** 16 lower-case hex digits. */
  readonly reader: string;
  /** Trust, 0–255: 0 is a newcomer. */
  readonly level: number;
  /** Hours since the epoch; the ticket is good up to the end of that hour. */
  readonly notAfterHour: number;
}

export type TicketRefusal = KeyRefusal | "malformed" | "forged" | "expired";

export async function issueTicket(ticket: Omit<Ticket, "keyId">, signer: Signer): Promise<Bytes> {
  const head = encodeHead({ ...ticket, keyId: signer.keyId });
  return concat(head, await signer.sign("ticket", head));
}

/** The ticket in `bytes`, if it is signed by a key the keyring allows to issue tickets and is not over at `now` (seconds). */
export async function openTicket(
  bytes: Uint8Array,
  { keyring, now }: { readonly keyring: Pick<Keyring, "verifierFor">; readonly now: number },
): Promise<Result<Ticket, TicketRefusal>> {
  const ticket = decodeHead(bytes);
  if (ticket === undefined) return refuse("malformed");
  const verifier = keyring.verifierFor(ticket.keyId, "ticket", now);
  if (!verifier.ok) return verifier;
  const signed = await verifier.value.verify("ticket", bytes.subarray(0, SIGNED_BYTES), bytes.subarray(SIGNED_BYTES));
  if (!signed) return refuse("forged");
  return isOver(ticket, now) ? refuse("expired") : ok(ticket);
}

export function isOver(ticket: Ticket, now: number): boolean {
  return Math.floor(now / SECONDS_PER_HOUR) > ticket.notAfterHour;
}

/** 32 bytes known to whoever holds the whole ticket, and to the warden that signed it. */
export function readerKey(ticket: Uint8Array): Promise<Bytes> {
  return hkdf(ticket.subarray(SIGNED_BYTES, TICKET_BYTES), "hezar/reader", 32);
}

function encodeHead(ticket: Ticket): Bytes {
  const lineage = fromHex(ticket.lineage);
  const reader = fromHex(ticket.reader);
  if (lineage?.length !== LINEAGE_BYTES || reader?.length !== READER_BYTES)
    throw new Error("a ticket names a lineage of 12 and a reader of 16 hex digits");
  const tail = new Uint8Array(5);
  tail[0] = ticket.level;
  new DataView(tail.buffer).setUint32(1, ticket.notAfterHour);
  return concat(Uint8Array.of(VERSION, ticket.keyId), lineage, reader, tail);
}

function decodeHead(bytes: Uint8Array): Ticket | undefined {
  if (bytes.length !== TICKET_BYTES || bytes[0] !== VERSION) return undefined;
  return {
    keyId: bytes[1] ?? 0,
    lineage: toHex(bytes.subarray(2, 8)),
    reader: toHex(bytes.subarray(8, 16)),
    level: bytes[16] ?? 0,
    notAfterHour: new DataView(bytes.buffer, bytes.byteOffset).getUint32(17),
  };
}
