// What a page is told of cookie names, and what the relay knows of them, must agree.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCookieNames } from "../../../shared/domain/cookienames.ts";
import { createPageCookieNames, pageJars } from "../../../shared/domain/pagecookies.ts";

const PLACE = { door: "dr", mark: "mk" };
const SERVICES = [
  { primary: "https://news.example", secondaries: [] },
  { primary: "https://www.news.example", secondaries: [{ alias: "img", origin: "https://img.news.example" }] },
  { primary: "https://news.example", secondaries: [{ alias: "cdn", origin: "https://*.news.example" }] },
  { primary: "http://127.0.0.1:81", secondaries: [{ alias: "b", origin: "http://127.0.0.1:82" }] },
  { primary: "https://a.b.co.uk", secondaries: [{ alias: "c", origin: "https://c.b.co.uk" }] },
];

const names = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom("a", "b", "+", "2", ".", "!", "_") }),
  fc.constantFrom("__Host-a", "__Secure-a", "__host-x", "a.b"),
);
const paths = fc.constantFrom("/", "/a", "/a/b", "/ä.b", "/!x");

describe.each(SERVICES)("a page of $primary", (service) => {
  const { hostname } = new URL(service.primary);
  const relay = createCookieNames(service, PLACE);
  const page = createPageCookieNames(pageJars(relay, hostname));
  const domains = ["", ...hostname.split(".").map((_, at, labels) => labels.slice(at).join("."))];

  it("stores a cookie under the name the relay would give it", () => {
    fc.assert(
      fc.property(names, fc.constantFrom(...domains), paths, (name, domain, path) => {
        const { name: stored, path: at } = relay.store("primary", { name, domain: domain || undefined, path });
        expect([page.store({ name, domain, path }), "/"]).toEqual([stored, at]);
      }),
    );
  });

  it("reads back what the relay would send", () => {
    fc.assert(
      fc.property(names, fc.constantFrom(...domains), paths, paths, (name, domain, path, at) => {
        const { name: stored } = relay.store("primary", { name, domain: domain || undefined, path });
        const { name: read, path: of } = page.read(at, stored) ?? {};
        expect({ name: read, path: of }).toEqual({
          name: undefined,
          path: undefined,
          ...relay.read("primary", at, stored),
        });
      }),
    );
  });

  it("takes no domain that is not its own", () => {
    expect(page.store({ name: "a", domain: "other.example", path: "/" })).toBeUndefined();
  });

  it.each(["a", ".a", "mk..a", "mk.zzz.a", "__Host-sid", "__Host-zzz.a", "__host-.a"])("does not read %s", (stored) => {
    expect(page.read("/", stored)).toBeUndefined();
  });
});
