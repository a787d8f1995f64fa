// `document.cookie` and `cookieStore` as the service's origin knows them: the browser's one jar holds those of every origin
// of the service, under names that tell them apart. What else a browser asks of a cookie it asks of ours as well.

import { createPageCookieNames } from "../../../shared/domain/pagecookies.ts";
import type { Addresses } from "./addresses.ts";
import type { Settings } from "./settings.ts";
import { methodOf, prototypeOf, wrapAccessor, wrapMethod } from "./wrap.ts";

interface Cookie {
  readonly name: string;
  readonly domain?: string | null;
  readonly path?: string;
}

/** Sets nothing: no cookie has an empty pair. */
const NOTHING = "=; max-age=0";

export function mapCookies({ jars, door }: Settings, addresses: Addresses): void {
  const names = createPageCookieNames(jars, door);
  const pathOf = () => URL.parse(addresses.service(addresses.resolve("")?.href ?? ""))?.pathname ?? "/";
  const stored = ({ name, domain, path }: Cookie) => {
    const isHostOnly = /^__host-/i.test(name);
    const at = path?.startsWith("/")
      ? path
      : pathOf()
          .replace(/(.)\/[^/]*$/, "$1")
          .replace(/^\/[^/]*$/, "/");
    // The browser would take it, for it does not see the Domain.
    if (isHostOnly && domain) return undefined;
    return names.store({ name, domain: domain?.replace(/^\./, "").toLowerCase(), path: at });
  };

  wrapAccessor(prototypeOf("Document"), "cookie", {
    get: (held: string) => readAll(held, (name) => names.read(pathOf(), name)),
    set(text: unknown) {
      const [pair = "", ...attributes] = String(text).split(";");
      const equals = pair.indexOf("=");
      const lastOf = (wanted: string) =>
        attributes
          .map((one) => /^\s*([^=]*?)\s*=\s*(.*?)\s*$/s.exec(one))
          .findLast((one) => one?.[1]?.toLowerCase() === wanted)?.[2];
      const name = pair.slice(0, Math.max(0, equals)).trim();
      const found =
        name === "" ? undefined : stored({ name, domain: lastOf("domain") ?? null, path: lastOf("path") ?? "" });
      if (!found) return NOTHING;
      const kept = attributes.filter(
        (one) => !(found.path === undefined ? /^\s*domain\b/i : /^\s*(?:domain|path)\b/i).test(one),
      );
      return [
        found.name + pair.slice(equals),
        ...kept,
        ...(found.path === undefined ? [] : [`path=${found.path}`]),
      ].join(";");
    },
  });

  const store = prototypeOf("CookieStore");
  const all = methodOf<Promise<readonly Cookie[]>>(store, "getAll");
  const list = async (self: unknown, wanted: unknown): Promise<readonly Cookie[]> => {
    const only = typeof wanted === "object" && wanted !== null ? (wanted as Partial<Cookie>).name : wanted;
    return ((await all?.(self)) ?? []).flatMap((one) => {
      const name = names.read(pathOf(), one.name);
      return name === undefined || (only !== undefined && only !== name) ? [] : [{ ...one, name }];
    });
  };
  wrapMethod(store, "getAll", (_, self, [wanted]) => list(self, wanted));
  wrapMethod(store, "get", async (_, self, [wanted]) => (await list(self, wanted))[0] ?? null);
  for (const deed of ["set", "delete"]) {
    wrapMethod(store, deed, (original, self, [first, value]) => {
      const { domain, ...given } =
        typeof first === "object" && first !== null ? (first as Cookie) : { name: String(first), value, domain: null };
      const found = stored({ path: "/", ...given, ...(domain && { domain }) });
      return found
        ? (Reflect.apply(original, self, [
            { ...given, name: found.name, ...(found.path && { path: found.path }) },
          ]) as unknown)
        : Promise.reject(new TypeError("Cookie domain must domain-match current host"));
    });
  }
}

/** As RFC 6265 §5.4 orders them the browser has: by the path, which of ours stands in the name. */
function readAll(held: string, read: (name: string) => string | undefined): string {
  return held
    .split("; ")
    .flatMap((pair) => {
      const equals = pair.indexOf("=");
      const name = read(pair.slice(0, Math.max(0, equals)));
      return name ? [name + pair.slice(equals)] : [];
    })
    .join("; ");
}
