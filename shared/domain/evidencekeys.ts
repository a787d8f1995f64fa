// Keys of those who tell the warden what they saw, all derived from one secret that the operator's machine derives again at
// any time. A token names whose it is in front of its last dot, so that the warden's door checks it without a look-up: a
// stranger's flood wakes nothing.
//
//   evidence key = HKDF(deploy key, "hezar/evidence")
//   token        = name "." base64url(HKDF(evidence key, "hezar/" role "/" name))      role: collect (a zone), volunteer
//   report key   = HKDF(evidence key, "hezar/report/" group), lasting; rosters carry it to the group's readers
//   list key     = HKDF(evidence key, "hezar/list/" lineage), lasting; rosters carry it to the lineage's readers (sealedlist.ts)
//   decoy key    = HKDF(evidence key, "hezar/list decoys"), nobody else's

import { type Bytes, toBase64url } from "./bytes.ts";
import { hkdf } from "./derive.ts";

export const EVIDENCE_KEY_BYTES = 32;
/** What the operator calls a volunteer: never what the other vantages are called (verdict/evidence.ts). */
export const VOLUNTEER_NAME = /^(?!(?:operator|ooni)$)[a-z0-9][a-z0-9-]{0,31}$/;
/** The header in which a volunteer signs what they post. */
export const PROBE_SIGNATURE = "probe-signature";

/** A zone's relay posts what it saw; a volunteer posts probes. */
export type WitnessRole = "collect" | "volunteer";

export function deriveEvidenceKey(deployKey: Uint8Array): Promise<Bytes> {
  return hkdf(deployKey, "hezar/evidence", EVIDENCE_KEY_BYTES);
}

export async function deriveWitnessToken(evidenceKey: Uint8Array, role: WitnessRole, name: string): Promise<string> {
  return `${name}.${toBase64url(await hkdf(evidenceKey, `hezar/${role}/${name}`, EVIDENCE_KEY_BYTES))}`;
}

/** Whose a token claims to be; it is proven only by deriving it again. */
export function witnessOf(token: string): string | undefined {
  const end = token.lastIndexOf(".");
  return end > 0 ? token.slice(0, end) : undefined;
}

export function deriveReportKey(evidenceKey: Uint8Array, group: string): Promise<Bytes> {
  return hkdf(evidenceKey, `hezar/report/${group}`, EVIDENCE_KEY_BYTES);
}

export function deriveListKey(evidenceKey: Uint8Array, lineage: string): Promise<Bytes> {
  return hkdf(evidenceKey, `hezar/list/${lineage}`, EVIDENCE_KEY_BYTES);
}

export function deriveDecoyKey(evidenceKey: Uint8Array): Promise<Bytes> {
  return hkdf(evidenceKey, "hezar/list decoys", EVIDENCE_KEY_BYTES);
}
