// The blocklist: every burned hostname and zone, in one signed snapshot that stays cheap to check at 100,000 entries. The
// body is a line of JSON for people (with the newest entries in full) and then sorted digests of fixed width, searched as
// text without decoding: no parsing grows with the list, and what is looked up needs no list of what else is burned.
//
//   record = signed envelope of  JSON "\n" digest*
//   JSON   = { v: 1, version, issuedAt, count, recent: [{ pattern, country?, cause, at }] (newest first, ≤100) }
//   digest = first 11 characters of base64url(SHA-256("hezar/blocklist/v1\0" pattern "\0" country-or-"*"))  (66 bits)
//   pattern = hostname | "*." zone       (the zone itself and everything under it)

import * as v from "valibot";
import { toBase64url, utf8 } from "./bytes.ts";
import { sealRecord, splitRecord } from "./envelope.ts";
import { matchesPattern } from "./hostname.ts";
import type { OpenOptions, RecordRefusal } from "./record.ts";
import { ok, type Result, refuse } from "./result.ts";
import type { Signer } from "./signature.ts";
import { versioned } from "./version.ts";

/** Why a mirror was lost; only a censor's doing says something about readers. */
export const CAUSES = ["censor", "provider", "quota", "flagged", "origin", "operator"] as const;
export type Cause = (typeof CAUSES)[number];

const RECENT_ENTRIES = 100;
const DIGEST_CHARACTERS = 11;

const Entry = v.strictObject({
  pattern: v.pipe(v.string(), v.maxLength(255)),
  country: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))),
  cause: v.picklist(CAUSES),
  at: v.pipe(v.number(), v.safeInteger()),
});
export type BurnedEntry = v.InferOutput<typeof Entry>;

const Head = v.strictObject({
  ...versioned,
  count: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  recent: v.pipe(v.array(Entry), v.maxLength(RECENT_ENTRIES)),
});

export interface Blocklist {
  readonly version: number;
  readonly count: number;
  readonly recent: readonly BurnedEntry[];
  /** Whether `hostname` is burned everywhere, or in `country` (two upper-case letters). */
  blocks(hostname: string, country?: string): Promise<boolean>;
}

export async function signBlocklist(
  entries: readonly BurnedEntry[],
  { version, issuedAt, signer }: { readonly version: number; readonly issuedAt: number; readonly signer: Signer },
): Promise<string> {
  const digests = await Promise.all(entries.map((entry) => digest(entry.pattern, entry.country)));
  const unique = [...new Set(digests)].sort();
  const recent = [...entries].sort((left, right) => right.at - left.at).slice(0, RECENT_ENTRIES);
  const head = { v: 1, version, issuedAt, count: unique.length, recent };
  return sealRecord("blocklist", `${JSON.stringify(head)}\n${unique.join("")}`, signer);
}

export async function openBlocklist(
  text: string,
  { keyring, now, atLeast }: OpenOptions,
): Promise<Result<Blocklist, RecordRefusal>> {
  const record = splitRecord(text);
  if (record === undefined) return refuse("malformed");
  const verifier = keyring.verifierFor(record.keyId, "record", now);
  if (!verifier.ok) return verifier;
  if (!(await verifier.value.verify("blocklist", record.bodyBytes, record.signature))) return refuse("forged");
  const end = record.body.indexOf("\n");
  const head = v.safeParse(v.pipe(v.string(), v.parseJson(), Head), record.body.slice(0, Math.max(end, 0)));
  if (!head.success) return refuse("malformed", head.issues[0]?.message);
  const digests = record.body.slice(end + 1);
  if (digests.length !== head.output.count * DIGEST_CHARACTERS) return refuse("malformed", "count of digests");
  if (head.output.version < atLeast) return refuse("older");
  const { version, count, recent } = head.output;
  return ok({ version, count, recent, blocks: (hostname, country) => blocks(digests, hostname, country) });
}

async function blocks(digests: string, hostname: string, country: string | undefined): Promise<boolean> {
  const scopes = country === undefined ? [undefined] : [undefined, country];
  const wanted = coveringPatterns(hostname).flatMap((pattern) => scopes.map((scope) => digest(pattern, scope)));
  return (await Promise.all(wanted)).some((entry) => contains(digests, entry));
}

/** Every pattern that would cover `hostname`: itself, and a wildcard at each level above and at it. */
export function coveringPatterns(hostname: string): readonly string[] {
  const labels = hostname.split(".");
  return [hostname, ...labels.map((_, at) => `*.${labels.slice(at).join(".")}`)];
}

/** Whether an entry's pattern says something about names of `zone`: it covers the zone, or lies in it. */
export function concernsZone(pattern: string, zone: string): boolean {
  return matchesPattern(zone, pattern) || matchesPattern(pattern, `*.${zone}`);
}

async function digest(pattern: string, country: string | undefined): Promise<string> {
  const text = `hezar/blocklist/v1\0${pattern}\0${country ?? "*"}`;
  const hash = await crypto.subtle.digest("SHA-256", utf8(text));
  return toBase64url(new Uint8Array(hash)).slice(0, DIGEST_CHARACTERS);
}

function contains(digests: string, wanted: string): boolean {
  let low = 0;
  let high = digests.length / DIGEST_CHARACTERS;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = digests.slice(middle * DIGEST_CHARACTERS, (middle + 1) * DIGEST_CHARACTERS);
    if (found === wanted) return true;
    if (found < wanted) low = middle + 1;
    else high = middle;
  }
  return false;
}
