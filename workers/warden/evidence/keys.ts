// The warden's keys for evidence, as the operator's machine derived them: the same after a restart elsewhere, so that rosters
// that are out already still say the truth.

import * as v from "valibot";
import { type Bytes, concat, fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import { deriveListKey, deriveReportKey, EVIDENCE_KEY_BYTES } from "../../../shared/domain/evidencekeys.ts";
import type { Reporting } from "../seal.ts";

const COORDINATE_BYTES = 32;

const coordinate = v.pipe(
  v.string(),
  v.check((text) => fromBase64url(text)?.length === COORDINATE_BYTES, "32 bytes of base64url"),
);
const ReportJwk = v.strictObject({
  kty: v.literal("EC"),
  crv: v.literal("P-256"),
  x: coordinate,
  y: coordinate,
  d: coordinate,
});

export interface OpenedReportKey {
  readonly privateKey: CryptoKey;
  /** base64url, an uncompressed point. */
  readonly point: string;
}

/** Undefined: this warden hears no witnesses. */
export function openEvidenceKey(text: string | undefined): Bytes | undefined {
  const key = fromBase64url(text ?? "");
  return key?.length === EVIDENCE_KEY_BYTES ? key : undefined;
}

/** Throws where REPORT_KEY is something else than a key. */
export async function openReportKey(text: string | undefined): Promise<OpenedReportKey | undefined> {
  if (text === undefined) return undefined;
  const jwk = v.parse(v.pipe(v.string(), v.parseJson(), ReportJwk), text);
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const privateKey = await crypto.subtle.importKey("jwk", jwk, curve, false, ["deriveBits"]);
  const [x, y] = [fromBase64url(jwk.x) as Bytes, fromBase64url(jwk.y) as Bytes];
  return { privateKey, point: toBase64url(concat(Uint8Array.of(4), x, y)) };
}

export function reportingOf(
  evidenceKey: Bytes | undefined,
  opened: OpenedReportKey | undefined,
): Reporting | undefined {
  if (evidenceKey === undefined || opened === undefined) return undefined;
  return { to: opened.point, keyOf: async (group) => toBase64url(await deriveReportKey(evidenceKey, group)) };
}

export function listKeysOf(evidenceKey: Bytes | undefined): ((lineage: string) => Promise<string>) | undefined {
  return evidenceKey && (async (lineage) => toBase64url(await deriveListKey(evidenceKey, lineage)));
}
