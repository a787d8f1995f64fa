import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { translateCookies, translateSetCookies } from "../../../workers/relay/translate/headers/cookies.ts";
import { CDN, contextOf } from "./scanning.ts";

type Row = readonly [title: string, input: string, output: string | null];

const primary = contextOf();
const secondary = contextOf(CDN);

const setByPrimary: readonly Row[] = [
  ["plain", "a=1", "a=1"],
  [
    "all attributes",
    "a=1; Path=/x; Max-Age=5; HttpOnly; Secure; SameSite=Lax",
    "a=1; Path=/x; Max-Age=5; HttpOnly; Secure; SameSite=Lax",
  ],
  ["partitioned", "a=1; SameSite=None; Secure; Partitioned", "a=1; SameSite=None; Secure; Partitioned"],
  ["Domain of its own", "a=1; Domain=news.example; Path=/", "a=1; Path=/"],
  ["Domain with a dot, in any case", "a=1; dOmAiN=.News.Example", "a=1"],
  ["Domain of a parent", "a=1; domain=example", "a=1"],
  ["Domain of somebody else", "a=1; Domain=evil.example", null],
  ["Domain that only looks like its own", "a=1; Domain=ews.example", null],
  ["the mirror's domain", "a=1; Domain=zone", null],
  ["an Expires date", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"],
  ["an equals sign in the value", "a=b=c==", "a=b=c=="],
  ["spaces around", "  a = 1 ;Path=/ ", "a = 1; Path=/"],
  ["an empty value", "a=", "a="],
  ["no name", "=a=1", null],
  ["no equals sign", "a", null],
  ["empty", "", null],
  ["our pass", "__Host-sid=evil; Path=/; Secure", null],
  ["our pass, spaced", " __Host-sid = evil; Path=/; Secure", null],
  ["our pass as the value of no name", "=__Host-sid=evil", null],
  ["a secondary's", "dr.cdn.a=1", null],
  ["__Host- as it must be", "__Host-a=1; Secure; Path=/", "__Host-a=1; Secure; Path=/"],
  ["__Host- with Domain", "__Host-a=1; Secure; Path=/; Domain=news.example", null],
  ["__Host- with a path", "__Host-a=1; Secure; Path=/x", null],
  ["__Host- without Secure", "__Host-a=1; Path=/", null],
  ["__Secure- as it must be", "__Secure-a=1; Secure", "__Secure-a=1; Secure"],
  ["__secure- without Secure", "__secure-a=1", null],
  ["too large", `a=${"x".repeat(4096)}`, null],
  ["an attribute too large", `a=1; Path=/${"x".repeat(1100)}; Secure`, "a=1; Secure"],
];

const setBySecondary: readonly Row[] = [
  ["plain: the browser gives it a path under the door", "a=1", "dr.cdn.a=1"],
  ["a path", "a=1; Path=/", "dr.cdn.a=1; Path=/dr/cdn/"],
  ["a deeper path", "a=1; path = /x/y", "dr.cdn.a=1; Path=/dr/cdn/x/y"],
  ["a path that is none", "a=1; Path=x", "dr.cdn.a=1; Path=x"],
  ["Domain", "a=1; Domain=cdn.example; Secure", "dr.cdn.a=1; Secure"],
  [
    "__Host- keeps its word and loses its prefix's place",
    "__Host-a=1; Secure; Path=/",
    "dr.cdn.__Host-a=1; Secure; Path=/dr/cdn/",
  ],
  ["__Host- that breaks its word", "__Host-a=1; Path=/", null],
  ["our pass becomes one of its own", "__Host-sid=x; Secure; Path=/", "dr.cdn.__Host-sid=x; Secure; Path=/dr/cdn/"],
  ["the primary's domain", "a=1; Domain=news.example", null],
];

const JAR = "a=1; __Host-sid=secret; dr.cdn.b=2; dr.cdnx.c=3;d=4;; e; f=g=h; __Host-sid=again";
const sent: readonly Row[] = [
  ["nothing", "", null],
  ["only the pass", "__Host-sid=x", null],
  ["a name that only begins like the pass", "__Host-sid2=x", "__Host-sid2=x"],
  ["the pass in another case is another cookie", "__host-sid=x", "__host-sid=x"],
  ["a whole jar", JAR, "a=1; d=4; e; f=g=h"],
];

describe("Set-Cookie of the primary", () => {
  test.each(setByPrimary)("%s: %s → %s", (_, input, output) =>
    expect(translateSetCookies([input], primary)[0] ?? null).toBe(output),
  );
});
describe("Set-Cookie of a secondary", () => {
  test.each(setBySecondary)("%s: %s → %s", (_, input, output) =>
    expect(translateSetCookies([input], secondary)[0] ?? null).toBe(output),
  );
});
describe("Cookie to the primary", () => {
  test.each(sent)("%s: %s → %s", (_, input, output) => expect(translateCookies(input, primary)).toBe(output));
});
test("Cookie to a secondary holds its own only, under their own names", () => {
  expect(translateCookies(JAR, secondary)).toBe("b=2");
  expect(translateCookies("a=1; __Host-sid=x", secondary)).toBeNull();
});
test("an answer sets at most fifty cookies", () => {
  expect(
    translateSetCookies(
      Array.from({ length: 80 }, (_, at) => `a${at}=1`),
      primary,
    ),
  ).toHaveLength(50);
});

const names = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);
test("what an origin sets comes back to it by the same name, and to no other", () => {
  fc.assert(
    fc.property(names, names, (name, value) => {
      fc.pre(name !== "__Host-sid" && !name.startsWith("dr.") && !/^__(host|secure)-/i.test(name));
      for (const [own, other] of [[primary, secondary] as const, [secondary, primary] as const]) {
        const stored = translateSetCookies([`${name}=${value}; Path=/`], own)[0]?.split(";")[0] ?? "";
        expect(translateCookies(`x=y; ${stored}`, own)).toContain(`${name}=${value}`);
        expect(translateCookies(stored, other)).toBeNull();
      }
    }),
  );
});
