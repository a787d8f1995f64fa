// Cloudflare's envelope: {success, errors, messages, result, result_info}. Handlers return a Reply or throw an ApiFailure;
// `server.ts` turns both into bytes.

export interface Reply {
  readonly status: number;
  /** JSON when it is an envelope, bytes for KV values and script content. */
  readonly body: object | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiError {
  readonly code: number;
  readonly message: string;
  readonly error_chain?: readonly ApiError[];
}

export class ApiFailure extends Error {
  readonly status: number;
  readonly error: ApiError;
  constructor(status: number, error: ApiError) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

export function fail(status: number, code: number, message: string): never {
  throw new ApiFailure(status, { code, message });
}

export function done(result: unknown, resultInfo?: object): Reply {
  const envelope = { success: true, errors: [], messages: [], result };
  return { status: 200, body: resultInfo === undefined ? envelope : { ...envelope, result_info: resultInfo } };
}

export function failed({ status, error }: ApiFailure): Reply {
  return { status, body: { success: false, errors: [error], messages: [], result: null } };
}

export function bytes(body: Uint8Array, headers: Readonly<Record<string, string>>): Reply {
  return { status: 200, body, headers };
}

/** `page` and `per_page`, as most of Cloudflare's lists. */
export function paged(items: readonly unknown[], query: URLSearchParams, sizes = { usual: 20, most: 100 }): Reply {
  const perPage = within(query.get("per_page"), { usual: sizes.usual, most: sizes.most });
  const page = within(query.get("page"), { usual: 1, most: 1_000_000 });
  const result = items.slice((page - 1) * perPage, page * perPage);
  return done(result, {
    page,
    per_page: perPage,
    count: result.length,
    total_count: items.length,
    total_pages: Math.max(1, Math.ceil(items.length / perPage)),
  });
}

function within(text: string | null, { usual, most }: { usual: number; most: number }): number {
  const asked = text === null ? usual : Number(text);
  return Number.isInteger(asked) && asked >= 1 ? Math.min(asked, most) : usual;
}
