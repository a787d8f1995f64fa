// Which script answers a host and path: routes first (most specific wins), then custom domains, then the account's own
// suffix. A route without a script switches scripts off for what it matches, as at Cloudflare.
import { type Route, type State, scriptKey } from "../storage/state.ts";
import type { Target } from "./hostname.ts";

export interface RoutePattern {
  readonly hostname: string;
  /** `*.zone` or `*zone`: what must stand at the end of the host. */
  readonly hostWildcard: boolean;
  readonly path: string;
  readonly pathWildcard: boolean;
}

/** Cloudflare's grammar: `[scheme://]host/path`, `*` only first in the host and last in the path. */
export function parseRoutePattern(text: string): RoutePattern | undefined {
  const parts = /^(?:(?:\*|https?):\/\/)?([^/?#:\s]+)(\/[^?#\s]*)?$/.exec(text);
  const host = parts?.[1]?.toLowerCase() ?? "";
  const path = parts?.[2] ?? "/";
  const pattern = {
    hostname: host.replace(/^\*/, ""),
    hostWildcard: host.startsWith("*"),
    path: path.replace(/\*$/, ""),
    pathWildcard: path.endsWith("*"),
  };
  if (pattern.hostname === "" || pattern.hostname.includes("*") || pattern.path.includes("*")) return undefined;
  return pattern;
}

export function matchesRoute(pattern: RoutePattern, { hostname, path }: Pick<Target, "hostname" | "path">): boolean {
  const host = pattern.hostWildcard ? hostname.endsWith(pattern.hostname) : hostname === pattern.hostname;
  return host && (pattern.pathWildcard ? path.startsWith(pattern.path) : path === pattern.path);
}

/** Exact host before wildcard, longer host before shorter, longer path before shorter, exact path before wildcard. */
export function compareRoutes(a: RoutePattern, b: RoutePattern): number {
  return (
    Number(a.hostWildcard) - Number(b.hostWildcard) ||
    b.hostname.length - a.hostname.length ||
    b.path.length - a.path.length ||
    Number(a.pathWildcard) - Number(b.pathWildcard)
  );
}

export type Routing = (target: Pick<Target, "hostname" | "path">) => string | undefined;

interface Table {
  readonly routes: readonly { readonly pattern: RoutePattern; readonly route: Route }[];
  /** Custom domains and names under an account's suffix. */
  readonly hosts: ReadonlyMap<string, string>;
}

export function createRouting(state: State, suffix: string): Routing {
  let revision = -1;
  let table: Table = { routes: [], hosts: new Map() };
  return (target) => {
    if (revision !== state.revision()) table = buildTable(state, suffix);
    revision = state.revision();
    const hit = table.routes.find(({ pattern }) => matchesRoute(pattern, target));
    if (hit) return hit.route.script && scriptKey(hit.route.account, hit.route.script);
    return table.hosts.get(target.hostname);
  };
}

function buildTable(state: State, suffix: string): Table {
  const routes = state.routes.all().flatMap((route) => {
    const pattern = parseRoutePattern(route.pattern);
    return pattern ? [{ pattern, route }] : [];
  });
  const named = state.scripts.all().flatMap((script): [string, string][] => {
    const subdomain = state.accounts.find(({ id }) => id === script.account)?.subdomain;
    if (!script.subdomain.enabled || subdomain === undefined) return [];
    return [[`${script.name}.${subdomain}.${suffix}`.toLowerCase(), scriptKey(script.account, script.name)]];
  });
  const custom = state.domains
    .all()
    .map(({ hostname, account, service }): [string, string] => [hostname, scriptKey(account, service)]);
  return {
    routes: routes.sort((a, b) => compareRoutes(a.pattern, b.pattern)),
    hosts: new Map([...named, ...custom]),
  };
}

/** Whether a hostname lies in a zone that is not active: no name server leads to it. */
export function createStopped(state: State): (hostname: string) => boolean {
  let revision = -1;
  let stopped: readonly string[] = [];
  return (hostname) => {
    if (revision !== state.revision()) {
      const zones = state.zones.all().filter(({ status = "active" }) => status !== "active");
      stopped = zones.map(({ name }) => name);
      revision = state.revision();
    }
    return stopped.some((zone) => hostname === zone || hostname.endsWith(`.${zone}`));
  };
}
