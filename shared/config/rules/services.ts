// What may be mirrored at all.

import { getPublicSuffix } from "tldts";
import { isWildcard } from "../../domain/origins.ts";
import { isMeasurementHost } from "../measurement.ts";
import { finding, hostOf, originsOf, type Pieces, secondariesOf } from "../pieces.ts";
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

/** Hosts under a suffix that anybody can register below are anybody's: a mirror of them all is an open proxy. */
export function wildcardsAreOneOwners({ services }: Pieces): readonly Finding[] {
  return services.flatMap((service) =>
    secondariesOf(service)
      .filter(({ value }) => isWildcard(value))
      .flatMap(({ path, value }) => {
        const below = new URL(value.origin.replace("*.", "")).hostname;
        if (getPublicSuffix(below, { allowPrivateDomains: true }) !== below) return [];
        return [
          finding(
            [...path, "origin"],
            `*.${below} is shared by everybody who has a name there`,
            "Name the hosts one by one",
          ),
        ];
      }),
  );
}

/** A label is made for one host whose documents are known; a wildcard has as many as the page likes to name. */
export function framesAreOneHost({ services }: Pieces): readonly Finding[] {
  return services.flatMap((service) =>
    secondariesOf(service)
      .filter(({ value }) => value.frame === true && isWildcard(value))
      .map(({ path }) =>
        finding(
          [...path, "frame"],
          "pages of a whole wildcard cannot be shown",
          "List the framed host by name beside it",
        ),
      ),
  );
}

/** Every answer's policy names each framed secondary three times. */
const FRAMED_LIMIT = 12;

export function framesAreFew({ services }: Pieces): readonly Finding[] {
  return services.flatMap((service) =>
    secondariesOf(service)
      .filter(({ value }) => value.frame === true)
      .slice(FRAMED_LIMIT)
      .map(({ path }) =>
        finding(
          [...path, "frame"],
          `more than ${FRAMED_LIMIT} secondaries are framed`,
          "Frame only those that pages show",
        ),
      ),
  );
}
