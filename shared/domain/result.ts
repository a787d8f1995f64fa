// A small Result: expected failures are values with a tagged reason; throws are for the edges and for bugs.
// `reason` is for code to branch on; `detail` is for a person and never reaches a stranger.

export type Result<T, Reason extends string = string> = Ok<T> | Refusal<Reason>;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Refusal<Reason extends string = string> {
  readonly ok: false;
  readonly reason: Reason;
  readonly detail?: string;
}

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function refuse<Reason extends string>(reason: Reason, detail?: string): Refusal<Reason> {
  return detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };
}
