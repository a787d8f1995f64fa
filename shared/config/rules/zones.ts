// Which domains can carry mirrors, and what strangers see there.

import { brandsOf, containsBrand } from "../../domain/label.ts";
import { finding, hostOf, isUnder, originsOf, type Pieces, warning } from "../pieces.ts";
import { isPrivateHost } from "../privatehost.ts";
import type { Finding } from "../problem.ts";

/** `*.a.example` would answer for b.a.example too, and whichever Worker the provider prefers would win. */
export function nestedZones({ zones }: Pieces): readonly Finding[] {
  return zones.flatMap(({ path, value }) => {
    const outer = zones.find((other) => other.value.zone !== value.zone && isUnder(value.zone, other.value.zone));
    if (outer === undefined) return [];
    return [
      finding(
        [...path, "zone"],
        `"${value.zone}" lies inside the zone "${outer.value.zone}"`,
        "Use domains of their own",
      ),
    ];
  });
}

export function localZones({ zones, accounts }: Pieces): readonly Finding[] {
  return zones.flatMap(({ path, value }) => {
    const account = accounts.find((one) => one.value.id === value.account);
    if (account === undefined || account.value.local !== undefined || !isPrivateHost(value.zone)) return [];
    return [
      finding([...path, "zone"], `"${value.zone}" exists on one machine only`, "Use a registered domain of your own"),
    ];
  });
}

/** A wildcard route on the service's own domain would loop, and the domain is what the censor blocks. */
export function zonesAreNotTheService({ zones, services }: Pieces): readonly Finding[] {
  const hosts = services.flatMap((service) => originsOf(service).map(({ value }) => hostOf(value)));
  return zones.flatMap(({ path, value }) => {
    const host = hosts.find((one) => isUnder(one, value.zone) || isUnder(value.zone, one));
    if (host === undefined) return [];
    return [
      finding(
        [...path, "zone"],
        `"${value.zone}" is the service's own host ${host}`,
        "Mirrors need a domain that is not blocked",
      ),
    ];
  });
}

export function zonesCarryNoBrand({ zones, services }: Pieces): readonly Finding[] {
  return zones.flatMap(({ path, value }) => {
    const service = services.find((one) => one.value.id === value.service);
    if (service === undefined) return [];
    const brands = brandsOf(originsOf(service).map((origin) => hostOf(origin.value)));
    const registrable = value.zone.split(".").slice(0, -1).join("");
    const found = brands.find((brand) => containsBrand(registrable, [brand]));
    if (found === undefined) return [];
    return [
      warning(
        [...path, "zone"],
        `the name says "${found}": censors look for it`,
        "A domain with another name lives longer",
      ),
    ];
  });
}

export function coversOfOnesOwn({ zones, accounts }: Pieces): readonly Finding[] {
  return zones.flatMap(({ path, value }) => {
    const local = accounts.find((one) => one.value.id === value.account)?.value.local;
    if (value.cover !== "bundled" || local !== undefined) return [];
    const problem = "a bundled cover is known to everyone who has this program";
    return [warning([...path, "cover"], problem, "Make a small site of your own and name its folder")];
  });
}
