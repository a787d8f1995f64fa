// Names: each stands for one thing, and what is named exists.

import { closest } from "../closest.ts";
import { finding, isVolunteers, originsOf, type Pieces, repeated, secondariesOf } from "../pieces.ts";
import type { Finding, KeyPath } from "../problem.ts";

export function uniqueIds({ ids }: Pieces): readonly Finding[] {
  return [ids.services, ids.accounts].flatMap((list) =>
    repeated(list, (id) => id).map(({ path, value }) =>
      finding(path, `"${value}" is used twice`, "Give each its own id"),
    ),
  );
}

export function uniqueZones({ zones }: Pieces): readonly Finding[] {
  return repeated(zones, ({ zone }) => zone).map(({ path, value, first }) => {
    const shared = first.value.service !== value.service;
    return finding(
      [...path, "zone"],
      shared
        ? `"${value.zone}" already carries the service "${first.value.service}"`
        : `"${value.zone}" is listed twice`,
      shared ? "A zone carries one service: use another domain" : "Remove one of the two",
    );
  });
}

export function uniqueOrigins({ services, zones, accounts }: Pieces): readonly Finding[] {
  const within = services.flatMap((service) =>
    repeated(originsOf(service), (origin) => origin).map(({ path, value }) =>
      finding(path, `"${value}" stands twice in this service`, "List each origin once"),
    ),
  );
  // Volunteers may show a site that the operator shows too: to a reader the two are different mirrors.
  const isTheirs = (id: string) =>
    zones.some(({ value }) => value.service === id && isVolunteers(value.account, { accounts }));
  const primaries = repeated(services, ({ id, primary }) => `${primary} ${isTheirs(id)}`).map(
    ({ path, value, first }) =>
      finding(
        [...path, "primary"],
        `"${value.primary}" is the primary of "${first.value.id}" too`,
        "One service an address",
      ),
  );
  return [...within, ...primaries];
}

export function uniqueAliases({ services }: Pieces): readonly Finding[] {
  return services.flatMap(({ path, value }) =>
    repeated(secondariesOf({ path, value }), ({ alias }) => alias).map((twice) =>
      finding(
        [...twice.path, "alias"],
        `"${twice.value.alias}" is used twice in "${value.id}"`,
        "Give each secondary its own alias",
      ),
    ),
  );
}

export function knownReferences({ zones, ids, wardenAccount, beaconAccount }: Pieces): readonly Finding[] {
  const unknown = (path: KeyPath, id: string | undefined, kind: "service" | "account") => {
    const known = ids[`${kind}s`].map(({ value }) => value);
    if (id === undefined || known.includes(id)) return [];
    const near = closest(id, known) ?? (known.length === 1 ? known[0] : undefined);
    const fix = near === undefined ? `Known: ${known.join(", ") || "none"}` : `Did you mean "${near}"?`;
    return [finding(path, `no ${kind} has the id "${id}"`, fix)];
  };
  return [
    ...zones.flatMap(({ path, value }) => [
      ...unknown([...path, "account"], value.account, "account"),
      ...unknown([...path, "service"], value.service, "service"),
    ]),
    ...unknown(["warden", "account"], wardenAccount, "account"),
    ...unknown(["beacon", "account"], beaconAccount, "account"),
  ];
}
