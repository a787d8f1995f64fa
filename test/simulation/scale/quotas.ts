// What an account may do in a day: free, and what a paid plan includes in a month, a thirtieth of it. Above that a paid plan
// is metered. As Cloudflare's pages said in 2026; API calls are 1,200 in five minutes a token.
import type { Unit } from "./operations.ts";

export interface Quota {
  readonly free: number;
  readonly paid: number;
}

const MILLION = 1_000_000;

export const QUOTAS: Readonly<Record<Unit, Quota>> = {
  requests: { free: 100_000, paid: (10 * MILLION) / 30 },
  "KV reads": { free: 100_000, paid: (10 * MILLION) / 30 },
  "KV writes": { free: 1_000, paid: MILLION / 30 },
  "object requests": { free: 100_000, paid: MILLION / 30 },
  "rows written": { free: 100_000, paid: (50 * MILLION) / 30 },
  "rows read": { free: 5 * MILLION, paid: (25_000 * MILLION) / 30 },
  "API calls": { free: 345_600, paid: 345_600 },
};

/** Workers of an account: a zone's relay is one. */
export const WORKERS: Quota = { free: 100, paid: 500 };
