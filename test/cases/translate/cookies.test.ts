import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createAddressMap } from "../../../shared/domain/address.ts";
import { type CookieOwner, createCookieNames } from "../../../shared/domain/cookienames.ts";
import { readAlias } from "../../../shared/domain/hostlist.ts";
import { isPublicSuffix, registrableDomain } from "../../../shared/domain/registrable.ts";
import type { TranslateContext } from "../../../workers/relay/translate/context.ts";
import { translateCookies, translateSetCookies } from "../../../workers/relay/translate/headers/cookies.ts";
import { storeCookie } from "../../../workers/relay/translate/headers/setcookie.ts";
import { createOwnNames } from "../../../workers/relay/translate/outgoing/ownnames.ts";
import { CDN, contextOf } from "./scanning.ts";

type Row = readonly [title: string, input: string, output: string | null];

/** Hosts of one site, of its country, of strangers, of a wildcard, and one host on two ports. */
const service = {
  primary: "https://www.news.example",
  secondaries: [
    { alias: "img", origin: "https://img.news.example" },
    { alias: "cdn", origin: "https://cdn.other.example" },
    { alias: "api", origin: "https://api.other.example" },
    { alias: "w", origin: "https://*.pics.example" },
    { alias: "alt", origin: "https://www.news.example:8443" },
    { alias: "x", origin: "https://a.github.io" },
    { alias: "y", origin: "https://b.github.io" },
  ],
};
const place = { origin: "https://m.zone", door: "dr" };
const names = createCookieNames(service, { door: "dr", mark: "mk" });
const map = createAddressMap(service, place);
const ownNames = createOwnNames(service, place);
const at = (alias: string, path = "/a/b", held?: string): TranslateContext => {
  const origin: CookieOwner = alias === "" ? "primary" : (readAlias(service, alias) ?? "primary");
  const url = (origin === "primary" ? service.primary : origin.origin) + path;
  return {
    service,
    map,
    place,
    names,
    ownNames,
    upstream: { url, origin },
    ...(held && { held }),
  };
};
const set = (alias: string, cookie: string) => translateSetCookies([cookie], at(alias))[0] ?? null;
const OPEN = "SameSite=None; Secure";

const primary = contextOf();
const setByPrimary: readonly Row[] = [
  ["plain", "a=1; Path=/", "__Host-.a=1; Path=/; Secure"],
  ["without a path: its page's", "a=1", "__Host-!%2Fworld.a=1; Path=/; Secure"],
  [
    "all attributes",
    "a=1; Path=/x; Max-Age=5; HttpOnly; Secure; SameSite=Lax",
    "__Host-!%2Fx.a=1; Path=/; Max-Age=5; HttpOnly; Secure; SameSite=Lax",
  ],
  [
    "partitioned",
    "a=1; Path=/; SameSite=None; Secure; Partitioned",
    "__Host-.a=1; Path=/; SameSite=None; Secure; Partitioned",
  ],
  ["partitioned without Secure", "a=1; Partitioned", null],
  ["SameSite=None without Secure", "a=1; SameSite=None", null],
  [
    "an unknown attribute, and a priority beside the pass's",
    "a=1; Path=/; Priority=High; Odd=1; Secure",
    "__Host-.a=1; Path=/; Secure",
  ],
  ["Domain of its own", "a=1; Domain=news.example; Path=/", "__Host-.a=1; Path=/; Secure"],
  ["Domain with a dot, in any case", "a=1; Path=/; dOmAiN=.News.Example", "__Host-.a=1; Path=/; Secure"],
  ["Domain of a whole suffix stays with the host", "a=1; Path=/; domain=example", "__Host-.a=1; Path=/; Secure"],
  ["an empty Domain", "a=1; Path=/; Domain=", "__Host-.a=1; Path=/; Secure"],
  ["Domain of somebody else", "a=1; Domain=evil.example", null],
  ["Domain that only looks like its own", "a=1; Domain=ews.example", null],
  ["the mirror's domain", "a=1; Domain=zone", null],
  ["the last of two Domains", "a=1; Domain=news.example; Domain=evil.example", null],
  ["the last of two paths", "a=1; Path=/x; Path=/y", "__Host-!%2Fy.a=1; Path=/; Secure"],
  ["a path that is none", "a=1; Path=x", "__Host-!%2Fworld.a=1; Path=/; Secure"],
  [
    "an Expires date",
    "a=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
    "__Host-.a=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Secure",
  ],
  ["an equals sign in the value", "a=b=c==; Path=/", "__Host-.a=b=c==; Path=/; Secure"],
  ["a quoted value", 'a="b c"; Path=/', '__Host-.a="b c"; Path=/; Secure'],
  ["a value above ASCII", "a=\u00c3\u00a0; Path=/", "__Host-.a=\u00c3\u00a0; Path=/; Secure"],
  ["spaces around", "  a = 1 ;Path=/ ", "__Host-.a=1; Path=/; Secure"],
  ["an empty value", "a=; Path=/", "__Host-.a=; Path=/; Secure"],
  ["no name", "=a=1", null],
  ["no equals sign", "a", null],
  ["empty", "", null],
  ["our pass", "__Host-sid=evil; Path=/; Secure", "__Host-.__Host-sid=evil; Path=/; Secure"],
  ["our pass, spaced", " __Host-sid = evil; Path=/; Secure", "__Host-.__Host-sid=evil; Path=/; Secure"],
  ["our pass as the value of no name", "=__Host-sid=evil", null],
  ["a secondary's", "mk.cdn.a=1; Path=/", "__Host-.mk.cdn.a=1; Path=/; Secure"],
  [
    "one with a path that looks like ours",
    "__Host-!%2Fx.a=1; Secure; Path=/",
    "__Host-.__Host-!%2Fx.a=1; Path=/; Secure",
  ],
  ["__Host- as it must be", "__Host-a=1; Path=/; Secure", "__Host-.__Host-a=1; Path=/; Secure"],
  ["__Host- with Domain", "__Host-a=1; Secure; Path=/; Domain=news.example", null],
  ["__Host- with a path", "__Host-a=1; Secure; Path=/x", null],
  ["__Host- without Secure", "__Host-a=1; Path=/", null],
  ["__Secure- as it must be", "__Secure-a=1; Path=/; Secure", "__Host-.__Secure-a=1; Path=/; Secure"],
  ["__secure- without Secure", "__secure-a=1", null],
  ["__Http- without HttpOnly", "__Http-a=1; Secure", null],
  ["__Http- as it must be", "__Http-a=1; Path=/; Secure; HttpOnly", "__Host-.__Http-a=1; Path=/; Secure; HttpOnly"],
  ["too large", `a=${"x".repeat(4096)}`, null],
  ["an attribute too large", `a=1; Path=/${"x".repeat(1100)}; Secure`, "__Host-!%2Fworld.a=1; Path=/; Secure"],
];
describe("Set-Cookie of a primary alone on its domain", () => {
  test.each(setByPrimary)("%s: %s → %s", (_, input, output) =>
    expect(translateSetCookies([input], primary)[0] ?? null).toBe(output),
  );
});

const stored: readonly (readonly [alias: string, input: string, output: string | null])[] = [
  // Of one site, so as on any page of that site.
  ["img", "a=1", "mk.img!%2Fa.a=1; Path=/dr/img/; Secure; HttpOnly"],
  ["img", "a=1; Path=/", "mk.img.a=1; Path=/dr/img/; Secure; HttpOnly"],
  [
    "img",
    "a=1; path = /x.y/!z; SameSite=Strict",
    "mk.img!%2Fx%2Ey%2F%21z.a=1; Path=/dr/img/; SameSite=Strict; Secure; HttpOnly",
  ],
  ["img", "a=1; Path=/; Domain=img.news.example; HttpOnly", "mk.img.a=1; Path=/dr/img/; HttpOnly; Secure"],
  ["img", "__Host-a=1; Secure; Path=/", "mk.img.__Host-a=1; Path=/dr/img/; Secure; HttpOnly"],
  ["img", "__Secure-a=1; Secure; Path=/", "mk.img.__Secure-a=1; Path=/dr/img/; Secure; HttpOnly"],
  ["img", "__Host-Http-a=1; Secure; Path=/; HttpOnly", "mk.img.__Host-Http-a=1; Path=/dr/img/; Secure; HttpOnly"],
  ["img", "__Host-a=1; Path=/", null],
  ["img", "a=1; Domain=www.news.example", null],
  // For several hosts of one domain: one cookie, whoever sets it.
  ["", "a=1; Path=/; Domain=news.example", "__Host-+2.a=1; Path=/; Secure"],
  ["img", "a=1; Path=/; Domain=news.example", "__Host-+2.a=1; Path=/; Secure"],
  ["img", "a=1; Path=/x; Domain=.news.example; HttpOnly", "__Host-+2!%2Fx.a=1; Path=/; HttpOnly; Secure"],
  ["", "__Secure-a=1; Path=/; Domain=news.example; Secure", "__Host-+2.__Secure-a=1; Path=/; Secure"],
  ["api", `a=1; Path=/; Domain=other.example; ${OPEN}`, `mk.cdn+2.a=1; Path=/dr/; ${OPEN}; HttpOnly`],
  ["w~b", `a=1; Path=/; Domain=pics.example; ${OPEN}`, `mk.w+2.a=1; Path=/dr/; ${OPEN}; HttpOnly`],
  ["w~c~b", `a=1; Path=/; Domain=b.pics.example; ${OPEN}`, `mk.w~b+3.a=1; Path=/dr/; ${OPEN}; HttpOnly`],
  ["w~b", `a=1; Path=/; ${OPEN}`, `mk.w~b.a=1; Path=/dr/; ${OPEN}; HttpOnly`],
  // One host on two ports is one jar.
  ["", "a=1; Path=/", "__Host-+0.a=1; Path=/; Secure"],
  ["alt", "a=1; Path=/", "__Host-+0.a=1; Path=/; Secure"],
  // A page of another site: only what says that it is for other sites.
  ["cdn", "a=1; Path=/", null],
  ["cdn", "a=1; Path=/; SameSite=Lax", null],
  ["cdn", "a=1; Path=/; SameSite=Strict; Secure", null],
  ["cdn", "a=1; Path=/; SameSite=None", null],
  ["cdn", `a=1; Path=/; ${OPEN}`, `mk.cdn.a=1; Path=/dr/cdn/; ${OPEN}; HttpOnly`],
  // Strangers under a firm's suffix share nothing.
  ["x", `a=1; Path=/; Domain=github.io; ${OPEN}`, `mk.x.a=1; Path=/dr/x/; ${OPEN}; HttpOnly`],
];
describe("Set-Cookie where several origins share the browser's jar", () => {
  test.each(stored)("of %j: %s → %s", (alias, input, output) => expect(set(alias, input)).toBe(output));
});

/** Who gets what each sets: [set by, cookie, sent to (at /a/b unless said)]. */
const travels: readonly (readonly [from: string, cookie: string, to: string])[] = [
  ["", "a=1; Path=/; Domain=news.example", ",img,alt"],
  ["img", "a=1; Path=/; Domain=news.example", ",img,alt"],
  ["img", "a=1; Path=/", "img"],
  ["img", "a=1; Path=/a", "img"],
  ["img", "a=1; Path=/a/b/", "nobody"],
  ["img", "a=1; Path=/A", "nobody"],
  ["img", "__Host-a=1; Path=/; Secure", "img"],
  ["", "a=1; Path=/", ",alt"],
  ["", "a=1; Path=/; Domain=www.news.example", ",alt"],
  ["cdn", `a=1; Path=/; Domain=other.example; ${OPEN}`, "cdn,api"],
  ["cdn", `a=1; Path=/; ${OPEN}`, "cdn"],
  ["w~b", `a=1; Path=/; Domain=pics.example; ${OPEN}`, "w~b,w~c~b,w~d"],
  ["w~b", `a=1; Path=/; Domain=b.pics.example; ${OPEN}`, "w~b,w~c~b"],
  ["w~b", `a=1; Path=/; ${OPEN}`, "w~b"],
  ["x", `a=1; Path=/; Domain=github.io; ${OPEN}`, "x"],
];
const everyone = ["", "img", "cdn", "api", "w~b", "w~c~b", "w~d", "alt", "x", "y"];
describe("a cookie goes where its own browser would send it", () => {
  test.each(travels)("%j sets %s: %s", (from, cookie, to) => {
    const [pair = ""] = (set(from, cookie) ?? "").split(";");
    const name = cookie.slice(0, cookie.indexOf("="));
    const got = everyone.filter((alias) => translateCookies(pair, at(alias)) !== null);
    expect(got).toEqual(to === "nobody" ? [] : to.split(","));
    for (const alias of got) expect(translateCookies(pair, at(alias))).toBe(`${name}=1`);
  });

  test("and longer paths go first", () => {
    const pairs = ["a=1; Path=/", "a=2; Path=/a", "b=3; Path=/"].map((one) => set("img", one)?.split(";")[0]);
    expect(translateCookies(pairs.join("; "), at("img"))).toBe("a=2; a=1; b=3");
  });

  test("and a secondary cannot touch the primary's own", () => {
    for (const cookie of [
      "a=1",
      "a=1; Path=/",
      "a=1; Path=/; Domain=news.example",
      "__Host-+0.a=1; Path=/; Secure",
      "__Host-.a=1; Path=/; Secure",
    ])
      expect(set("img", cookie) ?? "").not.toMatch(/^__Host-(?:\+0)?[!.]/);
  });
});

const JAR =
  "__Host-.a=1; __Host-sid=secret; mk.cdn.b=2; mk.cdnx.c=3;__Host-.d=4;; e; __Host-.f=g=h; __Host-sid=again; =z";
const sent: readonly Row[] = [
  ["nothing", "", null],
  ["only the pass", "__Host-sid=x", null],
  ["a name like the pass's is another cookie", "__Host-.__Host-sid=x", "__Host-sid=x"],
  ["a whole jar", JAR, "a=1; d=4; f=g=h"],
];
describe("Cookie to the primary", () => {
  test.each(sent)("%s: %s → %s", (_, input, output) => expect(translateCookies(input, primary)).toBe(output));
});
test("Cookie to a secondary holds its own only, under their own names", () => {
  expect(translateCookies(JAR, contextOf(CDN))).toBe("b=2");
  expect(translateCookies("__Host-.a=1; __Host-sid=x", contextOf(CDN))).toBeNull();
});

/** What a script on another label can set for the whole zone: any name but one with a prefix, at any path, any number. */
const tossed: readonly (readonly [title: string, alias: string, cookies: string, sent: string | null])[] = [
  ["a plain name", "", "a=evil", null],
  ["a plain name beside the service's own", "", "a=evil; __Host-+0.a=1", "a=1"],
  ["a plain name behind the service's own", "", "__Host-+0.a=1; a=evil", "a=1"],
  ["our grammar without the prefix", "", ".a=evil; +2.a=evil; +0.a=evil", null],
  ["the prefix in another case", "", "__host-.a=evil; __HOST-.a=evil", null],
  ["the prefix behind a space that servers take off", "", "\u2003__Host-.a=evil; \u00a0__Host-.a=evil", null],
  ["the mark with a jar of the pages'", "", "mk..a=evil; mk.+0.a=evil; mk.+2.a=evil", null],
  ["a secondary's name, with the door", "img", "dr.img.a=evil; img.a=evil; .img.a=evil", null],
  ["a secondary's name, with another mark", "img", "zz.img.a=evil; mk.img.a=1", "a=1"],
  ["a secondary's name, with the prefix, set by a page of the primary", "img", "__Host-img.a=evil", null],
];
describe("what no relay or page of this label set goes to nobody", () => {
  test.each(tossed)("%s", (_, alias, cookies, sent) => expect(translateCookies(cookies, at(alias))).toBe(sent));
});

describe("a cookie of an origin without TLS", () => {
  const owner = { alias: "cdn", origin: "http://cdn.example" };
  test.each([
    ["http://cdn.example/", null],
    ["http://cdn.localhost:8080/", "mk.cdn.a=1; Path=/dr/cdn/; Secure; HttpOnly"],
    ["http://127.0.0.1:8080/", "mk.cdn.a=1; Path=/dr/cdn/; Secure; HttpOnly"],
    ["http://cdn.example/localhost/", null],
    ["http://localhost.cdn.example/", null],
  ])("may be Secure at %s: %s", (url, output) =>
    expect(storeCookie("a=1; Path=/; Secure", { owner, url }, names) ?? null).toBe(output),
  );
});

describe("one origin cannot fill the browser's jar", () => {
  const bomb = (count: number, size = 1) =>
    Array.from({ length: count }, (_, n) => `a${n}=${"x".repeat(size)}; Path=/`);
  const held = (set: readonly string[]) => set.map((one) => one.split(";")[0]).join("; ");
  test("in one answer", () => {
    expect(translateSetCookies(bomb(300), contextOf())).toHaveLength(100);
    expect(translateSetCookies(bomb(300), at("img"))).toHaveLength(20);
    expect(translateSetCookies(bomb(300), at(""))).toHaveLength(60);
    expect(translateSetCookies(bomb(100, 4000), contextOf())).toHaveLength(12);
    expect(translateSetCookies(bomb(100, 4000), at("img"))).toHaveLength(3);
  });
  test("in one answer of ten thousand, of which no more are looked at than a browser would hold", () => {
    const store = vi.fn(names.store);
    const full = held(translateSetCookies(bomb(300), at("")));
    expect(translateSetCookies(bomb(10_000), { ...at("", "/", full), names: { ...names, store } })).toHaveLength(60);
    expect(store).toHaveBeenCalledTimes(256);
  });
  test("answer by answer", () => {
    const full = held(translateSetCookies(bomb(300), at("img")));
    expect(translateSetCookies(["b=1; Path=/"], at("img", "/", full))).toEqual([]);
    expect(translateSetCookies(["b=1; Path=/"], at("", "/", full))).toHaveLength(1);
    expect(translateSetCookies(["a1=2; Path=/", "a2=; Path=/; Max-Age=0"], at("img", "/", full))).toHaveLength(2);
  });
  test("by the many paths or the many hosts it has", () => {
    const paths = Array.from({ length: 90 }, (_, n) => `a=1; Path=/a/${n}`);
    expect(translateSetCookies(paths, at("img"))).toHaveLength(20);
    const full = held(
      translateSetCookies(
        bomb(300).map((one) => `${one}; ${OPEN}`),
        at("w~b"),
      ),
    );
    expect(translateSetCookies([`b=1; Path=/; ${OPEN}`], at("w~c", "/", full))).toEqual([]);
  });
});

describe("a site without the public suffix list", () => {
  test.each([
    ["www.news.example", "news.example"],
    ["news.co.uk", "news.co.uk"],
    ["a.b.news.com.tr", "news.com.tr"],
    ["a.b.github.io", "b.github.io"],
    ["web.de", "web.de"],
    ["localhost", "localhost"],
    ["cdn.localhost", "cdn.localhost"],
    ["192.0.2.1", "192.0.2.1"],
    ["[2001:db8::1]", "[2001:db8::1]"],
  ])("of %s is %s", (host, site) => expect(registrableDomain(host)).toBe(site));
  test.each(["example", "co.uk", "github.io", "com"])("%s belongs to nobody", (one) =>
    expect(isPublicSuffix(one)).toBe(true),
  );
  test.each(["news.example", "192.0.2.1", "news.co.uk", "t.co"])("%s belongs to somebody", (one) =>
    expect(isPublicSuffix(one)).toBe(false),
  );
});

const words = fc.stringMatching(/^[A-Za-z0-9_.!~+%-]{1,12}$/);
const paths = fc
  .array(fc.stringMatching(/^[A-Za-z0-9_.!~+%é-]{0,6}$/), { maxLength: 3 })
  .map((parts) => `/${parts.join("/")}`);
test("what an origin sets comes back to it by the same name, and to no other", () => {
  fc.assert(
    fc.property(words, words, paths, fc.constantFrom("", "img", "x", "w~b"), (name, value, path, alias) => {
      fc.pre(!/^__/.test(name));
      const from = at(alias, path);
      const pair = translateSetCookies([`${name}=${value}; Path=${path}; ${OPEN}`], from)[0]?.split(";")[0] ?? "";
      if (new URL(from.upstream.url).pathname === path)
        expect(translateCookies(`x=y; ${pair}`, from)).toContain(`${name}=${value}`);
      const others = alias === "" ? ["img", "x"] : everyone.filter((one) => one !== alias);
      for (const other of others) expect(translateCookies(pair, at(other, path))).toBeNull();
    }),
  );
});
test("no text makes a cookie of ours, and none throws", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(
        fc.constantFrom("a", "=", ";", " ", "Path", "Domain", "/", ".", "__Host-", "mk.", "sid", "Secure", "\ud800"),
      )
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(anything, fc.constantFrom("", "img"), (text, alias) => {
      for (const one of translateSetCookies([text], at(alias))) {
        expect(one).not.toMatch(/^__Host-sid=|; *domain=/i);
        if (alias === "") expect(one).toMatch(/^__Host-\+[02][!.]/);
        else expect(one).toMatch(/^mk\.img[!.]|^__Host-\+2[!.]/);
      }
      translateCookies(text, at(alias));
    }),
    { numRuns: 2000 },
  );
});
