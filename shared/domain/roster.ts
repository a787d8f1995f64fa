// The roster of a lineage: for each of its groups a signed list of mirrors, readable only by that group's readers. Whoever
// holds the record learns how many groups and readers a lineage has, rounded by padding, and nothing else.
//
//   record = "hezar-roster 1 " version "\n" (body "\n")* "\n" (wrap "\n")*
//   body   = base64url( nonce(12) | AES-256-GCM( length(4) | signed envelope of JSON | zeros, 4096 bytes in all ) )
//            under the group's key, new each version; associated data = "hezar/roster/v1\0" lineage "\0" version
//   JSON   = { v: 1, version, issuedAt, lineage, group, expiresAt, mirrors: [{ hostname, origin, door, zone, provider }], sealedLists: [url],
//              windows, tier?: "volunteer", report?: { to, key }, listKey? }
//   wrap   = base64url( tag(8) | AES-KW(group key)(40) ), one a reader, shuffled; no wrap, no roster
//   tag    = HKDF(reader key, "hezar/roster/tag/" lineage "/" version), key = HKDF(reader key, "hezar/roster/wrap")
// zone and provider are numbers that only tell different ones apart.

import { type Bytes, concat, equalBytes, fromBase64url, fromUtf8, toBase64url, utf8 } from "./bytes.ts";
import { hkdf } from "./derive.ts";
import { sealRecord, splitRecord } from "./envelope.ts";
import type { KeyRefusal, Keyring } from "./keyring.ts";
import { isListPlace } from "./listcode.ts";
import { DOOR } from "./mirror.ts";
import { ok, type Result, refuse } from "./result.ts";
import { BODY_BYTES, MAGIC, NONCE_BYTES, type SplitRosters, splitRosters, TAG_BYTES } from "./rosterlines.ts";
import { POINT_BYTES } from "./sealed.ts";
import * as shape from "./shape.ts";
import type { Signer } from "./signature.ts";

const GROUP_KEY_BYTES = 32;

const sized = (bytes: number) => shape.string((text) => fromBase64url(text)?.length === bytes);

const RosterBody = shape.object(
  {
    v: shape.oneOf(1),
    version: shape.count(),
    issuedAt: shape.count(),
    /** Signed as well as bound: a relay knows its readers' keys and could seal another lineage's roster for them. */
    lineage: shape.string(() => true),
    group: shape.string(() => true),
    expiresAt: shape.count(),
    mirrors: shape.list(
      shape.object({
        hostname: shape.string((text) => text.length <= 253),
        origin: shape.string((text) => /^https?:\/\/[^/]+$/.test(text)),
        door: shape.string((text) => DOOR.test(text)),
        zone: shape.count(),
        provider: shape.count(),
      }),
    ),
    /** Where sealed lists lie (sealedlist.ts). */
    sealedLists: shape.list(shape.string(isListPlace), 0, 8),
    /**
     * Spans that a test's mesh scales, fractions too: when to fetch the roster anew, when to try a dead mirror again, how long
     * after one new hostname another may be opened, how often to report.
     */
    windows: shape.object({
      refreshSeconds: shape.number(),
      retrySeconds: shape.number(),
      pauseSeconds: shape.number(),
      reportSeconds: shape.number(),
    }),
  },
  {
    /** Who runs these mirrors; absent: the operator. A roster mixes no tiers. */
    tier: shape.oneOf("volunteer"),
    /** For reports (report.ts): the warden's point and the group's key, base64url. */
    report: shape.object({ to: sized(POINT_BYTES), key: sized(32) }),
    /** The lineage's, base64url; absent: it has no sealed lists. */
    listKey: sized(32),
  },
);
export type Roster = Omit<shape.Shaped<typeof RosterBody>, "lineage">;

/** As they are where nothing scales them. Censors keep a residual block of 60 to 180 s after a hit. */
export const ROSTER_WINDOWS: Roster["windows"] = {
  refreshSeconds: 3600,
  retrySeconds: 300,
  pauseSeconds: 10,
  reportSeconds: 3600,
};

export function scaleRosterWindows(factor: number): Roster["windows"] {
  const { refreshSeconds, retrySeconds, pauseSeconds, reportSeconds } = ROSTER_WINDOWS;
  return {
    refreshSeconds: refreshSeconds * factor,
    retrySeconds: retrySeconds * factor,
    pauseSeconds: pauseSeconds * factor,
    reportSeconds: reportSeconds * factor,
  };
}

export interface RosterGroup {
  readonly roster: Roster;
  /** Keys of the readers who may open it. */
  readonly readerKeys: readonly Uint8Array[];
}

export interface SealOptions {
  readonly lineage: string;
  readonly version: number;
  readonly signer: Signer;
  /** Fresh random bytes. */
  readonly random: (lengthBytes: number) => Bytes;
}

export async function sealRosters(groups: readonly RosterGroup[], options: SealOptions): Promise<string> {
  const bodies: string[] = [];
  const wraps: string[] = [];
  for (const { roster, readerKeys } of groups) {
    const groupKey = options.random(GROUP_KEY_BYTES);
    bodies.push(toBase64url(await sealBody(roster, groupKey, options)));
    for (const key of readerKeys) wraps.push(toBase64url(await wrapKey(groupKey, key, options)));
  }
  // Tags are pseudorandom and new each version, so sorting by them is the shuffle.
  wraps.sort();
  return `${MAGIC}${options.version}\n${bodies.map((line) => `${line}\n`).join("")}\n${wraps.map((line) => `${line}\n`).join("")}`;
}

export type RosterRefusal = KeyRefusal | "malformed" | "forged" | "older" | "not for this reader";

export interface OpenRosterOptions {
  readonly lineage: string;
  readonly readerKey: Uint8Array;
  readonly keyring: Keyring;
  readonly now: number;
  readonly atLeast: number;
}

/** The roster of the reader's group. An expired one is opened all the same: a last resort beats darkness. */
export async function openRoster(text: string, options: OpenRosterOptions): Promise<Result<Roster, RosterRefusal>> {
  const parts = splitRosters(text);
  if (parts === undefined) return refuse("malformed");
  const groupKey = await findGroupKey(parts, options);
  if (groupKey === undefined) return refuse("not for this reader");
  for (const body of parts.bodies) {
    const clear = await openBody(body, groupKey, { ...options, version: parts.version });
    if (clear !== undefined) return checkBody(clear, { ...options, version: parts.version });
  }
  return refuse("malformed");
}

async function checkBody(
  text: string,
  { lineage, keyring, now, atLeast, version }: OpenRosterOptions & { readonly version: number },
): Promise<Result<Roster, RosterRefusal>> {
  const record = splitRecord(text);
  if (record === undefined) return refuse("malformed");
  const verifier = keyring.verifierFor(record.keyId, "roster", now);
  if (!verifier.ok) return verifier;
  if (!(await verifier.value.verify("roster", record.bodyBytes, record.signature))) return refuse("forged");
  const body = shape.readJson(record.body, RosterBody);
  if (body?.version !== version) return refuse("malformed");
  const { lineage: whose, ...roster } = body;
  if (whose !== lineage) return refuse("not for this reader");
  return version < atLeast ? refuse("older") : ok(roster);
}

async function sealBody(roster: Roster, groupKey: Bytes, options: SealOptions): Promise<Bytes> {
  const body = JSON.stringify({ ...roster, lineage: options.lineage });
  const signed = utf8(await sealRecord("roster", body, options.signer));
  if (signed.length + 4 > BODY_BYTES)
    throw new Error(`a roster is at most ${BODY_BYTES - 4} bytes; this one is ${signed.length}`);
  const padded = new Uint8Array(BODY_BYTES);
  new DataView(padded.buffer).setUint32(0, signed.length);
  padded.set(signed, 4);
  const nonce = options.random(NONCE_BYTES);
  const key = await crypto.subtle.importKey("raw", groupKey, "AES-GCM", false, ["encrypt"]);
  return concat(nonce, new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, options), key, padded)));
}

async function openBody(
  body: Bytes,
  groupKey: Bytes,
  place: { readonly lineage: string; readonly version: number },
): Promise<string | undefined> {
  const key = await crypto.subtle.importKey("raw", groupKey, "AES-GCM", false, ["decrypt"]);
  const clear = await attempt(() =>
    crypto.subtle.decrypt(gcm(body.subarray(0, NONCE_BYTES), place), key, body.subarray(NONCE_BYTES)),
  );
  if (clear === undefined) return undefined;
  const length = new DataView(clear).getUint32(0);
  return length + 4 > BODY_BYTES ? undefined : fromUtf8(new Uint8Array(clear, 4, length));
}

function gcm(nonce: Bytes, place: { readonly lineage: string; readonly version: number }): Record<string, unknown> {
  return {
    name: "AES-GCM",
    iv: nonce,
    additionalData: utf8(`hezar/roster/v1\0${place.lineage}\0${place.version}`),
  };
}

interface Place {
  readonly lineage: string;
  readonly version: number;
}

async function wrapKey(groupKey: Bytes, readerKey: Uint8Array, place: Place): Promise<Bytes> {
  const inner = await crypto.subtle.importKey("raw", groupKey, "AES-GCM", true, ["encrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", inner, await wrappingKey(readerKey), "AES-KW");
  return concat(await tagOf(readerKey, place), new Uint8Array(wrapped));
}

async function findGroupKey(parts: SplitRosters, options: OpenRosterOptions): Promise<Bytes | undefined> {
  const tag = await tagOf(options.readerKey, { lineage: options.lineage, version: parts.version });
  const wrap = parts.wraps.find((candidate) => equalBytes(candidate.subarray(0, TAG_BYTES), tag));
  if (wrap === undefined) return undefined;
  const kek = await wrappingKey(options.readerKey);
  const key = await attempt(() =>
    crypto.subtle.unwrapKey("raw", wrap.subarray(TAG_BYTES), kek, "AES-KW", "AES-GCM", true, ["decrypt"]),
  );
  return key && new Uint8Array(await crypto.subtle.exportKey("raw", key));
}

async function wrappingKey(readerKey: Uint8Array): Promise<WebCryptoKey> {
  const bytes = await hkdf(readerKey, "hezar/roster/wrap", 32);
  return crypto.subtle.importKey("raw", bytes, "AES-KW", false, ["wrapKey", "unwrapKey"]);
}

function tagOf(readerKey: Uint8Array, { lineage, version }: Place): Promise<Bytes> {
  return hkdf(readerKey, `hezar/roster/tag/${lineage}/${version}`, TAG_BYTES);
}

/** WebCrypto throws on a failed check; here that is an answer like any other. */
async function attempt<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch {
    return undefined;
  }
}
