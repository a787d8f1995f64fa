// Where the next mirror goes. What lies under a suffix or a provider that is blocked as a whole comes last of all (blocked.ts).
// Then the limits of what one blow may take (limits.ts): a zone or account that would break one comes after every other.
// Then the cheapest account: they are tried in the order of the config's zones, and one is passed over while mirrors live less
// than half as long there as at the best. Then the zone with the fewest mirrors, but for those where less than half as many
// outlive their first week as at the best zone; of equals the one where most do.
// Never a burned zone, never a zone or an account that just failed.

import { matchesPattern } from "../../shared/domain/hostname.ts";
import type { MeshStatus } from "../../shared/wardenapi.ts";
import { deadAbove } from "./blocked.ts";
import { accountLimit, counted, createProviderOf, MIRRORS_OF_ZONE, providerLimit, sharingAccounts } from "./limits.ts";
import type { MeshZone } from "./mesh.ts";
import { createSurvival, type Survival } from "./survival.ts";

export interface PlaceOptions<Zone> {
  readonly service: string;
  /** Zones of accounts listed first are the cheaper ones. */
  readonly zones: readonly Zone[];
  readonly status: MeshStatus;
  /** Accounts and zones that failed in this run. */
  readonly unwell: ReadonlySet<string>;
  /** Accounts of the warden and the beacon: taken only where there is no other. */
  readonly apart?: readonly string[];
}

type Place = Pick<MeshZone, "zone" | "account" | "service">;

const WORTH_ITS_PRICE = 0.5;

/** The best zone for a mirror of the service; undefined where there is none left. */
export function chooseZone<Zone extends Place>(options: PlaceOptions<Zone>): Zone | undefined {
  const { service, zones, status, unwell } = options;
  const isKnown = ({ zone }: Place) => status.zones.some((known) => known.zone === zone && known.service === service);
  const isWell = ({ zone, account }: Place) =>
    !unwell.has(zone) && !unwell.has(account) && !isInTrouble(account, status) && !isBurned(zone, status);
  const candidates = zones.filter((zone) => zone.service === service && isKnown(zone) && isWell(zone));
  const breach = createBreach(candidates, options);
  const survival = createSurvival(status);
  const rank = createAccountRank(candidates, { status, survival });
  const standing = status.mirrors.filter(({ state }) => state !== "retired");
  const onZone = ({ zone }: Place) => standing.filter((mirror) => mirror.zone === zone);
  const share = createShares(candidates, { status, survival });
  const best = Math.max(0, ...candidates.map(share));
  const isPoor = (place: Place) => +(share(place) < best * WORTH_ITS_PRICE);
  return candidates.toSorted(
    (left, right) =>
      deadAbove(left, status) - deadAbove(right, status) ||
      breach(left) - breach(right) ||
      rank(left) - rank(right) ||
      isPoor(left) - isPoor(right) ||
      onZone(left).length - onZone(right).length ||
      share(right) - share(left),
  )[0];
}

/** 0: every limit is kept. Where none is left that keeps all, the spread over providers goes first, then the accounts' and the zone's limit last. */
function createBreach(candidates: readonly Place[], { status, apart = [] }: PlaceOptions<Place>) {
  const all = counted(status.mirrors);
  const sharing = sharingAccounts(
    candidates.map(({ account }) => account),
    apart,
  );
  const total = all.length + 1;
  const limit = accountLimit(total, sharing.length);
  const providerOf = createProviderOf(status.zones);
  const isProviderHeavy = (provider: string) => {
    const ofOthers = candidates.filter((place) => sharing.includes(place.account) && providerOf(place) !== provider);
    const others = new Set(ofOthers.map(({ account }) => account)).size;
    const own = all.filter((mirror) => providerOf(mirror) === provider).length;
    return own >= providerLimit(total, { accounts: sharing.length, others });
  };
  const heavy = new Map(candidates.map(providerOf).map((provider) => [provider, isProviderHeavy(provider)]));
  return (place: Place): number => {
    const { zone, account } = place;
    const isFull = all.filter((mirror) => mirror.zone === zone).length >= MIRRORS_OF_ZONE;
    const isHeavy = all.filter((mirror) => mirror.account === account).length >= limit;
    const isOfHeavy = heavy.get(providerOf(place)) === true;
    return (isFull ? 8 : 0) + (apart.includes(account) ? 4 : 0) + (isHeavy ? 2 : 0) + (isOfHeavy ? 1 : 0);
  };
}

interface Past {
  readonly status: MeshStatus;
  readonly survival: Survival;
}

/** The place in the list of accounts, those where mirrors die young after all others. */
function createAccountRank(candidates: readonly Place[], { status, survival }: Past): (place: Place) => number {
  const accounts = [...new Set(candidates.map(({ account }) => account))];
  const days = new Map(
    accounts.map((id) => [id, survival.expectedDays(status.mirrors.filter(({ account }) => account === id))]),
  );
  const best = Math.max(0, ...days.values());
  const ranks = new Map(
    accounts.map((id, at) => [id, at + ((days.get(id) ?? 0) < best * WORTH_ITS_PRICE ? accounts.length : 0)]),
  );
  return ({ account }) => ranks.get(account) ?? accounts.length * 2;
}

/** By zone, what part of its mirrors outlives the first week. */
function createShares(candidates: readonly Place[], { status, survival }: Past): (place: Place) => number {
  const own = Map.groupBy(status.mirrors, ({ zone }) => zone);
  const shares = new Map(candidates.map(({ zone }) => [zone, survival.shareOf(own.get(zone) ?? [])]));
  return ({ zone }) => shares.get(zone) ?? 0;
}

/** Closed, or its requests of the day used up. */
function isInTrouble(account: string, { accounts }: MeshStatus): boolean {
  return accounts.some(({ id }) => id === account);
}

export function isBurned(hostname: string, { blocklist }: Pick<MeshStatus, "blocklist">): boolean {
  return blocklist.entries.some(({ pattern }) => matchesPattern(hostname, pattern));
}
