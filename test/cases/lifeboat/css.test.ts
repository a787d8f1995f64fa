// Stylesheets that scripts write: input → output. `@` stands for the second origin, `$` for its place here.

import { describe, expect, it } from "vitest";
import { mapCss } from "../../../workers/lifeboat/shim/css.ts";

const [THERE, HERE] = ["https://cdn.example", "/d/cdn"];
const own = (address: string) => (address.startsWith(THERE) ? HERE + address.slice(THERE.length) : address);

describe("css written by a script", () => {
  it.each([
    ["a { background: url(@/a.gif) }", 'a { background: url("$/a.gif") }'],
    ["a { background: url( '@/a.gif' ) }", 'a { background: url( "$/a.gif" ) }'],
    ['@import "@/a.css" screen;', '@import "$/a.css" screen;'],
    ["@import url(@/a.css);", '@import url("$/a.css");'],
    [
      'a { background: image-set("@/1.gif" 1x, "@/2.gif" 2x) }',
      'a { background: image-set("$/1.gif" 1x, "$/2.gif" 2x) }',
    ],
    [
      "@font-face { src: url(@/f.woff2) format('woff2'), local('F') }",
      `@font-face { src: url("$/f.woff2") format('woff2'), local('F') }`,
    ],
    ["a { background: url(https\\3a //cdn.example/a.gif) }", 'a { background: url("$/a.gif") }'],
    ["a { background: url(data:image/gif;base64,AA//) }", "a { background: url(data:image/gif;base64,AA//) }"],
    ["a { content: '@/a.gif' }", "a { content: '@/a.gif' }"],
    ["a { font-family: a, 'b' } b { background: url(/x) }", "a { font-family: a, 'b' } b { background: url(/x) }"],
  ])("%s → %s", (input, output) => {
    const there = input.replace(/@(?=\/)/g, THERE);
    expect(mapCss(there, own)).toBe(output.replace(/@(?=\/)/g, THERE).replaceAll("$", HERE));
  });
});
