// What the operator's tools and the beacon say to the warden over HTTP, and what it answers: the shapes both sides share.
// Every path takes JSON and answers JSON behind a bearer token; without it the warden is a plain 404. With it, what cannot
// be done is WardenError: 400 where the request is wrong, 404 where what it names is unknown, 409 where the state forbids it.
// Times are whole seconds since the epoch.

import type { BurnedEntry, Cause } from "./domain/blocklist.ts";
import type { MirrorState } from "./domain/mirror.ts";
import type { ServiceSettings } from "./domain/service.ts";
import type { CountryWeather, DeadNode } from "./domain/verdict/meshevidence.ts";
import type { Verdict } from "./domain/verdict/verdict.ts";

export type { ServiceSettings };

export interface ZoneSettings {
  readonly zone: string;
  readonly account: string;
  readonly service: string;
  /** Whose addresses it resolves to, as a name that only tells providers apart; absent: the account is all there is to tell. */
  readonly provider?: string;
  /** How readers reach it: `https` and no port, except on a local mesh. */
  readonly scheme: "https" | "http";
  readonly port?: number;
}

export interface WardenError {
  readonly error: { readonly code: "invalid" | "unknown" | "conflict"; readonly message: string };
}

// PUT /keyring { keyring: record text } → { version }   409 where it is not root-signed or older than the one in force

/** PUT /mesh → { orders: Order[] } (all open ones): the operator's checked config, as far as the warden decides by it. */
export interface MeshSettings {
  readonly services: readonly ServiceSettings[];
  readonly zones: readonly ZoneSettings[];
  /** Per service. */
  readonly mirrors: { readonly live: number; readonly reserve: number; readonly perGroup: number };
  readonly lineageSize: number;
  /** How long a mirror that was replaced goes on serving who is there; absent: a day. */
  readonly drainSeconds?: number;
  /** Readers' lifeboats report nothing; absent: they do. */
  readonly reports?: false;
  /** Readers bring nobody; absent: they do. */
  readonly sharing?: false;
  /** Where sealed lists lie, for readers; absent: nowhere. */
  readonly sealedLists?: readonly string[];
}

export type OrderState = "open" | "claimed" | "filled" | "withdrawn";

/** GET /orders → { orders: Order[] }; POST /orders { service, count } → { orders: Order[] }. */
export interface Order {
  readonly id: number;
  readonly service: string;
  readonly state: OrderState;
  readonly reason: "strength" | "group" | "rotate" | "operator";
  /** The mirror to retire once this order is filled. */
  readonly replaces?: string;
  /** The mirror that fills it, once claimed. */
  readonly hostname?: string;
  readonly createdAt: number;
}

/** It is still to be filled. */
export function isStanding({ state }: Pick<Order, "state">): boolean {
  return state === "open" || state === "claimed";
}

export interface Mirror {
  readonly hostname: string;
  readonly zone: string;
  readonly account: string;
  readonly service: string;
  readonly state: MirrorState;
  readonly door: string;
  readonly origin: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly groups: number;
  /** It has been replaced and is retired then; shown to nobody meanwhile. */
  readonly drainsUntil?: number;
  /** When the first of the mirrors it was released with was: a batch is one unit of risk. Absent before its release. */
  readonly batch?: number;
}

/**
 * POST /lease LeaseWish → LeaseAnswer. One autopilot at a time steers, and a lease that is not renewed ends by the warden's
 * clock. `fence` grows with every new holder.
 */
export interface LeaseWish {
  /** One process: a name nobody else uses. */
  readonly holder: string;
  /** From now; 0 gives the lease back. */
  readonly seconds: number;
}
export interface Lease {
  readonly holder: string;
  readonly fence: number;
  readonly until: number;
}
/** Not granted: who holds it, and until when. */
export type LeaseAnswer = Lease & { readonly granted: boolean };

/** POST /orders/:id/claim → { mirror: Mirror } (201): the intent, written before anything is deployed. */
export interface Claim {
  readonly hostname: string;
  readonly zone: string;
  readonly door: string;
  /** base64url, 32 bytes. */
  readonly maskKey: string;
  /** The lease's number, from an autopilot: a claim under one that is over is a 409. */
  readonly fence?: number;
}

// POST /mirrors/:hostname/publish      → { key: "zone:…", version }   the mirror stands in its zone's record
// POST /mirrors/:hostname/probe-ticket → { ticket: base64url, notAfter }  opens this mirror only, one hour
// POST /mirrors/:hostname/ready        → { mirror }                   minting → reserve, the order is filled
// POST /mirrors/:hostname/abandon      → { order }                    minting → retired, the order is open again
// POST /mirrors/:hostname/retire       → { mirror }

/** POST /burn → BurnAnswer, POST /unburn → UnburnAnswer. `pattern`: `host` or `*.zone`; `country`: two letters, or absent for everywhere. */
export interface Burn {
  readonly pattern: string;
  readonly country?: string;
  readonly cause?: Cause;
}
export interface BurnAnswer {
  readonly entry: BurnedEntry;
  /** Mirrors that this burned. */
  readonly burned: readonly string[];
  readonly orders: readonly Order[];
}

/** Unburning lifts the entry for mirrors to come. A burned mirror never returns: its readers have moved on. */
export interface UnburnAnswer {
  readonly removed: readonly BurnedEntry[];
  /** Mirrors under the pattern that stay burned until they are retired. */
  readonly stillBurned: readonly string[];
}

// POST /signals { signals: Signal[] }  → { burned: hostnames }   E5: what providers did; only a flag makes anybody a suspect
// POST /accounts/:id/refused { detail } → {}                      its API says no, its mirrors serve: nothing new goes there
// POST /accounts/:id/well             → {}                      the operator has the account back

// POST /rotate { olderThanSeconds, service?, most? } → { orders: Order[] }   a replacement is ordered for older mirrors, the
// oldest first; once it stands the elder drains: shown to nobody, it serves who is there until it is retired

/** POST /invites InviteWish → Invite. The code is shown this once: only its hash is kept. */
export interface InviteWish {
  readonly service: string;
  readonly channel: string;
  readonly uses: number;
  readonly level: number;
  readonly days: number;
}
export interface Invite {
  readonly code: string;
  readonly service: string;
  readonly channel: string;
  readonly usesLeft: number;
  readonly expiresAt: number;
}

/** POST /admit { code } with the beacon's token → Admission; an unknown, used-up or expired code is a 404. */
export interface Admission {
  readonly service: string;
  readonly channel: string;
  /** base64url, 85 bytes. */
  readonly ticket: string;
  /** What the reader's group is shown, never a burned one; for a newcomer empty only where the channel has none at all. */
  readonly mirrors: readonly { readonly hostname: string; readonly origin: string; readonly maskKey: string }[];
}

/** POST /share and /problem with a zone's collect token: what its relay asks for a reader (shared/domain/readerwish.ts). */

/** GET /events?after=ID → { events: MeshEvent[] }; append-only. */
export interface MeshEvent {
  readonly id: number;
  readonly at: number;
  readonly event:
    | "ordered"
    | "claimed"
    | "minted"
    | "handed-out"
    | "burned"
    | "unburned"
    | "draining"
    | "retired"
    | "abandoned"
    | "split"
    | "account-trouble"
    | "account-well"
    | "provider-doubted"
    | "configured"
    | "judged"
    | "spared"
    /** A reader told of one; `detail`: its kind (readerwish.ts). */
    | "problem"
    | "weather";
  readonly hostname?: string;
  readonly service?: string;
  readonly detail?: string;
}

/**
 * An account that is not well. `unwritable`: its API says no to the warden's token for its KV, until it takes a write.
 * `refused`: it says no to the operator's. In both cases its mirrors may still serve, and nothing new goes there.
 * `dead`: its mirrors serve no more either, and burned with the cause provider. `spent`: its requests of the day are used
 * up until `until`; its mirrors burned with the cause quota.
 */
export interface AccountTrouble {
  readonly id: string;
  readonly state: "unwritable" | "refused" | "dead" | "spent";
  readonly since: number;
  readonly until?: number;
  readonly detail: string;
}

/** An account's KV today, by the UTC day. */
export interface AccountQuota {
  readonly account: string;
  readonly writesToday: number;
  readonly writesPerDay: number;
  /** Keys whose newest value it does not hold yet. */
  readonly unpublished: number;
}

/** A place that the warden's sealed memory is put. */
export interface SnapshotShelf {
  readonly id: string;
  /** The newest it holds, 0 for none, and when that was taken. */
  readonly number: number;
  readonly takenAt: number;
  /** Failures since the last success. */
  readonly failures: number;
}

/**
 * GET /lists?after=LINEAGE → ListsPage: what sealed lists say (shared/domain/sealedlist.ts), lineage by lineage in order;
 * `after` leaves out all up to that one. A 409 before the warden has a keyring. POST /lists/published → { at }: all are out.
 */
export interface ListsPage {
  readonly keyring: string;
  readonly rosters: readonly { readonly lineage: string; readonly roster: string }[];
  /** There are more after the last of these. */
  readonly more: boolean;
}

// POST /restore Snapshot (snapshotform.ts) → { number }   409 where the warden has a memory of its own

/** GET /status. */
export interface MeshStatus {
  readonly now: number;
  readonly services: readonly ServiceSettings[];
  readonly zones: readonly ZoneSettings[];
  readonly mirrors: readonly Mirror[];
  readonly orders: readonly Order[];
  readonly blocklist: { readonly version: number; readonly entries: readonly BurnedEntry[] };
  readonly groups: { readonly lineages: number; readonly groups: number; readonly readers: number };
  /** Groups of readers that are shown no mirror at all, by service; absent: there are none. */
  readonly stranded?: Readonly<Record<string, number>>;
  /** Groups whose mirrors all lie on one zone; of the others, on one provider where there is another. Absent: there are none. */
  readonly huddled?: { readonly zone: number; readonly provider: number };
  readonly keyring: { readonly version: number; readonly notAfter: number; readonly kill?: true } | undefined;
  /** Who steers, if anybody does. */
  readonly lease?: Lease;
  /** Sealed lists, once they were published. */
  readonly lists?: { readonly publishedAt: number };
  /** KV keys whose newest value is not written yet. */
  readonly unpublished: readonly string[];
  readonly accounts: readonly AccountTrouble[];
  readonly snapshots: readonly SnapshotShelf[];
  readonly quota: readonly AccountQuota[];
  /** What the judge holds against or for a hostname in a country, where anything was said. */
  readonly verdicts: readonly StandingVerdict[];
  /** Countries where it is not, or was lately not, normal. */
  readonly weather: readonly StandingWeather[];
  /** Zones, suffixes and providers that are blocked as a whole, by country; absent: none is. */
  readonly dead?: readonly DeadNode[];
  readonly wishes: readonly Wish[];
  readonly events: readonly MeshEvent[];
}

// POST /collect, a zone's relay with its own token: 204. workers/warden/evidence/batch.ts has the shape.

/** One verdict as it stands, without its reasons. */
export interface StandingVerdict extends Pick<Verdict, "hostname" | "country" | "state" | "cause" | "level"> {
  readonly since: number;
}

export interface StandingWeather extends CountryWeather {
  readonly since: number;
}

/**
 * GET /wishes → { wishes: Wish[] }: probes that somebody should run, soonest first. `canary` is a hostname of the same zone
 * that no link names: where it is blocked as well, the zone is. A wish stays until the verdict needs it no more.
 */
export interface Wish {
  readonly hostname: string;
  readonly canary: string;
  /** Where the mirror answers. */
  readonly origin: string;
  /** From where to probe; "" where that is not known. */
  readonly country: string;
  readonly reason: "suspect" | "confirm" | "retest";
  readonly dueAt: number;
  /** The burned zone, `*.zone`, where it is the zone that is tested again: then `hostname` is the canary itself. */
  readonly pattern?: string;
}

/**
 * POST /probes { results: ProbeResult[] } → ProbesAnswer. The operator's token, or a volunteer's with `probe-signature`:
 * base64url of its Ed25519 signature over "hezar/probes/v1\0" and the body as it is sent. Results about hostnames that are
 * neither mirrors nor canaries are left out.
 */
export interface ProbesAnswer {
  readonly taken: number;
  readonly leftOut: number;
  readonly verdicts: readonly StandingVerdict[];
}

/** PUT /volunteers/:id { key: base64url } → { token }: what they send with their probes. DELETE /volunteers/:id. GET /volunteers. */
export interface Volunteer {
  readonly id: string;
  readonly key: string;
  readonly addedAt: number;
}

/** GET /why/:hostname: a 404 where nothing was ever known of it. */
export interface Why {
  readonly hostname: string;
  readonly mirror?: Mirror;
  /** Judged now, with all numbers; `lines` says the same in words. */
  readonly verdicts: readonly (Verdict & { readonly lines: readonly string[] })[];
  /** Verdicts that were acted on, as they stand. */
  readonly standing: readonly StandingVerdict[];
  readonly blocklist: readonly BurnedEntry[];
  readonly wishes: readonly Wish[];
  readonly weather: readonly StandingWeather[];
  readonly events: readonly MeshEvent[];
}

// POST /board/link → { path }: opens the operator's web page in a browser, once and within a minute (workers/warden/board/).
