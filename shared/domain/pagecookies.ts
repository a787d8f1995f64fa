// What a page must know of cookienames.ts, worked out by the relay: a page's scripts set and read the cookies of one origin
// only, so of all jars and hosts a few rows are left, and the list of shared suffixes stays out of the reader's browser.

import type { CookieNames, NamedCookie } from "./cookienames.ts";
import { decodePath, encodePath, isPathWithin } from "./cookiepath.ts";

/**
 * The most a page's own origin may keep, whoever sets it. A browser keeps 180 cookies a zone and drops others for new ones, an
 * edge refuses longer headers: either would make a stranger of the reader.
 */
export const PAGE_COOKIES = 100;
export const PAGE_COOKIE_CHARACTERS = 49_152;

/** A Domain attribute the page's origin may use (`""`: none), what goes before the name, and the path if it has one. */
export type PageJar = readonly [domain: string, before: string, path?: string];

export function pageJars(names: CookieNames, hostname: string): readonly PageJar[] {
  const labels = hostname.split(".");
  const domains = ["", ...labels.map((_, at) => labels.slice(at).join("."))];
  return domains.map((domain) => {
    const { name, path } = names.store("primary", { name: "x", domain: domain || undefined, path: "/" });
    const before = name.slice(0, -1);
    return path === undefined ? [domain, before] : [domain, before, path];
  });
}

export interface PageCookieNames {
  /** `undefined`: not a domain of the page's, or a name that could be taken for one of ours. */
  store(cookie: NamedCookie): { readonly name: string; readonly path?: string | undefined } | undefined;
  /** What the page at `path` calls a stored cookie, if it gets it. */
  read(path: string, stored: string): string | undefined;
}

const GUARANTEE = /^__(?:host-http|host|secure|http)-/i;

export function createPageCookieNames(jars: readonly PageJar[], door: string): PageCookieNames {
  const split = (name: string) => {
    const guarantee = GUARANTEE.exec(name)?.[0] ?? "";
    return [guarantee, name.slice(guarantee.length)] as const;
  };
  return {
    store({ name, domain = "", path }) {
      const [guarantee, bare] = split(name);
      const jar = jars.find(([one]) => one === domain);
      if (!jar || bare.startsWith(`${door}.`)) return undefined;
      const [, before, at] = jar;
      if (before === "") return { name };
      const place = path === "/" ? "." : `!${encodePath(path)}.`;
      return { name: guarantee + before.slice(0, -1) + place + bare, path: /^__host-/i.test(guarantee) ? "/" : at };
    },
    read(path, stored) {
      const [guarantee, bare] = split(stored);
      if (!bare.startsWith(`${door}.`)) return stored;
      for (const [, before] of jars) {
        if (before === "" || !bare.startsWith(before.slice(0, -1))) continue;
        const [, place, name] = /^(?:!([^.]*))?\.(.*)$/s.exec(bare.slice(before.length - 1)) ?? [];
        if (name !== undefined && isPathWithin(path, decodePath(place))) return guarantee + name;
      }
      return undefined;
    },
  };
}
