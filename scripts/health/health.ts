// Our own health checks from outside: mirrors at their real addresses, accounts by their APIs, zones on lists of dangerous
// sites, and how full the day's quotas are. What they come to is told to the warden as signals. `hezar health` looks at all
// mirrors, the autopilot at a few of each account every some minutes.

import { randomInt } from "node:crypto";
import { isUsable } from "../../shared/domain/mirror.ts";
import type { MeshStatus, Mirror } from "../../shared/wardenapi.ts";
import type { Clock } from "../clock.ts";
import type { Tools } from "../mint/run.ts";
import { WardenRefusal } from "../operator/wardenclient.ts";
import { ProviderError } from "../providers/provider.ts";
import { type AccountLook, CODE, type Concluded, conclude, type Seen } from "./conclude.ts";
import { type FlagsOptions, findFlags } from "./flags.ts";
import { lookAt, type MirrorLook } from "./look.ts";

export interface HealthOptions extends Pick<Tools, "mesh" | "keys" | "warden" | "providers" | "reach"> {
  readonly clock: Clock;
  /** At most so many mirrors of an account, drawn at random; absent: all. */
  readonly perAccount?: number;
  readonly flags?: FlagsOptions;
  /** Look only: the warden is told nothing. */
  readonly isDry?: boolean;
  readonly onLook?: (what: string) => void;
}

export interface Health extends Seen, Concluded {
  /** Mirrors that burned for what was told. */
  readonly burned: readonly string[];
  readonly quota: MeshStatus["quota"];
  /** What could not be looked at, and why. */
  readonly troubles: readonly string[];
}

export async function checkHealth(options: HealthOptions): Promise<Health> {
  const { warden, clock, isDry = false } = options;
  const troubles: string[] = [];
  const status = await warden.status();
  const accounts = await lookAtAccounts(status, options, troubles);
  const mirrors = await lookAtMirrors(status, { ...options, doubted: doubtedZones(accounts) });
  const flagged = await lookAtFlags(options, troubles);
  const seen = { mirrors, accounts, flagged };
  const concluded = conclude(seen, Math.floor(clock.now() / 1000));
  troubles.push(...unexplained(seen, concluded));
  const burned = isDry ? [] : await tell(concluded, options);
  return { ...seen, ...concluded, burned, quota: status.quota, troubles };
}

async function tell({ signals, refused }: Concluded, { warden }: HealthOptions): Promise<readonly string[]> {
  for (const { account, detail } of refused) await warden.accountRefused(account, detail);
  return signals.length === 0 ? [] : warden.signal(signals);
}

async function lookAtAccounts(
  { mirrors }: MeshStatus,
  { providers, mesh, onLook = () => undefined }: HealthOptions,
  troubles: string[],
): Promise<readonly AccountLook[]> {
  const used = new Set(mirrors.filter(isStanding).map(({ zone }) => zone));
  const looks: AccountLook[] = [];
  for (const [account, provider] of providers) {
    onLook(`account ${account}`);
    const wanted = mesh.zones.filter((zone) => zone.account === account).map(({ zone }) => zone);
    try {
      await provider.verify();
      const there = await provider.zones(wanted);
      const relays = new Set((await provider.list()).map(({ zone }) => zone));
      looks.push({
        account,
        missingZones: wanted.filter((zone) => !there.some((state) => state.zone === zone)),
        stoppedZones: there.filter(({ status }) => status !== "active"),
        missingRelays: wanted.filter((zone) => used.has(zone) && !relays.has(zone)),
      });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const nothing = { missingZones: [], stoppedZones: [], missingRelays: [] };
      if (error.fault === "credential") looks.push({ account, refusal: error.message, ...nothing });
      else troubles.push(`account ${account}: ${error.message}`);
    }
  }
  return looks;
}

/** One after the other: a burst of looks at all mirrors would name them all to who watches the wire. */
async function lookAtMirrors(status: MeshStatus, options: HealthOptions & Wanted): Promise<readonly MirrorLook[]> {
  const { warden, keys, reach, onLook = () => undefined } = options;
  const looks: MirrorLook[] = [];
  for (const mirror of choose(status.mirrors, options)) {
    onLook(mirror.hostname);
    const ticket = await ticketFor(mirror, warden);
    if (ticket !== undefined) looks.push(await lookAt(mirror, { keys, reach, ticket }));
  }
  return looks;
}

/** Undefined where the mirror was retired since the warden was asked for it. */
async function ticketFor({ hostname }: Mirror, warden: HealthOptions["warden"]): Promise<string | undefined> {
  try {
    return (await warden.probeTicket(hostname)).ticket;
  } catch (error) {
    if (error instanceof WardenRefusal) return undefined;
    throw error;
  }
}

interface Wanted {
  /** Zones of which an account says that they are gone, stopped, or without a relay: all their mirrors are looked at. */
  readonly doubted: ReadonlySet<string>;
}

function doubtedZones(accounts: readonly AccountLook[]): ReadonlySet<string> {
  return new Set(
    accounts.flatMap(({ missingZones, stoppedZones, missingRelays }) => [
      ...missingZones,
      ...stoppedZones.map(({ zone }) => zone),
      ...missingRelays,
    ]),
  );
}

function isStanding({ state }: Mirror): boolean {
  return isUsable(state) || state === "suspect";
}

/** What is odd about zones and is no signal: it may be a block where we are, or nobody is hurt by it. */
function unexplained({ mirrors, accounts }: Seen, { signals }: Concluded): readonly string[] {
  const told = new Set(signals.flatMap(({ kind, zone }) => (kind === "zone-gone" ? (zone ?? []) : [])));
  const stopped = accounts
    .flatMap(({ stoppedZones }) => stoppedZones)
    .filter(({ zone }) => !told.has(zone))
    .map(({ zone, status }) => `zone ${zone}: its provider says it is ${status}, and no new mirror goes there`);
  const named = new Set(mirrors.filter(({ isNameless }) => !isNameless).map(({ mirror }) => mirror.zone));
  const nameless = new Set(mirrors.filter(({ isNameless }) => isNameless).map(({ mirror }) => mirror.zone));
  const lost = [...nameless]
    .filter((zone) => !told.has(zone) && !named.has(zone))
    .map(
      (zone) =>
        `zone ${zone}: its names lead nowhere from here: held or run out at its registrar, or blocked where you are (hezar probe tells)`,
    );
  return [...stopped, ...lost];
}

function choose(
  mirrors: readonly Mirror[],
  { perAccount = Number.POSITIVE_INFINITY, doubted }: Pick<HealthOptions, "perAccount"> & Wanted,
): readonly Mirror[] {
  const standing = mirrors.filter(isStanding);
  const drawn = standing
    .map((mirror) => ({ mirror, lot: randomInt(1 << 30) }))
    .sort((left, right) => left.lot - right.lot)
    .map(({ mirror }) => mirror);
  const taken = new Map<string, number>();
  return drawn.filter(({ account, zone }) => {
    if (doubted.has(zone)) return true;
    const count = (taken.get(account) ?? 0) + 1;
    taken.set(account, count);
    return count <= perAccount;
  });
}

async function lookAtFlags({ flags, mesh }: HealthOptions, troubles: string[]): Promise<Seen["flagged"]> {
  if (flags === undefined) return [];
  try {
    return await findFlags(
      mesh.zones.map(({ zone }) => zone),
      flags,
    );
  } catch (error) {
    troubles.push(`list of dangerous sites: ${(error as Error).message}`);
    return [];
  }
}

/** Nothing is wrong that can be seen from here. */
export function isHealthy({ signals, refused, troubles, mirrors }: Health): boolean {
  return signals.length === 0 && refused.length === 0 && troubles.length === 0 && mirrors.every(isWell);
}

export function isWell({ stranger, page }: MirrorLook): boolean {
  return stranger !== undefined && stranger.code === undefined && page !== undefined && page.status < 500;
}

/** What is wrong with a mirror, in words. */
export function ailment({ stranger, page, isNameless }: MirrorLook): string | undefined {
  if (isNameless) return "its name leads nowhere from here: held or run out at its registrar, or blocked where you are";
  if (stranger === undefined) return "does not answer from here: down, or blocked where you are (hezar probe tells)";
  if (stranger.code === CODE.tooMany) return "asks us to slow down (1015): this address asked too often";
  if (stranger.code !== undefined) return `the provider answers in its place: error ${stranger.code}`;
  if (page === undefined) return "shows strangers something, and opens to no ticket";
  if (page.code !== undefined) return `the provider answers its readers: error ${page.code}`;
  return page.status >= 500 ? `its readers get HTTP ${page.status}` : undefined;
}
