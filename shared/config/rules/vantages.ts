// Places to look from: one name each, and what a machine behind the censor gets wrong.

import { finding, type Pieces, repeated, warning } from "../pieces.ts";
import type { Finding } from "../problem.ts";

export function vantagesAreApart({ vantages }: Pieces): readonly Finding[] {
  return repeated(vantages, ({ id }) => id).map(({ path, value, first }) =>
    finding([...path, "id"], `"${value.id}" is vantages[${first.path[1]}]'s as well`, "Give each place its own id"),
  );
}

/** Whether an account's mirrors still serve is asked from the autopilot's own machine. */
export function autopilotStandsOutside({ vantages }: Pieces): readonly Finding[] {
  return vantages
    .filter(({ value }) => value.via === "system")
    .map(({ path }) =>
      warning(
        [...path, "via"],
        "says that the autopilot's own machine stands behind the censor: an account whose mirrors are blocked looks dead from there",
        "Let the autopilot run where nothing is blocked, and look through a proxy that stands there",
      ),
    );
}
