// The markup that brings the shim into every page, before any script of the service. It names the script by its content,
// so that browsers keep it for good, and carries what the shim must know of the service.

import { clientSettings } from "../../shared/domain/clientsettings.ts";
import { pageJars } from "../../shared/domain/pagecookies.ts";
import { escapeHtml } from "./pages.ts";
import type { Standpoint } from "./standpoint.ts";

/** Undefined where there is no shim to bring. */
export type ShimTag = (standpoint: Standpoint) => string | undefined;

export function createShimTag(shimScript: string): ShimTag {
  if (shimScript === "") return () => undefined;
  const version = fingerprint(shimScript);
  const made = new WeakMap<Standpoint, string>();
  return (standpoint) => {
    const known = made.get(standpoint);
    if (known !== undefined) return known;
    const { service, place, names } = standpoint;
    const jars = pageJars(names, new URL(service.primary).hostname);
    const settings = escapeHtml(JSON.stringify({ ...clientSettings(service, place), jars }));
    const tag = `<script src="/${place.door}/shim.js?${version}" data-settings="${settings}"></script>`;
    made.set(standpoint, tag);
    return tag;
  };
}

/** FNV-1a: tells two builds apart, no more. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
