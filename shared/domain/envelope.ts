// The signed envelope of everything that lies in KV. One line of header, then the body exactly as it was signed:
//
//   record = key-id "." base64url(Ed25519 signature, 64 bytes) "\n" body
//
// The body is never re-serialised before checking, so there is no canonical form to argue about.

import { type Bytes, fromBase64url, toBase64url, utf8 } from "./bytes.ts";
import { SIGNATURE_BYTES, type SignedType, type Signer } from "./signature.ts";

export interface SplitRecord {
  readonly keyId: number;
  readonly signature: Bytes;
  readonly body: string;
  readonly bodyBytes: Bytes;
}

export async function sealRecord(type: SignedType, body: string, signer: Signer): Promise<string> {
  return `${signer.keyId}.${toBase64url(await signer.sign(type, utf8(body)))}\n${body}`;
}

/** The parts of a record, unchecked; undefined where the header line is not of the form. */
export function splitRecord(text: string): SplitRecord | undefined {
  const end = text.indexOf("\n");
  const header = /^(0|[1-9][0-9]{0,2})\.([A-Za-z0-9_-]{86})$/.exec(end < 0 ? "" : text.slice(0, end));
  const signature = fromBase64url(header?.[2] ?? "");
  if (header === null || signature?.length !== SIGNATURE_BYTES) return undefined;
  const body = text.slice(end + 1);
  return { keyId: Number(header[1]), signature, body, bodyBytes: utf8(body) };
}
