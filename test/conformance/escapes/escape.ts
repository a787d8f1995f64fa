// An escape: one way a page could make the browser reach a host that is no mirror. Each is tried against three targets, in
// a page of its own server, so that the same rows prove the instrument (there the attempt must be seen) and the mirror.

/** A host nobody listed, and the two blocked hosts of the service itself, by their own addresses. */
export type Target = "elsewhere" | "primary" | "secondary";
export const TARGETS: readonly Target[] = ["elsewhere", "primary", "secondary"];

/** How the mirror's page is read: with its lifeboat in place, or in a browser that runs no service worker. */
export type Mode = "lifeboat" | "bare";

export interface Spot {
  /** The address to reach. */
  readonly to: string;
  /** The folder of the row's own files, on the page's own host. */
  readonly here: string;
  /** A UDP port on loopback that counts what arrives. */
  readonly udp: number;
}

export interface EscapeFile {
  readonly type?: string;
  readonly status?: number;
  readonly headers?: (spot: Spot) => Readonly<Record<string, string>>;
  readonly body?: (spot: Spot) => string;
}

export interface Escape {
  readonly name: string;
  /** It leaves or replaces its page, or needs a page's headers or head: it gets a tab of its own. */
  readonly alone?: true;
  readonly head?: (spot: Spot) => string;
  readonly html?: (spot: Spot) => string;
  readonly headers?: (spot: Spot) => Readonly<Record<string, string>>;
  /** Runs in the page, so it is written without a name from outside. */
  readonly run?: (spot: Spot) => unknown;
  /** What a user clicks, by selector. */
  readonly click?: string;
  readonly files?: Readonly<Record<string, EscapeFile>>;
  /** Why Chromium attempts nothing even on an unguarded page; such a row proves little and says so. */
  readonly silent?: string;
}

export function slugOf({ name }: Escape): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
