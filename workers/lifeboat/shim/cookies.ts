// `document.cookie` and `cookieStore` as the service's origin knows them: the browser's one jar holds those of every origin
// of the service, under names that tell them apart. What else a browser asks of a cookie it asks of ours as well.

import { createPageCookieNames, PAGE_COOKIE_CHARACTERS, PAGE_COOKIES } from "../../../shared/domain/pagecookies.ts";
import type { Addresses } from "./addresses.ts";
import { here } from "./originals.ts";
import type { Settings } from "./settings.ts";
import { getterOf, wrapAccessor, wrapMethod } from "./wrap.ts";

/** Sets nothing: no cookie has an empty pair. */
const NOTHING = "=; max-age=0";

export function mapCookies({ jars }: Settings, addresses: Addresses): void {
  const names = createPageCookieNames(jars);
  const pathOf = () => URL.parse(addresses.service(addresses.resolve("")?.href ?? ""))?.pathname ?? "/";

  const held = getterOf<string>("Document", "cookie");
  const hasRoom = (pair: string): boolean => {
    const others = held(here()).split("; ");
    const old = others.find((one) => one.split("=", 1)[0] === pair.split("=", 1)[0]) ?? "";
    if (old.length >= pair.length) return true;
    const length = others.join("").length + pair.length - old.length;
    return length <= PAGE_COOKIE_CHARACTERS && (old !== "" || others.length < PAGE_COOKIES);
  };

  const write = (text: unknown): string => {
    const [pair = "", ...attributes] = String(text).split(";");
    const { name, value } = split(pair);
    const last = (wanted: string) =>
      attributes
        .map(split)
        .filter((one) => one.name.toLowerCase() === wanted)
        .pop()?.value;
    const path = last("path");
    const domain = last("domain");
    const stored = names.store({
      name,
      domain: domain?.replace(/^\./, "").toLowerCase(),
      path: path?.startsWith("/") ? path : pathOf().replace(/\/[^/]*$/, "") || "/",
    });
    const whole = `${stored}=${value}`;
    // What a browser asks of names that promise something, but cannot ask of ours. Some are only a server's to set.
    if (/^$|^__(?:host-)?http-/i.test(name) || (/^__host-/i.test(name) && (domain || path !== "/"))) return NOTHING;
    if (!stored || !hasRoom(whole)) return NOTHING;
    // `priority` is the pass's alone (workers/relay/passes.ts).
    const kept = attributes.filter((one) => !/^\s*(?:domain|path|priority)\s*(?:=|$)/i.test(one));
    // Where the page must say so itself the browser is left to judge: it asks the same of our name.
    if (!/^__(?:host|secure)-|;\s*(?:partitioned|samesite\s*=\s*none)/i.test(name + text)) kept.push("secure");
    return [whole, ...kept, "path=/"].join(";");
  };
  const read = (held: string): readonly Pair[] => {
    const path = pathOf();
    return (
      held
        .split(";")
        .map(split)
        .flatMap(({ name, value }) => {
          const known = names.read(path, name);
          return known ? [{ ...known, value }] : [];
        })
        // RFC 6265 §5.4.
        .sort((one, other) => other.path.length - one.path.length)
    );
  };

  wrapAccessor("Document", "cookie", {
    get: (held: string) =>
      read(held)
        .map(({ name, value }) => `${name}=${value}`)
        .join("; "),
    set: write,
  });

  // By way of document.cookie, which knows the names.
  const all = (wanted: unknown) => {
    const only = (wanted as Partial<Pair> | undefined)?.name ?? wanted;
    return read(held(here())).filter(({ name }) => typeof only !== "string" || only === name);
  };
  wrapMethod("CookieStore", "getAll", async (_, _self, [wanted]) => all(wanted));
  wrapMethod("CookieStore", "get", async (_, _self, [wanted]) => all(wanted)[0] ?? null);
  for (const deed of ["set", "delete"]) {
    wrapMethod("CookieStore", deed, async (_, _self, [first, second]) => {
      const { name, value, expires, ...rest } = {
        path: "/",
        sameSite: "strict",
        ...(first instanceof Object ? first : { name: first, value: second }),
      } as Readonly<Record<string, string | number>>;
      const until = deed === "delete" ? 0 : expires;
      const attributes = Object.entries(rest).map(([attribute, given]) => (given ? `;${attribute}=${given}` : ""));
      here().cookie = `${name}=${value ?? ""};secure${attributes.join("")}${until === undefined || until === null ? "" : `;expires=${new Date(until).toUTCString()}`}`;
    });
  }
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** Without an equals sign it is a value without a name. */
function split(pair: string): Pair {
  const equals = pair.indexOf("=");
  return { name: pair.slice(0, Math.max(0, equals)).trim(), value: pair.slice(equals + 1).trim() };
}
