// Every zone with a mirror has its relay, of today's build and guarded; no other zone has one of ours for long: it outlives
// its last mirror by a while, for streams that began before. What does not carry this mesh's tag is not in `relays` at all,
// so nothing of anybody else's can be removed.

import { zonesInUse } from "../../mint/reconcile.ts";
import type { Action } from "../action.ts";
import type { Desired } from "../desired.ts";
import { type Observed, troubledAccounts } from "../observed.ts";

export function planRelays({ zones, removeAfterSeconds }: Desired, observed: Observed, now: number): readonly Action[] {
  const { status, relays, unwell } = observed;
  const troubled = troubledAccounts(observed);
  const isWell = ({ account, zone }: { readonly account: string; readonly zone: string }) =>
    !unwell.has(account) && !unwell.has(zone) && !troubled.includes(account);
  const inUse = zonesInUse(status);
  // A zone whose mint is under way gets its relay from there.
  const served = new Set(status.mirrors.filter(isServing).map(({ zone }) => zone));
  const lastUsedAt = (name: string) =>
    Math.max(0, ...status.mirrors.filter(({ zone }) => zone === name).map(({ changedAt }) => changedAt));
  const standing = new Map(relays.map((relay) => [relay.zone, relay]));
  const deploy = zones
    .filter((zone) => served.has(zone.zone) && isWell(zone))
    .flatMap(({ zone, account }): readonly Action[] => {
      const relay = standing.get(zone);
      if (relay === undefined) return [{ kind: "deploy", account, zone, why: "missing" }];
      return relay.isCurrent ? [] : [{ kind: "deploy", account, zone, why: "outdated" }];
    });
  const remove = relays
    .filter(({ zone }) => !inUse.has(zone) && now - lastUsedAt(zone) >= removeAfterSeconds)
    .filter(isWell)
    .map(({ account, zone, name }): Action => ({ kind: "remove", account, zone, name }));
  return [...deploy, ...remove];
}

function isServing({ state }: { readonly state: string }): boolean {
  return state !== "retired" && state !== "minting";
}
