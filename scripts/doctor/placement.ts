// Where the mirrors lie, against the limits that placement keeps (mint/limits.ts): what one blow would take. A mesh that
// grew, lost an account or was placed by an older version may be beyond them; new mirrors go elsewhere by themselves.

import type { MeshConfig } from "../../shared/config.ts";
import type { MeshStatus } from "../../shared/wardenapi.ts";
import {
  accountLimit,
  counted,
  createProviderOf,
  MIRRORS_OF_ZONE,
  providerLimit,
  sharingAccounts,
} from "../mint/limits.ts";
import { type DoctorFinding, fine, note } from "./finding.ts";

export function checkPlacement(
  { mirrors, zones, huddled }: Pick<MeshStatus, "mirrors" | "zones" | "huddled">,
  config: MeshConfig,
): readonly DoctorFinding[] {
  const usable = counted(mirrors);
  const apart = [...new Set([config.warden.account, config.beacon.account])];
  const accounts = sharingAccounts(
    config.zones.map(({ account }) => account),
    apart,
  );
  const found = [
    ...accounts.flatMap((account) => checkShare(account, { usable, accounts })),
    ...apart.filter((account) => !accounts.includes(account)).flatMap((account) => checkApart(account, usable)),
    ...checkProviders(zones, { usable, accounts }),
    ...checkZones(usable),
    ...checkRosters(huddled),
  ];
  return found.length > 0 ? found : [fine("placement", "no zone, account or provider carries more than its share")];
}

interface Places {
  readonly usable: MeshStatus["mirrors"];
  readonly accounts: readonly string[];
}

function checkShare(account: string, { usable, accounts }: Places): readonly DoctorFinding[] {
  const own = usable.filter((mirror) => mirror.account === account).length;
  const limit = accountLimit(usable.length, accounts.length);
  if (own <= limit) return [];
  const says = `carries ${own} of ${usable.length} usable mirrors, ${limit} would be its share`;
  return [
    note(`account ${account}`, says, "New mirrors go to the other accounts; `hezar rotate` replaces old ones sooner"),
  ];
}

/** A censor blocks a provider's addresses together. With one provider there is no choice. */
function checkProviders(zones: MeshStatus["zones"], { usable, accounts }: Places): readonly DoctorFinding[] {
  const providerOf = createProviderOf(zones);
  const sharing = zones.filter(({ account }) => accounts.includes(account));
  return [...new Set(sharing.map(providerOf))].flatMap((provider) => {
    const ofOthers = sharing.filter((zone) => providerOf(zone) !== provider);
    const others = new Set(ofOthers.map(({ account }) => account)).size;
    const own = usable.filter((mirror) => providerOf(mirror) === provider).length;
    const limit = providerLimit(usable.length, { accounts: accounts.length, others });
    if (others === 0 || own <= limit) return [];
    const says = `carries ${own} of ${usable.length} usable mirrors, ${limit} would be its share`;
    return [note(`provider ${provider}`, says, "New mirrors go to the other providers, where their zones have room")];
  });
}

/** The warden takes what there is; which groups are meant it does not tell. */
function checkRosters(huddled: MeshStatus["huddled"]): readonly DoctorFinding[] {
  const { zone = 0, provider = 0 } = huddled ?? {};
  const say = (count: number, where: string, next: string) =>
    count === 0
      ? []
      : [note("rosters", `${count} ${count === 1 ? "group has" : "groups have"} all mirrors on ${where}`, next)];
  return [
    ...say(zone, "one zone: one blow takes all its readers know", "Add zones; `hezar rotate` replaces mirrors sooner"),
    ...say(provider, "one provider, though there is another", "`hezar rotate` replaces mirrors sooner"),
  ];
}

/** With one account there is no choice; the config's own warning asks for a second. */
function checkApart(account: string, usable: MeshStatus["mirrors"]): readonly DoctorFinding[] {
  const own = usable.filter((mirror) => mirror.account === account).length;
  if (own === 0) return [];
  const says = `carries ${own} ${own === 1 ? "mirror" : "mirrors"} beside the warden or the beacon: it is the kind of account that gets closed`;
  const next = "Take its zones out of the config; no new mirror goes there while others have room";
  return [note(`account ${account}`, says, next)];
}

function checkZones(usable: MeshStatus["mirrors"]): readonly DoctorFinding[] {
  const zones = [...new Set(usable.map(({ zone }) => zone))];
  return zones.flatMap((zone) => {
    const own = usable.filter((mirror) => mirror.zone === zone).length;
    if (own <= MIRRORS_OF_ZONE) return [];
    return [
      note(`zone ${zone}`, `carries ${own} usable mirrors, ${MIRRORS_OF_ZONE} is its most`, "Add a zone to the config"),
    ];
  });
}
