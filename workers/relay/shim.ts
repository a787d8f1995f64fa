// The markup that brings the shim into every page, before any script of the service. It names the script by its content,
// so that browsers keep it for good, and carries what the shim must know of the service.

import type { MirrorPlace } from "../../shared/domain/address.ts";
import { clientSettings } from "../../shared/domain/clientsettings.ts";
import { createCookieNames } from "../../shared/domain/cookienames.ts";
import { pageJars } from "../../shared/domain/pagecookies.ts";
import type { Service } from "../../shared/domain/service.ts";
import { escapeHtml } from "./pages.ts";

/** By service and place; undefined where there is no shim to bring. */
export type ShimTag = (service: Service, place: MirrorPlace) => string | undefined;

export function createShimTag(shimScript: string): ShimTag {
  if (shimScript === "") return () => undefined;
  const version = fingerprint(shimScript);
  const made = new WeakMap<MirrorPlace, string>();
  return (service, place) => {
    const known = made.get(place);
    if (known !== undefined) return known;
    const jars = pageJars(createCookieNames(service, place.door), new URL(service.primary).hostname);
    const settings = escapeHtml(JSON.stringify({ ...clientSettings(service, place), jars }));
    const tag = `<script src="/${place.door}/shim.js?${version}" data-settings="${settings}"></script>`;
    made.set(place, tag);
    return tag;
  };
}

/** FNV-1a: tells two builds apart, no more. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
