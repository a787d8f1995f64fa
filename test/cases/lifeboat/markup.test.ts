// Markup that scripts write, mapped as text: input → output. `@` stands for the second origin, `$` for its place here.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMarkupWriter, type MarkupReader, mapMarkup } from "../../../workers/lifeboat/shim/markup.ts";

const [THERE, HERE] = ["https://cdn.example", "/d/cdn"];
const there = (text: string) => text.replaceAll("@", THERE);
const here = (text: string) => text.replaceAll("$", HERE).replaceAll("@", THERE);

const reader: MarkupReader = {
  attribute: (_element, name, value) =>
    /^(?:src|href)$/.test(name) && value.startsWith(THERE) ? HERE + value.slice(THERE.length) : value,
  css: (text) => text.replaceAll(`url(${THERE}`, `url(${HERE}`),
  decode: (value) => value.replaceAll("&amp;", "&").replaceAll("&#x2F;", "/"),
};

const ROWS: readonly (readonly [input: string, output: string])[] = [
  ['<img src="@/a.gif">', '<img src="$/a.gif">'],
  ["<img src='@/a.gif'>", '<img src="$/a.gif">'],
  ["<img src=@/a.gif>", '<img src="$/a.gif">'],
  ["<IMG SRC=@/a.gif alt=x>", '<IMG SRC="$/a.gif" alt=x>'],
  ['<img\n src = "@/a.gif"\n/>', '<img\n src ="$/a.gif"\n/>'],
  ['<img src="@/a.gif?a=1&amp;b=2">', '<img src="$/a.gif?a=1&amp;b=2">'],
  ['<a href="https:&#x2F;/cdn.example/x">', '<a href="$/x">'],
  ['<a title="@/x" href="@/y">@/z</a>', '<a title="@/x" href="$/y">@/z</a>'],
  ['<!-- <img src="@/a.gif"> --><img src="@/b.gif">', '<!-- <img src="@/a.gif"> --><img src="$/b.gif">'],
  ['<!--><img src="@/b.gif">', '<!--><img src="$/b.gif">'],
  [
    `<script>var a = '<img src="@/a.gif">'</script><img src="@/b.gif">`,
    `<script>var a = '<img src="@/a.gif">'</script><img src="$/b.gif">`,
  ],
  ['<textarea><img src="@/a.gif"></textarea>', '<textarea><img src="@/a.gif"></textarea>'],
  ["<style>a{background:url(@/a.gif)}</style>", "<style>a{background:url($/a.gif)}</style>"],
  ['<svg><style/><image href="@/a.gif"/></svg>', '<svg><style/><image href="$/a.gif"/></svg>'],
  ["<b onclick=\"go('@/x')\" src>b</b>", "<b onclick=\"go('@/x')\" src>b</b>"],
  ["a < b and c <3 @/", "a < b and c <3 @/"],
  ['<img src="@/a.gif', '<img src="@/a.gif'],
  ['<a b\'c href="@/x">', '<a b\'c href="$/x">'],
];

describe("markup written as text", () => {
  it.each(ROWS)("%s → %s", (input, output) => {
    expect(mapMarkup(there(input), reader)).toBe(here(output));
  });

  it("written in two pieces, wherever it is cut, is what it would have been in one", () => {
    for (const [input] of ROWS) {
      const text = there(input);
      const whole = createMarkupWriter(reader)(text, true);
      for (let at = 0; at <= text.length; at++) {
        const write = createMarkupWriter(reader);
        expect(write(text.slice(0, at), false) + write(text.slice(at), true)).toBe(whole);
      }
    }
  });

  it("without an address of ours goes through untouched, whatever it is", () => {
    const bits = fc.array(
      fc.constantFrom("<", ">", "a", "/", "!--", "--", '"', "'", "=", " ", "script", "</style", "svg", "&", "//"),
    );
    fc.assert(
      fc.property(bits, (parts) => {
        const text = parts.join("");
        expect(createMarkupWriter(reader)(text, true)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});
