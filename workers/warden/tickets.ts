// The two tickets the warden issues: a reader's, and a probe's, which opens one mirror for an hour.

import { type Bytes, toBase64url, toHex } from "../../shared/domain/bytes.ts";
import type { Signer } from "../../shared/domain/signature.ts";
import { issueTicket, READER_BYTES, readerKey, SECONDS_PER_HOUR } from "../../shared/domain/ticket.ts";
import type { MirrorRow } from "./tables/mirrors.ts";
import type { ReaderRow } from "./tables/readers.ts";

export interface ReaderTicket {
  /** base64url, 85 bytes. */
  readonly ticket: string;
  /** base64url, 32 bytes: what the reader's rosters are wrapped for. */
  readonly key: string;
}

export async function issueReaderTicket(reader: ReaderRow, signer: Signer): Promise<ReaderTicket> {
  const { id, lineage, level, notAfterHour } = reader;
  const ticket = await issueTicket({ lineage, reader: id, level, notAfterHour }, signer);
  return { ticket: toBase64url(ticket), key: toBase64url(await readerKey(ticket)) };
}

export interface ProbeTicket {
  /** base64url, 85 bytes. */
  readonly ticket: string;
  /** Seconds since the epoch. */
  readonly notAfter: number;
}

export async function issueProbeTicket(
  { probeLineage }: MirrorRow,
  {
    now,
    signer,
    random,
  }: { readonly now: number; readonly signer: Signer; readonly random: (lengthBytes: number) => Bytes },
): Promise<ProbeTicket> {
  // A ticket is good to the end of its hour, so the hour after this one is the first that lasts sixty minutes.
  const notAfterHour = Math.floor(now / SECONDS_PER_HOUR) + 1;
  const reader = toHex(random(READER_BYTES));
  const ticket = await issueTicket({ lineage: probeLineage, reader, level: 0, notAfterHour }, signer);
  return { ticket: toBase64url(ticket), notAfter: (notAfterHour + 1) * SECONDS_PER_HOUR };
}
