// Who may speak to the warden at all. Everyone else meets a plain 404, before anything is read or woken: a witness's token
// names whose it is, and is derived again here from the evidence key.

import { equalBytes, fromBase64url, utf8 } from "../../shared/domain/bytes.ts";
import {
  deriveWitnessToken,
  EVIDENCE_KEY_BYTES,
  type WitnessRole,
  witnessOf,
} from "../../shared/domain/evidencekeys.ts";

export interface Tokens {
  readonly ADMIN_TOKEN: string;
  readonly BEACON_TOKEN: string;
  /** base64url, 32 bytes; without it no witness is heard. */
  readonly EVIDENCE_KEY?: string;
}

/** What each of them may do besides nothing; the operator may do everything. */
const BEACON_PATH = "/admit";
const WITNESS_PATHS: Readonly<Record<string, WitnessRole>> = {
  "/collect": "collect",
  "/share": "collect",
  "/problem": "collect",
  "/probes": "volunteer",
};

export async function isAllowed(request: Request, tokens: Tokens): Promise<boolean> {
  const token = bearer(request);
  if (token === undefined) return false;
  const { pathname } = new URL(request.url);
  const [isOperator, isBeacon] = await Promise.all([
    isSame(token, tokens.ADMIN_TOKEN),
    isSame(token, tokens.BEACON_TOKEN),
  ]);
  if (isOperator) return true;
  if (request.method !== "POST") return false;
  if (isBeacon) return pathname === BEACON_PATH;
  const role = Object.hasOwn(WITNESS_PATHS, pathname) ? WITNESS_PATHS[pathname] : undefined;
  return role !== undefined && isWitness(token, { role, key: fromBase64url(tokens.EVIDENCE_KEY ?? "") });
}

/** A batch is at most about 250 kB; a stolen zone's or volunteer's token must not fill the memory of who decides. */
const BODY_BYTES_LIMIT = 512 * 1024;

/** Said before the body is read; one that does not say its length is refused as well. */
export function isTooLong(request: Request): boolean {
  if (witness(request) === undefined) return false;
  const length = request.headers.get("Content-Length");
  return length === null || Number(length) > BODY_BYTES_LIMIT;
}

/** Whose token it is, behind the gate, which has proven it. Undefined: the operator's. */
export function witness(request: Request): string | undefined {
  return witnessOf(bearer(request) ?? "");
}

function bearer(request: Request): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,512})$/.exec(request.headers.get("Authorization") ?? "")?.[1];
}

async function isWitness(
  token: string,
  { role, key }: { readonly role: WitnessRole; readonly key: Uint8Array | undefined },
): Promise<boolean> {
  const name = witnessOf(token);
  if (name === undefined || key?.length !== EVIDENCE_KEY_BYTES) return false;
  return isSame(token, await deriveWitnessToken(key, role, name));
}

/** Digests are compared, so neither length nor a common beginning shows in the time it takes. An unset token is nobody's. */
async function isSame(given: string, expected: string | undefined): Promise<boolean> {
  const [left, right] = await Promise.all(
    [given, expected ?? ""].map((text) => crypto.subtle.digest("SHA-256", utf8(text))),
  );
  return equalBytes(new Uint8Array(left ?? []), new Uint8Array(right ?? [])) && given !== "";
}

export function notFound(): Response {
  return new Response("Not Found\n", { status: 404, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}
