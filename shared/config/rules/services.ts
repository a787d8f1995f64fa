// What may be mirrored at all.

import { isMeasurementHost } from "../measurement.ts";
import { finding, hostOf, originsOf, type Pieces } from "../pieces.ts";
import { isPrivateHost } from "../privatehost.ts";
import type { Finding } from "../problem.ts";

export function passwordsNeedConsent({ services }: Pieces): readonly Finding[] {
  return services
    .filter(
      ({ value }) => value.policy === "interactive" && value.authority === "public-interest" && !value.acceptsRisk,
    )
    .map(({ path }) =>
      finding(
        [...path, "policy"],
        "logins would pass through mirrors the site's owner never asked for",
        'Use "read-only", or say "acceptsRisk": true and tell your readers what a mirror sees',
      ),
    );
}

export function noMeasurement({ services }: Pieces): readonly Finding[] {
  return services.flatMap((service) =>
    originsOf(service)
      .filter(({ value }) => isMeasurementHost(hostOf(value)))
      .map(({ path, value }) =>
        finding(path, `${hostOf(value)} measures readers`, "Leave it out: pages work without it"),
      ),
  );
}

/** Fetching loopback or a private network for strangers would open the operator's own house. */
export function privateUpstreams({ services, zones, accounts }: Pieces): readonly Finding[] {
  return services.flatMap((service) => {
    const places = zones.filter(({ value }) => value.service === service.value.id).map(({ value }) => value.account);
    const allowed = places.every(
      (id) => accounts.find(({ value }) => value.id === id)?.value.local?.privateUpstreams === true,
    );
    if (allowed && places.length > 0) return [];
    return originsOf(service)
      .filter(({ value }) => isPrivateHost(hostOf(value)))
      .map(({ path, value }) =>
        finding(
          path,
          `${hostOf(value)} is on a private network`,
          "Only an edge of your own may: local.privateUpstreams in its account",
        ),
      );
  });
}
