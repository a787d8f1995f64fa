// How many mirrors, on how many zones, in whose accounts.

import { finding, type Pieces, warning } from "../pieces.ts";
import type { Finding } from "../problem.ts";

export function everyServiceHasAZone({ services, served }: Pieces): readonly Finding[] {
  return services
    .filter(({ value }) => !served.includes(value.id))
    .map(({ path, value }) =>
      finding([...path, "id"], `no zone carries "${value.id}"`, `Add { "zone": …, "service": "${value.id}" } to zones`),
    );
}

export function mirrorCounts({ mirrors }: Pieces): readonly Finding[] {
  if (mirrors.perGroup <= mirrors.live) return [];
  const fix = `Raise live to ${mirrors.perGroup}, or lower perGroup to ${mirrors.live}`;
  return [
    finding(["mirrors", "perGroup"], `a group cannot see ${mirrors.perGroup} of ${mirrors.live} live mirrors`, fix),
  ];
}

/** A burned mirror is replaced from the reserve at once; without one, readers wait for a mint. */
export function reserveShare({ mirrors }: Pieces): readonly Finding[] {
  const least = Math.ceil(mirrors.live / 9);
  if (mirrors.reserve >= least) return [];
  const problem = `${mirrors.reserve} in reserve for ${mirrors.live} live mirrors: a burned one leaves a gap until the next mint`;
  return [warning(["mirrors", "reserve"], problem, `At least a tenth of all, here ${least}`)];
}

export function rosterSpread({ services, zones, mirrors }: Pieces): readonly Finding[] {
  return services.flatMap(({ path, value }) => {
    const own = zones.filter((zone) => zone.value.service === value.id).length;
    if (own === 0 || own >= mirrors.perGroup) return [];
    const problem = `the ${mirrors.perGroup} mirrors of a group share ${own} ${own === 1 ? "zone" : "zones"}: one blocked zone takes several`;
    return [warning([...path, "id"], problem, `${mirrors.perGroup} zones for "${value.id}" keep them apart`)];
  });
}

/** The account that carries mirrors is the one that gets closed. */
export function separateAccounts({ zones, accounts, wardenAccount, beaconAccount }: Pieces): readonly Finding[] {
  if (accounts.length < 2) return [];
  const carrying = new Set(zones.map(({ value }) => value.account));
  return (["warden", "beacon"] as const).flatMap((part) => {
    const id = part === "warden" ? wardenAccount : beaconAccount;
    if (id === undefined || !carrying.has(id)) return [];
    return [
      warning(
        [part, "account"],
        `"${id}" carries mirrors too: if it is closed, the ${part} goes with it`,
        "Use the other account",
      ),
    ];
  });
}

export function localTokens({ accounts }: Pieces): readonly Finding[] {
  return accounts
    .filter(({ value }) => value.local !== undefined && value.apiUrl === undefined)
    .map(({ path }) =>
      finding(
        [...path, "apiUrl"],
        "is missing",
        "An edge of your own needs its API's address, as hezar start prints it",
      ),
    );
}
