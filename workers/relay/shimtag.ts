// The markup that brings the shim into every page, before any script of the service. It names the script by its content,
// so that browsers keep it for good, and carries what the shim must know of the service.
// In front of it stands an import map: import() of an absolute address calls nothing that a shim could stand in for, and
// the browser's list of connections (shared/domain/connections.ts) is asked before a lifeboat. The shim takes it off the page.

import { clientSettings } from "../../shared/domain/clientsettings.ts";
import { WILDCARD } from "../../shared/domain/origins.ts";
import { pageJars } from "../../shared/domain/pagecookies.ts";
import { escapeHtml } from "./language.ts";
import type { Standpoint } from "./standpoint.ts";

/** By whom the browser says it is; undefined where there is no shim to bring. */
export type ShimTag = (standpoint: Standpoint, agent: string | null) => string | undefined;

/** From here on a page may have several import maps; before, ours would leave the service's own without effect. */
const CHROMIUM_OF_MANY_MAPS = 133;

export function createShimTag(shimScript: string, barScript: string): ShimTag {
  if (shimScript === "") return () => undefined;
  const versions = { shim: fingerprint(shimScript), bar: fingerprint(barScript) };
  const made = new WeakMap<Standpoint, Made>();
  return (standpoint, agent) => {
    const { tag, map } = made.get(standpoint) ?? make(standpoint, versions);
    made.set(standpoint, { tag, map });
    return Number(/Chrome\/(\d+)/.exec(agent ?? "")?.[1]) >= CHROMIUM_OF_MANY_MAPS ? map + tag : tag;
  };
}

interface Made {
  readonly tag: string;
  readonly map: string;
}

interface Versions {
  readonly shim: string;
  readonly bar: string;
}

function make({ service, place, names, map }: Standpoint, versions: Versions): Made {
  const jars = pageJars(names, new URL(service.primary).hostname);
  const settings = escapeHtml(JSON.stringify({ ...clientSettings(service, place), jars }));
  const warns = service.policy === "interactive" && service.authority === "public-interest" ? ' data-warns=""' : "";
  const origins = [service.primary, ...service.secondaries.map(({ origin }) => origin)];
  const known = origins.filter((origin) => !origin.includes(WILDCARD)).map((origin) => `${origin}/`);
  const imports = Object.fromEntries(known.map((address) => [address, map.toMirror(address, service.primary)]));
  return {
    // The bar comes when the page is there; the shim takes its tag off the page as well.
    tag: `<script async="" src="/${place.door}/bar.js?${versions.bar}" data-of="${new URL(service.primary).hostname}"${warns}></script><script src="/${place.door}/shim.js?${versions.shim}" data-settings="${settings}"></script>`,
    map: `<script type="importmap">${JSON.stringify({ imports })}</script>`,
  };
}

/** FNV-1a: tells two builds apart, no more. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
