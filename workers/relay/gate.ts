// The gate: who is asking. A reader holds a pass of this mirror, or stands on a ticket path; all others are strangers and
// learn nothing. A forged, foreign, expired or cross-site request is not told apart from one that never tried.

import type { Keyring } from "../../shared/domain/keyring.ts";
import { SEGMENT_LENGTHS } from "../../shared/domain/mask.ts";
import { PRIMARY_ALIAS } from "../../shared/domain/origins.ts";
import { openTicket } from "../../shared/domain/ticket.ts";
import { originOf } from "./household.ts";
import type { FindMirror, FoundMirror, Spot } from "./identify.ts";
import type { LockOf } from "./lock.ts";
import type { HeldPass, HeldTicket, Passes } from "./passes.ts";

export interface Link {
  /** Undefined: a ticket that is over. It opens nothing, but is still kept from the service and out of the address bar. */
  readonly held?: HeldTicket;
  /** The clean address behind the ticket, absolute and on the mirror's own origin. */
  readonly target: string;
}

export interface Admitted {
  readonly spot: Spot;
  readonly mirror: FoundMirror;
  readonly pass?: HeldPass;
  /** The request's path is a ticket's. */
  readonly link?: Link;
}

export interface GatePorts {
  readonly findMirror: FindMirror;
  readonly keyring: () => Promise<Keyring | undefined>;
  readonly lockOf: LockOf;
  readonly passes: Passes;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

/** A good ticket that memory does not know makes a relay ask KV again, but not more often than this for its lineage. */
const IMPATIENT_SECONDS = 2;
const LINEAGES_LIMIT = 1000;
/** No Cookie header shorter than a pass can hold one; strangers' cookies then cost no key derivation. */
const PASS_CHARACTERS = 150;

/** Fetch §2.2.1 forbids these to pages; TRACE would show a script the pass that HttpOnly hides. */
const NEVER_A_BROWSERS = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Undefined: a stranger. */
export type Gate = (request: Request, url: URL, spot: Spot) => Promise<Admitted | undefined>;

export function createGate(ports: GatePorts): Gate {
  const patience = createPatience();
  return async (request, url, spot) => {
    const known = await ports.findMirror(spot);
    if (isForeign(request, url.origin) && !isFormOfMirror(request, url, known)) return undefined;
    if (NEVER_A_BROWSERS.has(request.method)) return undefined;
    const pass = await readPass(request, spot, ports);
    const link = await readLink(url, spot, ports);
    const held = pass ?? link?.held;
    if (held === undefined) return undefined;
    // A mirror or lineage newer than memory: who opens a link the moment it was made must not meet the cover.
    const isKnown = admits(known, pass) || admits(known, link?.held);
    const { lineage } = held.ticket;
    const mirror = isKnown ? known : await ports.findMirror(spot, { maxAgeSeconds: patience(lineage, ports.now()) });
    if (mirror === undefined) return undefined;
    if (pass !== undefined && admits(mirror, pass)) return { spot, mirror, pass, ...(link && { link }) };
    return link !== undefined && admits(mirror, link.held) ? { spot, mirror, link } : undefined;
  };
}

/** How old the zone's record may be for a lineage that it does not admit: fresh at first, then one read in a while. */
function createPatience(): (lineage: string, now: number) => number {
  const askedAt = new Map<string, number>();
  return (lineage, now) => {
    const isRested = now - (askedAt.get(lineage) ?? 0) >= IMPATIENT_SECONDS;
    if (!isRested) return IMPATIENT_SECONDS;
    if (askedAt.size >= LINEAGES_LIMIT) askedAt.clear();
    askedAt.set(lineage, now);
    return 0;
  };
}

/**
 * A write or a WebSocket that another site set off, pass or not. `Origin: null` beside `Sec-Fetch-Site: same-origin` is
 * our own page under a no-referrer policy (Fetch §3.2), such as the entering page's form.
 */
function isForeign(request: Request, ownOrigin: string): boolean {
  const isSafe = request.method === "GET" || request.method === "HEAD";
  if (isSafe && !request.headers.has("upgrade")) return false;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return true;
  const origin = request.headers.get("origin");
  return origin !== null && origin !== ownOrigin && !(origin === "null" && site === "same-origin");
}

/**
 * A form that the mirror's own page sends to a framed secondary: it arrives on the sibling by a redirect. Behind one to
 * another origin Chromium writes `Origin: null`; the referrer, which no page can forge, still names the mirror (cross.ts).
 */
function isFormOfMirror({ headers }: Request, url: URL, known: FoundMirror | undefined): boolean {
  const main = known?.siblings[PRIMARY_ALIAS];
  if (main === undefined || headers.get("sec-fetch-mode") !== "navigate") return false;
  const origin = headers.get("origin");
  const from = origin === "null" ? URL.parse(headers.get("referer") ?? "")?.origin : origin;
  return headers.get("sec-fetch-site") === "same-site" && from === originOf(main, url);
}

/** A pass this mirror sealed, whatever the mirror now thinks of its lineage. Asked of every label alike, as links are. */
async function readPass(
  request: Request,
  spot: Spot,
  { lockOf, passes, keyring, now }: GatePorts,
): Promise<HeldPass | undefined> {
  const cookies = request.headers.get("cookie");
  if (cookies === null || cookies.length < PASS_CHARACTERS || !cookies.includes("__Host-")) return undefined;
  const keys = await keyring();
  return keys && passes.read(cookies, { lock: await lockOf(spot.hostname), keyring: keys, now: now() });
}

/** The ticket in the path, whatever the mirror thinks of its lineage. What is no ticket at all is the service's path. */
async function readLink(url: URL, spot: Spot, { lockOf, keyring, now }: GatePorts): Promise<Link | undefined> {
  const [, segment = ""] = url.pathname.split("/", 2);
  if (segment.length < SEGMENT_LENGTHS.least || segment.length > SEGMENT_LENGTHS.most) return undefined;
  const bytes = await (await lockOf(spot.hostname)).mask.unmask(segment);
  const keys = await keyring();
  const ticket = bytes && keys && (await openTicket(bytes, { keyring: keys, now: now() }));
  if (!bytes || !ticket || (!ticket.ok && ticket.reason === "malformed")) return undefined;
  const held = ticket.ok ? { bytes, ticket: ticket.value } : undefined;
  return { target: cleanTarget(url, segment), ...(held && { held }) };
}

function admits(mirror: FoundMirror | undefined, held: HeldTicket | undefined): boolean {
  return mirror !== undefined && held !== undefined && mirror.lineages.includes(held.ticket.lineage);
}

/** One slash and the rest: `//evil` and `/\evil` after a ticket must not become another host in a Location. */
function cleanTarget(url: URL, segment: string): string {
  const rest = url.pathname.slice(segment.length + 1).replace(/^[/\\]+/, "");
  return `${url.origin}/${rest}${url.search}`;
}
