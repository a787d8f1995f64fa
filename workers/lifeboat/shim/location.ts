// A `location` that scripts may use as if it were the service's: what they write is mapped, what they read is the service's.
// For windows other than the page's own, and for the page's own where its scripts ask for it by the name of `hezarLocation`.

import type { Addresses } from "./addresses.ts";

export const PARTS: readonly string[] = "protocol host hostname port pathname search hash".split(" ");

export function createLocation(real: Location, { service, own, instead }: Addresses): Location {
  const lead = (value: unknown) => instead(value) ?? own(value);
  const hrefOf = () => service(real.href);
  const methods = new Map<unknown, unknown>([
    ["assign", (value: unknown) => real.assign(lead(value) as string)],
    ["replace", (value: unknown) => real.replace(lead(value) as string)],
    ["reload", () => real.reload()],
    ["toString", hrefOf],
    [Symbol.toPrimitive, hrefOf],
  ]);
  const location: Location = new Proxy({} as Location, {
    get(_, name) {
      if (name === "href") return hrefOf();
      const isPart = name === "origin" || PARTS.includes(name as string);
      const read = isPart ? URL.parse(hrefOf())?.[name as "host"] : methods.get(name);
      return read ?? (Reflect.get(real, name) as unknown);
    },
    set(_, name, value) {
      if (name === "href") real.href = lead(value) as string;
      else if (name !== "hash" && PARTS.includes(name as string)) {
        const next = new URL(hrefOf());
        next[name as "host"] = value as string;
        real.href = lead(next.href) as string;
      } else Reflect.set(real, name, value);
      return true;
    },
    has: (_, name) => name in real,
    getPrototypeOf: () => Location.prototype,
  });
  return location;
}
