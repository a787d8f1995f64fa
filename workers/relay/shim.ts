// The markup that brings the shim into every page, before any script of the service. It names the script by its content,
// so that browsers keep it for good, and carries what the shim must know of the service.

import type { ServiceOrigins } from "../../shared/domain/address.ts";
import { escapeHtml } from "./pages.ts";

/** By service and door; undefined where there is no shim to bring. */
export type ShimTag = (service: ServiceOrigins, door: string) => string | undefined;

export function createShimTag(shimScript: string): ShimTag {
  if (shimScript === "") return () => undefined;
  const version = fingerprint(shimScript);
  return ({ primary, secondaries }, door) => {
    const origins = secondaries.map(({ alias, origin }) => ({ alias, origin }));
    const settings = JSON.stringify({ service: { primary, secondaries: origins }, door });
    return `<script src="/${door}/shim.js?${version}" data-settings="${escapeHtml(settings)}"></script>`;
  };
}

/** FNV-1a: tells two builds apart, no more. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
