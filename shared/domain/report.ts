// A reader's report that a mirror did or did not load. It rides through a mirror that works, so it is sealed to the warden:
// the relay that carries it learns nothing, and all reports are of one length. It proves the group, never the reader.
//
//   report = base64url( version(1) = 1 | ephemeral P-256 point, uncompressed(65) | AES-256-GCM(clear)(71) ), 137 bytes;
//            the point and the key are sealed.ts's, of type report
//   clear  = group(8) | hour since the epoch(4) | id(8) | mirror(8) | outcome(1) | elapsed(1) | control(8) | outcome(1) | mac(16)
//   the first outcome has 128 more where another mirror of the same provider had failed in the same way just before
//   mirror, control = first 8 bytes of SHA-256("hezar/mirror/v1\0" hostname)
//   mac    = first 16 bytes of HMAC-SHA-256(group's report key, "hezar/report/v1\0" ephemeral point | clear before the mac)
// Hour and id make a report good once: the warden takes an id one time, and no report of another hour.

import { type Bytes, concat, equalBytes, fromBase64url, fromHex, toBase64url, toHex, utf8 } from "./bytes.ts";
import { createMac } from "./mac.ts";
import { ok, type Result, refuse } from "./result.ts";
import { type EphemeralPair, POINT_BYTES, sealTo, unsealWith } from "./sealed.ts";

/** How a mirror answered: loaded, or where it broke. */
export const OUTCOMES = ["ok", "dns", "tcp", "tls", "stall", "cut", "blockpage"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How long the reader waited, in seconds: below 1, 3, 10, or longer. */
export const ELAPSED = ["instant", "short", "long", "endless"] as const;
export type Elapsed = (typeof ELAPSED)[number];

export interface Report {
  /** 16 lower-case hex digits. */
  readonly group: string;
  /** Hours since the epoch. */
  readonly hour: number;
  /** Random, 16 hex digits. */
  readonly id: string;
  /** Digests of hostnames (`mirrorDigest`), 16 hex digits. */
  readonly mirror: string;
  readonly outcome: Outcome;
  /** Another mirror of its provider failed in the same way, and the control is another provider's. */
  readonly alike?: true;
  readonly elapsed: Elapsed;
  /** Another mirror of the roster, tried at the same time: what failed there as well was no single mirror's fault. */
  readonly control: { readonly mirror: string; readonly outcome: Outcome };
}

export const REPORT_CHARACTERS = 183;
const VERSION = 1;
const ALIKE = 128;
const ID_BYTES = 8;
const BODY_BYTES = 39;
const MAC_BYTES = 16;
const REPORT_BYTES = 1 + POINT_BYTES + BODY_BYTES + MAC_BYTES + 16;
/** A report may wait for a way out, and clocks differ. */
const HOURS_LATE = 2;
const HOURS_EARLY = 1;

export interface SealReportOptions {
  /** The warden's P-256 point, from the roster. */
  readonly to: Uint8Array;
  /** The group's report key, from the roster. */
  readonly groupKey: Uint8Array;
  /** Made for this report alone. */
  readonly ephemeral: EphemeralPair;
}

export async function sealReport(report: Report, { to, groupKey, ephemeral }: SealReportOptions): Promise<string> {
  const body = encodeBody(report);
  const clear = concat(body, await macOf(body, { groupKey, point: ephemeral.point }));
  return toBase64url(concat(Uint8Array.of(VERSION), await sealTo(to, clear, { type: "report", ephemeral })));
}

export type ReportRefusal = "malformed" | "not for this warden" | "unknown group" | "forged" | "stale";

export interface OpenReportOptions {
  /** The warden's private key. */
  readonly key: WebCryptoKey;
  /** The group's report key; undefined where there is no such group. */
  readonly groupKey: (group: string) => Promise<Uint8Array | undefined>;
  /** Seconds since the epoch. */
  readonly now: number;
}

export async function openReport(
  text: string,
  { key, groupKey, now }: OpenReportOptions,
): Promise<Result<Report, ReportRefusal>> {
  const bytes = text.length === REPORT_CHARACTERS ? fromBase64url(text) : undefined;
  if (bytes?.length !== REPORT_BYTES || bytes[0] !== VERSION) return refuse("malformed");
  const point = bytes.subarray(1, 1 + POINT_BYTES);
  const clear = await unsealWith(key, bytes.subarray(1), { type: "report" });
  if (clear === undefined) return refuse("not for this warden");
  const body = clear.subarray(0, BODY_BYTES);
  const report = decodeBody(body);
  if (report === undefined) return refuse("malformed");
  const secret = await groupKey(report.group);
  if (secret === undefined) return refuse("unknown group");
  if (!equalBytes(await macOf(body, { groupKey: secret, point }), clear.subarray(BODY_BYTES))) return refuse("forged");
  const hour = Math.floor(now / 3600);
  return report.hour < hour - HOURS_LATE || report.hour > hour + HOURS_EARLY ? refuse("stale") : ok(report);
}

/** What a report says instead of a hostname. */
export async function mirrorDigest(hostname: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", utf8(`hezar/mirror/v1\0${hostname}`));
  return toHex(new Uint8Array(hash, 0, ID_BYTES));
}

function encodeBody({ group, hour, id, mirror, outcome, alike, elapsed, control }: Report): Bytes {
  const stamp = new Uint8Array(4);
  new DataView(stamp.buffer).setUint32(0, hour);
  const seen = Uint8Array.of(OUTCOMES.indexOf(outcome) + (alike ? ALIKE : 0), ELAPSED.indexOf(elapsed));
  const tried = Uint8Array.of(OUTCOMES.indexOf(control.outcome));
  return concat(eight(group), stamp, eight(id), eight(mirror), seen, eight(control.mirror), tried);
}

function decodeBody(body: Bytes): Report | undefined {
  const seen = body[28] ?? 255;
  const isAlike = seen > ALIKE;
  const outcome = OUTCOMES[isAlike ? seen - ALIKE : seen];
  const elapsed = ELAPSED[body[29] ?? 255];
  const tried = OUTCOMES[body[38] ?? 255];
  if (outcome === undefined || elapsed === undefined || tried === undefined) return undefined;
  const hex = (start: number) => toHex(body.subarray(start, start + ID_BYTES));
  const hour = new DataView(body.buffer, body.byteOffset).getUint32(8);
  const control = { mirror: hex(30), outcome: tried };
  const alike = isAlike && { alike: true as const };
  return { group: hex(0), hour, id: hex(12), mirror: hex(20), outcome, ...alike, elapsed, control };
}

function eight(hex: string): Bytes {
  const bytes = fromHex(hex);
  if (bytes?.length !== ID_BYTES) throw new Error("a report names groups and mirrors by 16 hex digits");
  return bytes;
}

async function macOf(
  body: Bytes,
  { groupKey, point }: { readonly groupKey: Uint8Array; readonly point: Uint8Array },
): Promise<Bytes> {
  const mac = await createMac(groupKey, MAC_BYTES);
  return mac(concat(utf8("hezar/report/v1\0"), point, body));
}
