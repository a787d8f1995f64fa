// Where a page is, as its scripts read it, and where it may go by history. `location` itself cannot be replaced.

import { PRIMARY_ALIAS } from "../../../shared/domain/origins.ts";
import type { Addresses } from "./addresses.ts";
import { createLocation } from "./location.ts";
import type { Settings } from "./settings.ts";
import { prototypeOf, wrapAccessor, wrapArgument } from "./wrap.ts";

export function mapIdentity({ flags, service }: Settings, addresses: Addresses): void {
  const { read } = addresses;
  const document = prototypeOf("Document");
  wrapAccessor(document, "URL documentURI", { get: read });
  wrapAccessor(document, "referrer", { get: (value) => referrerOfFrame(value, service) ?? read(value) });
  wrapAccessor(prototypeOf("Node"), "baseURI", { get: read });
  // What a page may set is its own domain or one above it; here nobody else shares one, so it changes nothing.
  const hostname = new URL(service.primary).hostname;
  const domain = document && Object.getOwnPropertyDescriptor(document, "domain");
  if (document && domain?.get) {
    let wanted: string | undefined;
    Object.defineProperty(document, "domain", {
      ...domain,
      get: new Proxy(domain.get, {
        apply: (get, self, args) =>
          wanted ?? (flags.locationReads ? hostname : (Reflect.apply(get, self, args) as string)),
      }),
      set(value: string) {
        wanted = String(value);
      },
    });
  }
  wrapArgument(prototypeOf("History"), "pushState replaceState", addresses.ownAtHome, 2);
  if (!flags.locationReads) return;
  const { origin } = new URL(service.primary);
  Object.defineProperty(globalThis, "origin", { configurable: true, get: () => origin, set: () => undefined });
  Object.defineProperty(globalThis, "hezarLocation", {
    configurable: true,
    value: createLocation(location, addresses),
  });
}

/** In a frame on a sibling, what the relay tells the service as well (its asker.ts): no label names another to a browser. */
function referrerOfFrame(value: unknown, { secondaries }: Settings["service"]): string | undefined {
  const main =
    value === "" && globalThis.parent !== globalThis.window && secondaries.find(({ alias }) => alias === PRIMARY_ALIAS);
  return main ? `${main.origin}/` : undefined;
}
