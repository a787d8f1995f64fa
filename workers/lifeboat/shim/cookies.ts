// `document.cookie` and `cookieStore` as the service's origin knows them: the browser's one jar holds those of every origin
// of the service, under names that tell them apart.

import { createCookieNames } from "../../../shared/domain/cookienames.ts";
import { hasRoom, readCookies, storeCookie } from "../../../shared/domain/setcookie.ts";
import type { Addresses } from "./addresses.ts";
import type { Settings } from "./settings.ts";
import { prototypeOf, wrapAccessor, wrapMethod } from "./wrap.ts";

interface StoredCookie {
  readonly name: string;
  readonly domain?: string | null;
}

export function mapCookies({ service, door }: Settings, addresses: Addresses): void {
  const names = createCookieNames(service, door);
  const owner = "primary";
  const urlOf = () => addresses.service(addresses.resolve("")?.href ?? "");
  const pathOf = () => URL.parse(urlOf())?.pathname ?? "/";
  const document = prototypeOf("Document");
  const read = document && Object.getOwnPropertyDescriptor(document, "cookie")?.get;
  wrapAccessor(document, "cookie", {
    get: (held: string) => readCookies(held, { owner, path: pathOf(), names }),
    set(text: unknown, self: Document) {
      const setter = { owner, url: urlOf(), isScript: true } as const;
      const stored = storeCookie(String(text), setter, names);
      // A text that sets nothing: no cookie has an empty pair.
      return stored !== undefined && hasRoom(read?.call(self) as string, stored, names) ? stored : "=; max-age=0";
    },
  });

  const known = (cookie: StoredCookie | null): StoredCookie | undefined => {
    const found = cookie === null ? undefined : names.read(owner, pathOf(), cookie.name);
    return cookie && found ? { ...cookie, name: found.name } : undefined;
  };
  const store = prototypeOf("CookieStore");
  const all =
    store && (Object.getOwnPropertyDescriptor(store, "getAll")?.value as (() => Promise<StoredCookie[]>) | undefined);
  const list = async (self: unknown, wanted: unknown): Promise<StoredCookie[]> => {
    const name = typeof wanted === "object" && wanted !== null ? (wanted as { name?: string }).name : wanted;
    const cookies = ((await all?.call(self as never)) ?? []).flatMap((one) => known(one) ?? []);
    return name === undefined ? cookies : cookies.filter((one) => one.name === name);
  };
  wrapMethod(store, "getAll", (_, self, [wanted]) => list(self, wanted));
  wrapMethod(store, "get", async (_, self, [wanted]) => (await list(self, wanted))[0] ?? null);
  // Under the browser's own rules but for the name and the domain, which is another one here.
  for (const name of ["set", "delete"]) {
    wrapMethod(store, name, (original, self, [first, value]) => {
      const given =
        typeof first === "object" && first !== null ? (first as StoredCookie) : { name: String(first), value };
      const { domain, ...rest } = given as StoredCookie & { readonly path?: string };
      const stored = names.store(owner, {
        name: rest.name,
        domain: domain?.replace(/^\./, ""),
        path: rest.path ?? "/",
      });
      const path = stored.path ?? rest.path;
      return Reflect.apply(original, self, [
        { ...rest, name: stored.name, ...(path !== undefined && { path }) },
      ]) as unknown;
    });
  }
}
