// What a request of a page means at the service: its primary, a secondary, the mirror's own, or a host that is neither and is
// never asked. An address the translation reached is the mirror's already; one that a script built still names the service.
// A service worker is shown absolute, parsed addresses only, so the list of hosts does without the rest of the map.

import { isDoorPath } from "../../../shared/domain/address.ts";
import { aliasOf, createClientHosts } from "../../../shared/domain/clientmap.ts";
import type { ClientSettings } from "../../../shared/domain/clientsettings.ts";

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
  const hosts = createClientHosts(service);
  /** What else lies under the door is the mirror's own; whether a wildcard's labels are any the relay says. */
  const isAlias = (name = "") => service.secondaries.some(({ alias }) => alias === name.split("~", 1)[0]);
  return (url) => {
    const asked = new URL(url);
    const isUnderDoor = isDoorPath(asked.pathname, door);
    if (asked.origin === origin) {
      if (!isUnderDoor) return { kind: "primary", address: url };
      const [, , alias] = asked.pathname.split("/");
      return isAlias(alias) ? { kind: "secondary", address: url } : { kind: "mirror" };
    }
    const alias = aliasOf(hosts, asked);
    // A path of the primary that begins with our door has no place on this mirror.
    if (alias === undefined || (alias === "" && isUnderDoor)) return { kind: "elsewhere" };
    const prefix = alias && `/${door}/${alias}`;
    const address = origin + prefix + asked.pathname + asked.search;
    return { kind: alias ? "secondary" : "primary", address };
  };
}
