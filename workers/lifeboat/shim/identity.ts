// Where a page is, as its scripts read it, and where it may go by history. `location` itself cannot be replaced.

import { PRIMARY_ALIAS } from "../../../shared/domain/origins.ts";
import type { Addresses } from "./addresses.ts";
import { createLocation } from "./location.ts";
import type { Settings } from "./settings.ts";
import { defineProperty, wrapAccessor, wrapArgument, wrapSetter } from "./wrap.ts";

export function mapIdentity({ flags, service }: Settings, addresses: Addresses): void {
  const { read } = addresses;
  wrapAccessor("Document", "URL documentURI", { get: read });
  wrapAccessor("Document", "referrer", { get: (value) => referrerOfFrame(value, service) ?? read(value) });
  wrapAccessor("Node", "baseURI", { get: read });
  // What a page may set is its own domain or one above it; here nobody else shares one, so it changes nothing.
  const { hostname, origin } = new URL(service.primary);
  let wanted: string | undefined;
  wrapAccessor("Document", "domain", { get: (real: string) => wanted ?? (flags.locationReads ? hostname : real) });
  wrapSetter("Document", "domain", (_, value) => {
    wanted = String(value);
  });
  wrapArgument("History", "pushState replaceState", addresses.ownAtHome, 2);
  if (!flags.locationReads) return;
  defineProperty(globalThis, "origin", { configurable: true, get: () => origin, set: () => undefined });
  defineProperty(globalThis, "hezarLocation", {
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
