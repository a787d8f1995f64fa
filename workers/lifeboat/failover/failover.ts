// The seam between the everyday lifeboat (worker/) and what it carries for the day its mirror is blocked: a script of its own
// (failover.js), imported at the lifeboat's start. Where that is absent, or its mirror gave it no boarding, the lifeboat does
// without.

import type { AskedAs } from "../../../shared/domain/askedas.ts";
import type { OtherMirror } from "./hold.ts";

export interface Sending {
  /** What keeps the worker alive until a body is through, and has what the browser asked ahead by itself. */
  readonly event: FetchEvent;
  /** How the page meant it; absent: the navigation of a document. */
  readonly meant?: AskedAs;
}

export interface Failover {
  /** In place of fetch, for a request to the lifeboat's own origin. Rejects as fetch does where no way is left. */
  send(request: Request, sending: Sending): Promise<Response>;
  /** Something is gained by standing between; a page that watches what it sends on its way up sees less then. */
  saves(request: Request): boolean;
  /** The reader is to be forgotten: no pass is asked for any more. */
  end(): void;
  /** The roster's other mirrors, those that did not answer of late last; the carried ticket, base64url; is the own one dead? */
  known(): Promise<{ readonly others: readonly OtherMirror[]; readonly carried: string; readonly isAway: boolean }>;
}
