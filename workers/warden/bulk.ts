// Cloudflare's bulk write: PUT /accounts/:id/storage/kv/namespaces/:ns/bulk, up to 10,000 pairs in one call. Its answer is
// an envelope that may say no with any status, and may name single keys it did not take.

import * as v from "valibot";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface BulkOptions {
  readonly apiUrl: string;
  readonly accountId: string;
  readonly namespace: string;
  readonly token: string;
  readonly fetch: Fetch;
  /** What is thrown where the account itself says no. */
  readonly refused: (status: number, said: string) => Error;
}

/** A hanging API holds the request that waits for the flush. */
const TIMEOUT_MILLISECONDS = 10_000;
/** Token unknown, invalid, or not allowed here; scripts/providers/cloudflare/errors.ts has what each means. */
const REFUSAL_CODES = new Set([1000, 6003, 6111, 9103, 9106, 9109, 10000, 10001]);
const SAID_LIMIT = 200;

const Envelope = v.object({
  success: v.boolean(),
  errors: v.nullish(v.array(v.object({ code: v.number(), message: v.string() })), []),
  result: v.nullish(v.object({ unsuccessful_keys: v.nullish(v.array(v.string()), []) })),
});

/** The keys it did not take. */
export async function writeBulk(
  pairs: readonly { readonly key: string; readonly text: string }[],
  { apiUrl, accountId, namespace, token, fetch, refused }: BulkOptions,
): Promise<readonly string[]> {
  const base = `${apiUrl.replace(/\/$/, "")}/accounts/${encodeURIComponent(accountId)}`;
  const response = await fetch(`${base}/storage/kv/namespaces/${encodeURIComponent(namespace)}/bulk`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(pairs.map(({ key, text }) => ({ key, value: text }))),
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    redirect: "manual",
  });
  const envelope = v.safeParse(v.pipe(v.string(), v.parseJson(), Envelope), await response.text());
  if (response.ok && envelope.success && envelope.output.success)
    return envelope.output.result?.unsuccessful_keys ?? [];
  const errors = envelope.success ? envelope.output.errors : [];
  const said = errors.map(({ code, message }) => `${message} (${code})`).join("; ") || `HTTP ${response.status}`;
  const isNo = response.status === 401 || response.status === 403 || errors.some(({ code }) => REFUSAL_CODES.has(code));
  throw isNo
    ? refused(response.status, said.slice(0, SAID_LIMIT))
    : new TypeError(`KV bulk write: HTTP ${response.status}`);
}
