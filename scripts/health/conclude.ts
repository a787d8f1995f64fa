// What looks at mirrors and accounts come to, as signals (E5). Pure. A signal clears the censor of blame, so it must be the
// narrowest thing that explains what was seen: one mirror's failure is no account's, and a service that fails on every mirror
// is its own fault. What may as well be a block where we are (nothing answers at all) is no signal.

import type { Signal } from "../../shared/domain/verdict/evidence.ts";
import type { ZoneState } from "../providers/provider.ts";
import type { Answer, MirrorLook } from "./look.ts";

/** Requests of the day used up; the Worker threw; our own address asks too often. */
export const CODE = { limit: 1027, exception: 1101, tooMany: 1015 } as const;

export interface AccountLook {
  readonly account: string;
  /** Its API says no to us; what it said. */
  readonly refusal?: string;
  /** Zones of ours that it no longer has. */
  readonly missingZones: readonly string[];
  /** Those it has and that no request reaches, with its word for why. */
  readonly stoppedZones: readonly ZoneState[];
  /** Zones with mirrors and without our relay. */
  readonly missingRelays: readonly string[];
}

export interface Seen {
  readonly mirrors: readonly MirrorLook[];
  readonly accounts: readonly AccountLook[];
  /** Zones that a list of dangerous sites names, and as what. */
  readonly flagged: readonly { readonly zone: string; readonly as: string }[];
}

export interface Concluded {
  readonly signals: readonly Signal[];
  /** Accounts whose API says no while a mirror of theirs serves, or none was looked at: nothing is concluded of those. */
  readonly refused: readonly { readonly account: string; readonly detail: string }[];
}

const DETAIL_LIMIT = 300;

/** `at`: seconds since the epoch. */
export function conclude({ mirrors, accounts, flagged }: Seen, at: number): Concluded {
  const refusing = accounts.flatMap(({ account, refusal }) =>
    refusal === undefined ? [] : [{ account, detail: refusal.slice(0, DETAIL_LIMIT) }],
  );
  const isSilent = (account: string) => {
    const own = mirrors.filter(({ mirror }) => mirror.account === account);
    return own.length > 0 && !own.some(({ stranger }) => isServing(stranger));
  };
  const [dead, refused] = [
    refusing.filter((one) => isSilent(one.account)),
    refusing.filter((one) => !isSilent(one.account)),
  ];
  const on = (zone: string) => mirrors.filter(({ mirror }) => mirror.zone === zone);
  // A token that may see fewer zones hides them as well, and what is burned never returns.
  const isEmpty = (zone: string) => !on(zone).some(({ stranger }) => isServing(stranger));
  const gone = new Set(dead.map(({ account }) => account));
  const alive = mirrors.filter(({ mirror }) => !gone.has(mirror.account));
  const down = fallen(alive);
  const signals: Signal[] = [
    ...dead.map((one): Signal => ({ at, kind: "account-dead", ...one })),
    ...accounts
      .filter(({ account }) => !gone.has(account))
      .flatMap(({ account, missingZones, stoppedZones, missingRelays }): readonly Signal[] => [
        ...missingZones
          .filter(isEmpty)
          .map((zone): Signal => ({ at, kind: "zone-gone", zone, detail: `${account} has it no more` })),
        ...stoppedZones
          .filter(({ zone }) => on(zone).length > 0 && isEmpty(zone))
          .map(
            ({ zone, status }): Signal => ({ at, kind: "zone-gone", zone, detail: `${account} says it is ${status}` }),
          ),
        ...missingRelays
          .filter((zone) => on(zone).length > 0 && !on(zone).some(({ page }) => page !== undefined))
          .map((zone): Signal => ({ at, kind: "script-gone", zone, detail: `${account} has its Worker no more` })),
      ]),
    ...usedUp(alive).map((account): Signal => ({ at, kind: "limit-1027", account, detail: "error code: 1027" })),
    ...alive.flatMap(({ mirror, stranger, page }): readonly Signal[] =>
      stranger?.code === CODE.exception || (page?.code === CODE.exception && !down.includes(mirror.service))
        ? [{ at, kind: "exception-1101", hostname: mirror.hostname, detail: "error code: 1101" }]
        : [],
    ),
    ...down.map((service): Signal => ({ at, kind: "origin-down", service, detail: "5xx on every mirror" })),
    ...flagged.map(({ zone, as }): Signal => ({ at, kind: "flagged", zone, detail: as.slice(0, DETAIL_LIMIT) })),
  ];
  return { signals, refused };
}

/** The Worker itself answers; anything but the provider's own words is the Worker. */
function isServing(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.code === undefined && !NOBODY_THERE.has(answer.status);
}

/** The edge looked for an origin, which a mirror's zone has none of: no route leads to a Worker. */
const NOBODY_THERE = new Set([521, 522, 523, 530]);

/** By what strangers get: a page may carry the words of the service's own provider, and one service's day must not burn a mesh. */
function usedUp(looks: readonly MirrorLook[]): readonly string[] {
  const hit = looks.filter(({ stranger }) => stranger?.code === CODE.limit);
  return [...new Set(hit.map(({ mirror }) => mirror.account))];
}

/** Services of which every mirror that opens shows its reader a 5xx of the relay's or the service's own, or its provider's words. */
function fallen(looks: readonly MirrorLook[]): readonly string[] {
  const pages = new Map<string, boolean[]>();
  for (const { mirror, page } of looks) {
    if (page === undefined || page.code === CODE.tooMany) continue;
    const isFailure = page.status >= 500 || page.code !== undefined;
    pages.set(mirror.service, [...(pages.get(mirror.service) ?? []), isFailure]);
  }
  return [...pages].flatMap(([service, failures]) => (failures.every(Boolean) ? [service] : []));
}
