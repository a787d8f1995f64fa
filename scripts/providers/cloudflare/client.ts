// A small client for Cloudflare's REST API v4: bearer token, envelopes, pages, a call budget, and retries of what may
// pass (429, 5xx, 971, a broken connection) and never of what will not. Our own because the official SDK's typed upload
// cannot send a module Worker, and because results are checked here rather than believed.

import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import { ProviderError } from "../provider.ts";
import { type Budget, createBudget } from "./budget.ts";
import { type Answered, CloudflareError, isCode } from "./errors.ts";

export interface ApiCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the API's base, its segments already encoded: `/accounts/…`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: FormData;
  /** Error codes that, for this call, pass by themselves. */
  readonly passingCodes?: readonly number[];
}

export interface Client {
  /** The `result` of the answer's envelope, as `schema` says; throws ProviderError. */
  call<T>(schema: v.GenericSchema<unknown, T>, call: ApiCall): Promise<T>;
  /** All pages of a list. */
  list<T>(schema: v.GenericSchema<unknown, T>, call: Omit<ApiCall, "method">): Promise<readonly T[]>;
  /** An answer without envelope: a value of KV. */
  bytes(call: ApiCall): Promise<Uint8Array<ArrayBuffer>>;
}

export interface ClientOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
  /** Calls are counted per token: clients that share one share its budget. */
  readonly budget?: Budget;
  /** 0 ≤ x < 1, for jitter. */
  readonly random?: () => number;
  /** How often a call goes out before what may pass counts as what will not; absent: patiently. */
  readonly attempts?: number;
}

const ATTEMPTS = 5;
const FIRST_BACKOFF_MILLISECONDS = 500;
const LONGEST_WAIT_MILLISECONDS = 300_000;
const CALL_TIMEOUT_MILLISECONDS = 60_000;
const PER_PAGE = 50;

const Envelope = v.object({
  success: v.boolean(),
  errors: v.nullish(v.array(v.object({ code: v.number(), message: v.string() })), []),
  result: v.optional(v.unknown()),
  result_info: v.nullish(v.object({ total_pages: v.optional(v.number()), cursor: v.nullish(v.string()) })),
});
type Envelope = v.InferOutput<typeof Envelope>;

export function createClient(options: ClientOptions): Client {
  const { budget = createBudget(options.clock) } = options;
  const send = (call: ApiCall) => withRetries(call, () => once(call, { ...options, budget }), options);
  return {
    call: async (schema, call) => check(schema, (await readEnvelope(call, await send(call))).result, call),
    list: async (schema, call) => {
      const items = [];
      for (let page = 1, pages = 1; page <= pages; page++) {
        const paged: ApiCall = {
          ...call,
          method: "GET",
          query: { ...call.query, page: `${page}`, per_page: `${PER_PAGE}` },
        };
        const envelope = await readEnvelope(paged, await send(paged));
        items.push(...check(v.array(schema), envelope.result ?? [], paged));
        pages = envelope.result_info?.total_pages ?? 1;
      }
      return items;
    },
    bytes: async (call) => (await send(call)).body,
  };
}

interface Answer {
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** One attempt; throws ProviderError for whatever is not a success. */
async function once(call: ApiCall, options: ClientOptions & { readonly budget: Budget }): Promise<Answer> {
  await options.budget.spend();
  const { apiUrl, token, fetch = globalThis.fetch } = options;
  const query = call.query === undefined ? "" : `?${new URLSearchParams(call.query)}`;
  const response = await connect(call, () =>
    fetch(`${apiUrl.replace(/\/$/, "")}${call.path}${query}`, {
      method: call.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(call.json === undefined ? {} : { "content-type": "application/json" }),
      },
      body: call.json === undefined ? (call.form ?? null) : JSON.stringify(call.json),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MILLISECONDS),
      redirect: "error",
    }),
  );
  const body = await connect(call, async () => new Uint8Array(await response.arrayBuffer()));
  const failure = failureOf(call, response, body);
  if (failure !== undefined) throw new CloudflareError(failure);
  return { status: response.status, body };
}

async function connect<T>(call: ApiCall, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw new ProviderError("unavailable", `${nameOf(call)}: the provider's API cannot be reached`, {
      next: "Check the connection and the account's apiUrl; then run the command again, it goes on where it stopped.",
      cause,
    });
  }
}

/** An envelope that says `success: false` is a failure whatever the status says; a KV value has no envelope. */
function failureOf(call: ApiCall, response: Response, body: Uint8Array): Answered | undefined {
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  const envelope = isJson || !response.ok ? parseEnvelope(body) : undefined;
  if (response.ok && envelope?.success !== false) return undefined;
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return {
    call: nameOf(call),
    status: response.status,
    errors: envelope?.errors ?? [],
    ...(Number.isFinite(seconds) ? { retryAfter: seconds * 1000 } : {}),
  };
}

async function withRetries<T>(call: ApiCall, attempt: () => Promise<T>, options: ClientOptions): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (attempts >= (options.attempts ?? ATTEMPTS) || !mayPass(error, call)) throw error;
      await options.clock.sleep(waitBefore(attempts, error, options.random ?? Math.random));
    }
  }
}

function mayPass(error: unknown, { passingCodes = [] }: ApiCall): boolean {
  if (isCode(error, ...passingCodes)) return true;
  return error instanceof ProviderError && (error.fault === "throttled" || error.fault === "unavailable");
}

/** Exponential with full jitter, so that two tools that failed together do not come back together. */
function waitBefore(attempts: number, error: unknown, random: () => number): number {
  const asked = error instanceof CloudflareError ? error.retryAfter : undefined;
  const backoff = FIRST_BACKOFF_MILLISECONDS * 2 ** (attempts - 1) * (1 + random());
  return Math.min(LONGEST_WAIT_MILLISECONDS, Math.max(asked ?? 0, backoff));
}

async function readEnvelope(call: ApiCall, answer: Answer): Promise<Envelope> {
  // 204 and empty bodies are what some deletions answer.
  if (answer.body.length === 0) return { success: true, errors: [], result_info: undefined };
  const envelope = parseEnvelope(answer.body);
  if (envelope === undefined) throw notUnderstood(call, answer.status);
  return envelope;
}

function parseEnvelope(body: Uint8Array): Envelope | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Envelope), new TextDecoder().decode(body));
  return parsed.success ? parsed.output : undefined;
}

function check<T>(schema: v.GenericSchema<unknown, T>, result: unknown, call: ApiCall): T {
  const parsed = v.safeParse(schema, result);
  if (!parsed.success) throw notUnderstood(call, parsed.issues[0].message);
  return parsed.output;
}

function notUnderstood(call: ApiCall, cause: unknown): ProviderError {
  return new ProviderError("refused", `${nameOf(call)}: the answer is not what Cloudflare's API v4 says`, {
    next: "Check the account's apiUrl; if it is right, the provider changed its API: please report it.",
    cause,
  });
}

function nameOf(call: ApiCall): string {
  return `${call.method} ${call.path}`;
}
