// Who relays whom. A relay sees in the clear what it relays, so what readers type, and who they are at the service, passes
// the operator's own accounts only; and nothing of an operator's service ever lies with volunteers.

import { finding, isVolunteers, type Pieces, type Placed } from "../pieces.ts";
import type { Finding } from "../problem.ts";
import type { WrittenZone } from "../written.ts";

export function volunteersOnlyRead(pieces: Pieces): readonly Finding[] {
  return pieces.services
    .filter(({ value }) => value.policy !== "read-only" && zonesOf(value.id, "volunteer", pieces).length > 0)
    .map(({ path, value }) =>
      finding(
        [...path, "policy"],
        `volunteers' accounts carry "${value.id}": they would see passwords`,
        'Use "read-only", or move its zones to accounts of your own',
      ),
    );
}

/** A reader's lifeboat goes from any mirror of a service to any other. */
export function tiersDoNotMix(pieces: Pieces): readonly Finding[] {
  return pieces.services.flatMap(({ value }) => {
    const [own, theirs] = [zonesOf(value.id, "operator", pieces), zonesOf(value.id, "volunteer", pieces)];
    if (own.length === 0) return [];
    return theirs.map((zone) =>
      finding(
        [...zone.path, "account"],
        `"${zone.value.account}" is a volunteer's, and other zones of "${value.id}" lie on accounts of your own`,
        "Give volunteers a service entry of their own",
      ),
    );
  });
}

/** Both know every reader's way in. */
export function volunteersKeepNoSecrets(pieces: Pieces): readonly Finding[] {
  return (["warden", "beacon"] as const).flatMap((part) => {
    const id = part === "warden" ? pieces.wardenAccount : pieces.beaconAccount;
    if (id === undefined || !isVolunteers(id, pieces)) return [];
    return [finding([part, "account"], `"${id}" is a volunteer's account`, `Put the ${part} on one of your own`)];
  });
}

function zonesOf(service: string, tier: "operator" | "volunteer", pieces: Pieces): readonly Placed<WrittenZone>[] {
  const isMeant = (account: string) => isVolunteers(account, pieces) === (tier === "volunteer");
  return pieces.zones.filter(({ value }) => value.service === service && isMeant(value.account));
}
