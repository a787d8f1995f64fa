// Who calls: a bearer token names one account, and sees nothing of the others. Tokens are compared by digest, so the time a
// wrong one takes says nothing. Each token has its 1,200 calls in five minutes; beyond, everything is refused until they end.
import { createHash, timingSafeEqual } from "node:crypto";
import type { Account, State } from "../storage/state.ts";
import { ApiFailure, fail } from "./envelope.ts";

export interface RateLimit {
  readonly calls: number;
  readonly windowSeconds: number;
}
export interface Gatekeeper {
  /** Throws the refusal that Cloudflare would give. */
  admit(authorization: string | undefined, path: string, options: { readonly evenIfSuspended: boolean }): Account;
}

export const cloudflareRateLimit: RateLimit = { calls: 1_200, windowSeconds: 300 };

export function createGatekeeper(state: State, limit: RateLimit): Gatekeeper {
  const windows = new Map<string, { startedAt: number; calls: number }>();
  const known = state.accounts.flatMap(tokensOf);
  const count = (token: string): void => {
    const found = windows.get(token);
    const expired = found === undefined || state.now() >= found.startedAt + limit.windowSeconds * 1_000;
    const window = expired ? { startedAt: state.now(), calls: 0 } : found;
    window.calls += 1;
    windows.set(token, window);
    if (window.calls > limit.calls) fail(429, 971, "Please wait and consider throttling your request speed");
  };
  return {
    admit(authorization, path, { evenIfSuspended }) {
      const given = digest(parseBearer(authorization));
      const token = known.find((entry) => timingSafeEqual(entry.digest, given));
      if (token === undefined) return refuseToken(path);
      const { account } = token;
      count(token.digest.toString("hex"));
      const asked = /^\/accounts\/([^/]+)/.exec(path)?.[1];
      if (asked !== undefined && asked !== account.id) refuseAccount(asked);
      // What Cloudflare answers for a closed account is written nowhere; it knows the token no more, in its usual words.
      if (!evenIfSuspended && state.standings.isSuspended(account.id)) fail(403, 10000, "Authentication error");
      if (token.isKvOnly && !path.startsWith(`/accounts/${account.id}/storage/kv/`))
        fail(403, 10000, "Authentication error");
      return account;
    },
  };
}

function tokensOf(account: Account) {
  const full = { account, digest: digest(account.token), isKvOnly: false };
  return account.kvToken === undefined ? [full] : [full, { account, digest: digest(account.kvToken), isKvOnly: true }];
}

function parseBearer(authorization: string | undefined): string {
  if (authorization === undefined) fail(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
  const token = /^Bearer ([A-Za-z0-9_.~+/=-]{1,512})$/i.exec(authorization)?.[1];
  if (token !== undefined) return token;
  throw new ApiFailure(400, {
    code: 6003,
    message: "Invalid request headers",
    error_chain: [{ code: 6111, message: "Invalid format for Authorization header" }],
  });
}

function refuseToken(path: string): never {
  if (path.endsWith("/tokens/verify")) fail(401, 1000, "Invalid API Token");
  if (path.startsWith("/accounts/")) fail(401, 10000, "Authentication error");
  return fail(403, 9109, "Invalid access token");
}

function refuseAccount(asked: string): never {
  if (!/^[0-9a-f]{32}$/.test(asked))
    fail(404, 7003, `Could not route to /accounts/${asked}, perhaps your object identifier is invalid?`);
  return fail(403, 10000, "Authentication error");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
