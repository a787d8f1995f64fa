// What a request of a page means at the service: its primary, a secondary, the mirror's own, or a host that is neither and is
// never asked. An address the translation reached is the mirror's already; one that a script built still names the service.

import { createAddressMap, isDoorPath } from "../../../shared/domain/address.ts";
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
export function createAim({ service, door, siblings }: ClientSettings, origin: string): (url: string) => Aim {
  const map = createAddressMap(service, { origin, door, siblings });
  return (url) => {
    const asked = URL.parse(url);
    const isOwn = asked?.origin === origin;
    const reference = isOwn ? url : map.toMirror(url, `${service.primary}/`);
    const at = reference === undefined ? null : URL.parse(reference, origin);
    if (at === null) return { kind: "elsewhere" };
    if (!isDoorPath(at.pathname, door)) return { kind: "primary", address: at.href };
    return map.toUpstream(at) === undefined ? { kind: "mirror" } : { kind: "secondary", address: at.href };
  };
}
