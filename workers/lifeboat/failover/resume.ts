// Where a body that was cut off goes on: by Range and If-Range where the answer had a strong validator and came as it is,
// else from the start once more.

import type { Pairs } from "../../../shared/domain/failover.ts";
import type { FailoverHead } from "../../../shared/domain/failoverhead.ts";
import { redirectOf } from "./rebuild.ts";

/** What the page was told of the body it reads. */
export interface Begun {
  readonly status: number;
  readonly etag: string | null;
  /** As it came, not decoded by the browser nor translated. */
  readonly isPlain: boolean;
  /** Of the whole, where it stands: `bytes 100-199/200`. */
  readonly contentRange: string | null;
}

export function begunBy({ status, headers }: Pick<Response, "status" | "headers">): Begun {
  const etag = headers.get("etag");
  const isPlain = (headers.get("content-encoding") ?? "identity") === "identity";
  return { status, etag, isPlain, contentRange: headers.get("content-range") };
}

/** Whether its rest can be asked for by itself, and is sure to be of the same. */
export function isResumable({ etag, isPlain }: Begun): boolean {
  return etag !== null && isPlain && !etag.startsWith("W/");
}

/** The headers that ask for the rest from `at` on. */
export function askingFor(headers: Pairs, begun: Begun, at: number): Pairs {
  const { etag } = begun;
  if (etag === null || !isResumable(begun) || at === 0) return headers;
  const [first, last] = rangeOf(begun);
  const others = headers.filter(([name]) => !/^(?:range|if-range)$/i.test(name));
  return [...others, ["range", `bytes=${first + at}-${last ?? ""}`], ["if-range", etag]];
}

/** Where the answer starts, seen from the page: `at` or 0; undefined: it is neither. */
export function startOf(head: FailoverHead, begun: Begun, at: number): number | undefined {
  const said = new Map(head.headers.map(([name, value]) => [name.toLowerCase(), value]));
  if (redirectOf(head, "http://nowhere.invalid/")) return undefined;
  if (head.status === 200) return begun.status === 200 ? 0 : undefined;
  if (head.status !== 206) return undefined;
  const [first] = rangeOf({ contentRange: said.get("content-range") ?? null });
  const [begin] = rangeOf(begun);
  if (first === begin + at) return at;
  return first === begin && begun.status === 206 ? 0 : undefined;
}

function rangeOf({ contentRange }: Pick<Begun, "contentRange">): readonly [first: number, last: number | undefined] {
  const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(contentRange ?? "") ?? [];
  return [Number(first ?? 0), last === undefined ? undefined : Number(last)];
}
