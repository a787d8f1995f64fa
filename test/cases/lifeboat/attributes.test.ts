// Attributes that scripts write: element, attribute, value → value. `@` stands for the second origin, `$` for its place here,
// `!` for a host off the list, `?` for the page that warns of it.

import { describe, expect, it } from "vitest";
import type { Addresses } from "../../../workers/lifeboat/shim/addresses.ts";
import { createMapAttribute } from "../../../workers/lifeboat/shim/attributes.ts";

const [THERE, HERE, OFF, LEAVING] = ["https://cdn.example", "/d/cdn", "https://off.example/", "/d/leave?to=off"];
const addresses: Pick<Addresses, "own" | "instead"> = {
  own: (value) => String(value).replace(THERE, HERE),
  instead: (value) => (value === OFF ? LEAVING : undefined),
};
const mapAttribute = createMapAttribute({
  addresses: addresses as Addresses,
  guardDocument: (markup) => `guarded ${markup}`,
  guardFrame: (address) => address,
  changesScripts: false,
});
const spelled = (text: string) =>
  text.replaceAll("@", THERE).replaceAll("$", HERE).replaceAll("!", OFF).replaceAll("?", LEAVING);

describe("attributes written by a script", () => {
  it.each([
    ["img", "src", "@/a.gif", "$/a.gif"],
    ["img", "alt", "@/a.gif", "@/a.gif"],
    ["a", "href", "!", "!"],
    ["link", "href", "!", "?"],
    ["iframe", "src", "!", "?"],
    ["form", "action", "!", "?"],
    ["iframe", "srcdoc", "<p>", "guarded <p>"],
    ["img", "srcset", "@/1.gif 1x, @/2.gif 2x", "$/1.gif 1x, $/2.gif 2x"],
    ["img", "srcset", "@/1.gif", "$/1.gif"],
    ["link", "imagesrcset", "@/1.gif 100w,@/2.gif 200w", "$/1.gif 100w,$/2.gif 200w"],
    ["a", "ping", "@/p ! /q", "$/p /q"],
    ["a", "referrerpolicy", "unsafe-url", "same-origin"],
    ["a", "referrerpolicy", "origin", "origin"],
    ["link", "integrity", "sha256-x", ""],
    ["script", "integrity", "sha256-x", "sha256-x"],
    ["script", "type", "speculationrules", "application/json"],
    ["meta", "http-equiv", "Content-Security-Policy", ""],
    ["meta", "content", "0;url=@/x", "0;url=$/x"],
    ["meta", "content", "0; URL = '@/x'", "0; URL = $/x"],
    ["meta", "content", "5,!", "5,?"],
    // HTML standard, "shared declarative refresh steps": white space alone parts time and address, too.
    ["meta", "content", "0 url=@/x", "0 url=$/x"],
    ["meta", "content", "0 !", "0 ?"],
    ["meta", "content", "width=device-width, initial-scale=1", "width=device-width, initial-scale=1"],
    ["meta", "content", "5 apples", "5 apples"],
    ["meta", "content", "5", "5"],
  ])("<%s %s=%s> → %s", (element, name, input, output) => {
    expect(mapAttribute(element, name, spelled(input))).toBe(spelled(output));
  });
});
