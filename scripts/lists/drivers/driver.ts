// A place where sealed lists lie, as whoever publishes them sees it: files under names of ours, nothing else. One file a
// driver in this folder; each passes test/scripts/lists/drivers.test.ts, and place.ts looks at any of them as a reader does.

import type { Reach } from "../../reach.ts";

export interface ListDriver {
  /** The config's name for it. */
  readonly id: string;
  /** Where readers fetch files: this and the file's name. */
  readonly url: string;
  /** Addresses that must not list the files to a stranger; the first is the folder's own. */
  readonly listings: readonly string[];
  /** How long a file may take until it can be read, seconds: some hosts publish in the background, or keep old answers. */
  readonly delaySeconds: number;
  /** Over what is there. Rejects with a PlaceError. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** What is gone is gone. Rejects with a PlaceError. */
  remove(name: string): Promise<void>;
  /** Lets any page read, where that can be set and nobody has set anything yet. False: it is set otherwise. Rejects with a PlaceError. */
  openToPages?(): Promise<boolean>;
}

/** What stopped a driver, in words for the operator. */
export class PlaceError extends Error {
  readonly next: string;

  constructor(what: string, next: string, cause?: unknown) {
    super(what, { cause });
    this.name = "PlaceError";
    this.next = next;
  }
}

const TIMEOUT_MILLISECONDS = 30_000;

export interface AskOptions {
  readonly reach: Reach;
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Statuses that are answers; any other rejects. */
  readonly fine: readonly number[];
}

/** One request to a place's API. Rejects with a PlaceError that names no credential. */
export async function askPlace({ reach, id, method, url, headers = {}, body, fine }: AskOptions): Promise<Response> {
  const init = { method, headers, redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) } as const;
  const { host } = new URL(url);
  if (Object.values(headers).some((value) => /[^\x20-\x7e]/.test(value))) throw unsendable(id);
  const answer = await reach(url, { ...init, ...(body !== undefined && { body }) }).catch((cause: unknown) => {
    throw new PlaceError(`${id}: ${host} does not answer`, "Is the address right, and your connection well?", cause);
  });
  if (fine.includes(answer.status)) return answer;
  throw new PlaceError(`${id}: ${host} answers ${method} with HTTP ${answer.status}`, adviceFor(answer.status));
}

/** What a header cannot hold, Node would print in its error. */
export function unsendable(id: string): PlaceError {
  return new PlaceError(
    `${id}: the credential cannot be sent: something in it is no letter, digit or sign`,
    "Copy it anew: a line break may have come with it",
  );
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) return "Check the credential, and that it may write and delete there";
  if (status === 404) return "Check the address, and that the bucket, branch or folder exists";
  if (status === 413 || status === 507) return "It takes no file of this size: use another place";
  if (status === 429) return "It is asked too often; it is tried again later";
  return "It is tried again with the next publication";
}
