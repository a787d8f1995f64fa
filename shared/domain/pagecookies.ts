// What a page must know of cookienames.ts, worked out by the relay: a page's scripts set and read the cookies of one origin
// only, so of all jars and hosts a few rows are left, and the list of shared suffixes stays out of the reader's browser.

import type { CookieNames, NamedCookie } from "./cookienames.ts";
import { isPathWithin, readStoredName, writeStoredName } from "./storedname.ts";

/**
 * The most a page's own origin may keep, whoever sets it. A browser keeps 180 cookies a zone and drops others for new ones, an
 * edge refuses longer headers: either would make a stranger of the reader.
 */
export const PAGE_COOKIES = 100;
export const PAGE_COOKIE_CHARACTERS = 49_152;

/** A Domain attribute the page's origin may use (`""`: none), and what goes before the name. */
export type PageJar = readonly [domain: string, front: string];

export function pageJars(names: CookieNames, hostname: string): readonly PageJar[] {
  const labels = hostname.split(".");
  const domains = ["", ...labels.map((_, at) => labels.slice(at).join("."))];
  return domains.map((domain) => {
    const { name } = names.store("primary", { name: "", domain: domain || undefined, path: "/" });
    return [domain, name.slice(0, -1)];
  });
}

export interface PageCookieNames {
  /** All of them at `Path=/`. `undefined`: not a domain of the page's. */
  store(cookie: NamedCookie): string | undefined;
  /** What the page at `path` calls a stored cookie, if it gets it. */
  read(path: string, stored: string): NamedCookie | undefined;
}

export function createPageCookieNames(jars: readonly PageJar[]): PageCookieNames {
  return {
    store({ name, domain = "", path }) {
      const jar = jars.find(([one]) => one === domain);
      return jar && writeStoredName(jar[1], { path, name });
    },
    read(path, stored) {
      const found = jars.map(([, front]) => readStoredName(front, stored)).find((one) => one);
      return found && isPathWithin(path, found.path) ? found : undefined;
    },
  };
}
