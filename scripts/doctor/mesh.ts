// The mesh as the warden tells it: keyring, strength, what waits.

import type { MeshConfig } from "../../shared/config.ts";
import { matchesPattern } from "../../shared/domain/hostname.ts";
import { KEYRING_LIFETIME_SECONDS } from "../../shared/domain/keyring.ts";
import { isUsable } from "../../shared/domain/mirror.ts";
import { isStanding, type MeshStatus } from "../../shared/wardenapi.ts";
import { spanText } from "../terminal/meshtable.ts";
import { broken, type DoctorFinding, fine, note } from "./finding.ts";

export function checkMesh(status: MeshStatus, config: MeshConfig): readonly DoctorFinding[] {
  return [
    checkKeyring(status),
    ...config.services.map(({ id }) => checkStrength(id, status, config)),
    ...checkBlocklist(status),
    ...checkOrders(status),
  ];
}

function checkKeyring({ keyring, now }: MeshStatus): DoctorFinding {
  const next = "`hezar up` signs a new one";
  if (keyring === undefined) return broken("keyring", "the warden has none", next);
  if (keyring.kill)
    return note("keyring", "the kill switch is on: lifeboats take themselves off", "`hezar kill --lift`");
  const left = keyring.notAfter - now;
  if (left <= 0) return broken("keyring", `expired ${spanText(-left)} ago: no link opens`, next);
  if (left < KEYRING_LIFETIME_SECONDS / 2) return note("keyring", `good for ${spanText(left)} only`, next);
  return fine("keyring", `version ${keyring.version}, good for ${spanText(left)}`);
}

function checkStrength(service: string, { mirrors }: MeshStatus, config: MeshConfig): DoctorFinding {
  const own = mirrors.filter((mirror) => mirror.service === service && isUsable(mirror.state));
  const reserve = own.filter(({ state }) => state === "reserve").length;
  const wanted = config.mirrors.live + config.mirrors.reserve;
  const about = `service ${service}`;
  if (own.length === 0) return broken(about, "no mirror is open to readers", "hezar mint");
  if (own.length < wanted) return note(about, `${own.length} of ${wanted} mirrors stand`, "hezar mint");
  return fine(about, `${own.length - reserve} live, ${reserve} in reserve`);
}

/** The warden never hands such a one out; if one is there all the same, its records are wrong. */
function checkBlocklist({ mirrors, blocklist }: MeshStatus): readonly DoctorFinding[] {
  const blocked = mirrors.filter(
    ({ hostname, state }) =>
      isUsable(state) && blocklist.entries.some(({ pattern }) => matchesPattern(hostname, pattern)),
  );
  if (blocked.length === 0)
    return [
      fine("blocklist", `version ${blocklist.version}, ${blocklist.entries.length} entries, no usable mirror on it`),
    ];
  return blocked.map(({ hostname }) =>
    broken(hostname, "is on the blocklist and yet usable", `hezar burn ${hostname}`),
  );
}

function checkOrders({ orders }: MeshStatus): readonly DoctorFinding[] {
  const standing = orders.filter(isStanding).length;
  return standing === 0 ? [] : [note("orders", `${standing} ${standing === 1 ? "stands" : "stand"}`, "hezar mint")];
}
