// What Cloudflare's error codes mean to an operator. The codes decide, the HTTP status only where no code is known:
// "throttled" (971) often comes with status 200.

import { ProviderError, type ProviderFault } from "../provider.ts";

export const CODE = {
  throttled: 971,
  /** No such address in the API: a wrong account or zone id. */
  noSuchRoute: 7003,
  workerNotFound: 10007,
  serviceNotFound: 10090,
  keyNotFound: 10009,
  namespaceNotFound: 10013,
  namespaceExists: 10014,
  /** A route names a Worker whose upload has not reached the routes' side yet. */
  routeTooEarly: 10019,
  tooManyWorkers: 10037,
  /** No rules of that kind on the zone yet. */
  noRuleset: 10003,
  recordExists: [81053, 81057, 81058],
} as const;

const CREDENTIAL_CODES = new Set([1000, 6003, 6111, 9103, 9106, 9109, 10000, 10001]);
const MISSING_CODES = new Set<number>([
  CODE.workerNotFound,
  CODE.serviceNotFound,
  CODE.keyNotFound,
  CODE.namespaceNotFound,
  CODE.noSuchRoute,
]);
const QUOTA_CODES = new Set<number>([CODE.tooManyWorkers, 10064, 10072]);

export interface Answered {
  readonly call: string;
  readonly status: number;
  readonly errors: readonly { readonly code: number; readonly message: string }[];
  /** Milliseconds the server asks us to wait. */
  readonly retryAfter?: number;
}

/** A call Cloudflare answered with an error; `codes` lets the code around it take what it expected as success. */
export class CloudflareError extends ProviderError {
  readonly codes: readonly number[];
  readonly retryAfter: number | undefined;

  constructor(answer: Answered) {
    const fault = faultOf(answer);
    const said = answer.errors.map(({ code, message }) => `${message} (${code})`).join("; ");
    super(fault, `${answer.call}: ${said || `HTTP ${answer.status}`}`, { next: NEXT[fault] });
    this.name = "CloudflareError";
    this.codes = answer.errors.map(({ code }) => code);
    this.retryAfter = answer.retryAfter;
  }
}

export function isCode(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof CloudflareError && error.codes.some((code) => codes.includes(code));
}

/** Whether what a call was about is not there; for what was listed a moment ago that means: gone. */
export function isGone(error: unknown): boolean {
  return error instanceof CloudflareError && error.fault === "not found";
}

function faultOf({ status, errors }: Answered): ProviderFault {
  const codes = errors.map(({ code }) => code);
  if (codes.includes(CODE.throttled) || status === 429) return "throttled";
  if (codes.some((code) => MISSING_CODES.has(code))) return "not found";
  if (codes.some((code) => QUOTA_CODES.has(code))) return "quota";
  // The API's own trouble bears 10001 as well.
  if (status >= 500) return "unavailable";
  if (status === 401 || status === 403 || codes.some((code) => CREDENTIAL_CODES.has(code))) return "credential";
  return status === 404 ? "not found" : "refused";
}

const NEXT: Readonly<Record<ProviderFault, string>> = {
  credential:
    "Check the API token: it must be valid and hold Workers Scripts, Workers KV and Workers Routes (edit), Zone, Zone WAF, Zone Settings and DNS (edit), Account settings (read) for this account.",
  "not found": "Check the account id and the zone names in the config.",
  refused: "The provider does not accept this; its message says why.",
  throttled: "Wait five minutes and run the command again; it goes on where it stopped.",
  unavailable:
    "The provider is not reachable or has trouble; run the command again later, it goes on where it stopped.",
  quota: "This account is full: retire mirrors, move to a larger plan, or add an account to the config.",
};
