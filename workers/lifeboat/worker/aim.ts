// What a request of a page means at the service: its primary, a secondary, the mirror's own, or a host that is neither and is
// never asked. An address the translation reached is the mirror's already; one that a script built still names the service.
// A service worker is shown absolute, parsed addresses only, so the list of hosts does without the rest of the map, and
// without URL.parse, which phones from before 2024 lack.

import { isDoorPath } from "../../../shared/domain/address.ts";
import type { ClientSettings } from "../../../shared/domain/clientsettings.ts";
import { createHostList, readAlias } from "../../../shared/domain/hostlist.ts";

export type Aim =
  | { readonly kind: "mirror" }
  | { readonly kind: "elsewhere" }
  | {
      readonly kind: "primary" | "secondary";
      /** Absolute, on the mirror. */
      readonly address: string;
    };

/** By an absolute http(s) address. */
export function createAim(
  { service, door }: Pick<ClientSettings, "service" | "door">,
  origin: string,
): (url: string) => Aim {
  const listed = createHostList(service, door);
  return (url) => {
    const asked = new URL(url);
    const isUnderDoor = isDoorPath(asked.pathname, door);
    if (asked.origin === origin) {
      if (!isUnderDoor) return { kind: "primary", address: url };
      const isKnown = readAlias(service, asked.pathname.split("/")[2] ?? "") !== undefined;
      return isKnown ? { kind: "secondary", address: url } : { kind: "mirror" };
    }
    const host = listed(asked);
    // A path of the primary that begins with our door has no place on this mirror.
    if (!host || (host.owner === "primary" && isUnderDoor)) return { kind: "elsewhere" };
    const address = `${origin}${host.prefix}${asked.pathname}${asked.search}`;
    return { kind: host.owner === "primary" ? "primary" : "secondary", address };
  };
}
