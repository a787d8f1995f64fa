// What keeps one mirror from being minted. The run goes on with the next order and tells at the end.

import { WardenRefusal } from "../operator/wardenclient.ts";
import { ProviderError } from "../providers/provider.ts";

export class MintFailure extends Error {
  readonly next: string;
  /** It may be gone by the next run, so the mirror stays `minting` and is taken up again then. */
  readonly passing: boolean;
  /** What nothing more is tried on in this run. */
  readonly scope: "zone" | "account";

  constructor(what: string, options: MintFailureOptions) {
    super(what, { cause: options.cause });
    this.name = "MintFailure";
    this.next = options.next;
    this.passing = options.passing ?? false;
    this.scope = options.scope ?? "zone";
  }
}

interface MintFailureOptions {
  readonly next: string;
  readonly passing?: boolean;
  readonly scope?: "zone" | "account";
  readonly cause?: unknown;
}

/** A failure of one mirror, its zone or its account; anything else ends the run and is thrown on. */
export function asMintFailure(error: unknown): MintFailure {
  if (error instanceof MintFailure) return error;
  if (error instanceof WardenRefusal && error.code === "conflict") {
    return new MintFailure(error.why ?? error.message, {
      next: "Nothing: what stands in its place is in `hezar status`.",
    });
  }
  if (!(error instanceof ProviderError)) throw error;
  const { fault, message, next } = error;
  const passing = fault === "throttled" || fault === "unavailable";
  const scope = fault === "refused" || fault === "not found" ? "zone" : "account";
  return new MintFailure(message, { next, passing, scope, cause: error });
}
