// Places of sealed lists: each driver has keys of its own, and two places are two addresses.

import { finding, hostOf, isUnder, type Pieces, repeated } from "../pieces.ts";
import type { Finding } from "../problem.ts";
import type { WrittenList } from "../written.ts";

type Key = keyof WrittenList;

const KEYS: Readonly<
  Record<WrittenList["driver"], { readonly needed: readonly Key[]; readonly more: readonly Key[] }>
> = {
  directory: { needed: ["path"], more: [] },
  put: { needed: [], more: ["to", "authorizationEnv"] },
  s3: { needed: ["endpoint", "bucket"], more: ["region", "keyIdEnv", "secretEnv", "folder"] },
  git: { needed: ["api", "repository"], more: ["branch", "tokenEnv", "folder"] },
};
const COMMON: readonly Key[] = ["id", "driver", "url"];

export function listsHaveTheirDriversKeys(pieces: Pieces): readonly Finding[] {
  return pieces.lists.flatMap(({ path, value }) => {
    const { needed, more } = KEYS[value.driver];
    const known = [...COMMON, ...needed, ...more];
    const missing = needed.filter((key) => value[key] === undefined);
    const foreign = (Object.keys(value) as Key[]).filter((key) => !known.includes(key));
    return [
      ...missing.map((key) =>
        finding([...path, key], `is missing: a place with the driver "${value.driver}" needs it`, `Add "${key}"`),
      ),
      ...foreign.map((key) =>
        finding(
          [...path, key],
          `says nothing to the driver "${value.driver}"`,
          `Remove it. Known here: ${known.join(", ")}`,
        ),
      ),
    ];
  });
}

export function listsAreApart(pieces: Pieces): readonly Finding[] {
  return (["id", "url"] as const).flatMap((key) =>
    repeated(pieces.lists, (list) => list[key]).map(({ path, value, first }) =>
      finding([...path, key], `"${value[key]}" is lists[${first.path[1]}]'s as well`, `Give each place its own ${key}`),
    ),
  );
}

/** What blocks the mirrors of a zone would block the way back as well. */
export function listsLieElsewhere(pieces: Pieces): readonly Finding[] {
  return pieces.lists.flatMap(({ path, value }) => {
    const zone = pieces.zones.find(
      (one) => isUnder(hostOf(value.url), one.value.zone) || hostOf(value.url) === one.value.zone,
    );
    if (zone === undefined) return [];
    return [
      finding(
        [...path, "url"],
        `lies in ${zone.value.zone}, a zone of mirrors: it is blocked with them`,
        "Put lists on a host of somebody else, or a domain that carries no mirror",
      ),
    ];
  });
}
