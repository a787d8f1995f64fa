import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timed } from "../../fuzz/timing.ts";
import { css, feed, PAGE, type Rows, SHEET } from "./scanning.ts";

const rows: Rows = [
  ["url, unquoted", "a{b:url(https://cdn.example/x)}", "a{b:url(/dr/cdn/x)}"],
  ["url, spaces inside", "a{b:url( \n//cdn.example/x\t )}", "a{b:url( \n/dr/cdn/x)}"],
  ["url, double quotes", 'a{b:url( "//cdn.example/x" )}', 'a{b:url( "/dr/cdn/x" )}'],
  ["url, single quotes", "a{b:url('//news.example/x')}", "a{b:url('/x')}"],
  ["url, upper case", "a{b:URL(//cdn.example/x)}", "a{b:URL(/dr/cdn/x)}"],
  ["url, escaped name", "a{b:\\75 r\\6c(//cdn.example/x)}", "a{b:\\75 r\\6c(/dr/cdn/x)}"],
  ["url, root-relative on a secondary", "a{b:url(/img/x.png)}", "a{b:url(/dr/cdn/img/x.png)}"],
  ["url, relative on a secondary", "a{b:url(../x.png)}", "a{b:url(/dr/cdn/x.png)}"],
  ["url, climbing", "a{b:url(../../../../x.png)}", "a{b:url(/dr/cdn/x.png)}"],
  ["url, fragment", "a{b:url(#x)}", "a{b:url(#x)}"],
  ["url, empty", "a{b:url()}", "a{b:url()}"],
  ["url, data:", "a{b:url(data:image/png;base64,AA//BB)}", "a{b:url(data:image/png;base64,AA//BB)}"],
  ["url, unlisted host", "a{b:url(https://evil.example/x)}", "a{b:url(https://evil.example/x)}"],
  ["url, escaped characters", "a{b:url(https\\:\\2f\\2f cdn.example/x)}", "a{b:url(/dr/cdn/x)}"],
  ["url, escaped parenthesis", "a{b:url(//cdn.example/x\\))}", "a{b:url(/dr/cdn/x\\))}"],
  ["url, parenthesis in quotes", 'a{b:url("//cdn.example/x)")}', 'a{b:url("/dr/cdn/x)")}'],
  ["url, escaped quote", 'a{b:url("//cdn.example/\\"x")}', 'a{b:url("/dr/cdn/%22x")}'],
  ["url, escape above ASCII", 'a{b:url("//cdn.example/\\e9 x")}', 'a{b:url("/dr/cdn/%C3%A9x")}'],
  ["url, UTF-8", "a{b:url(//cdn.example/خ)}", "a{b:url(/dr/cdn/خ)}"],
  ["url, line continuation", 'a{b:url("//cdn.ex\\\nample/x")}', 'a{b:url("/dr/cdn/x")}'],
  ["url, a quote inside spoils it", "a{b:url(//cdn.example/'x)}", "a{b:url(//cdn.example/'x)}"],
  ["url, a space inside spoils it", "a{b:url(//cdn.example/ x)}", "a{b:url(//cdn.example/ x)}"],
  ["url, a newline spoils a string", 'a{b:url("//cdn.example/\nx)}', 'a{b:url("//cdn.example/\nx)}'],
  ["url after a comma", "a{b:url(//cdn.example/x),url(//cdn.example/y)}", "a{b:url(/dr/cdn/x),url(/dr/cdn/y)}"],
  ["url with modifiers", 'a{b:url("//cdn.example/x" foo(bar))}', 'a{b:url("/dr/cdn/x" foo(bar))}'],
  ["no url: another name", "a{b:myurl(//cdn.example/x)}", "a{b:myurl(//cdn.example/x)}"],
  ["no url: a dimension", "a{b:10url(//cdn.example/x)}", "a{b:10url(//cdn.example/x)}"],
  ["no url: a hash", "a{b:#url(//cdn.example/x)}", "a{b:#url(//cdn.example/x)}"],
  ["no url: a space before the parenthesis", "a{b:url (//cdn.example/x)}", "a{b:url (//cdn.example/x)}"],
  ["no url: a long name", `a{b:${"x".repeat(40)}url(//cdn.example/x)}`, `a{b:${"x".repeat(40)}url(//cdn.example/x)}`],
  ["import, string", "@import '//cdn.example/x.css' screen;", "@import '/dr/cdn/x.css' screen;"],
  ["import, url", "@import url(//cdn.example/x.css);", "@import url(/dr/cdn/x.css);"],
  [
    "import, url with string",
    '@import url("//cdn.example/x.css") layer(a) supports(b: c);',
    '@import url("/dr/cdn/x.css") layer(a) supports(b: c);',
  ],
  ["import, no space", '@IMPORT"//cdn.example/x.css";', '@IMPORT"/dr/cdn/x.css";'],
  ["import, comment between", '@import/* "x" */"//cdn.example/x.css";', '@import/* "x" */"/dr/cdn/x.css";'],
  ["import, relative", '@import "x.css";', '@import "x.css";'],
  ["import, only the first string", '@import "/x" "/y";', '@import "/dr/cdn/x" "/y";'],
  ["importer is no import", '@importer "x.css";', '@importer "x.css";'],
  ["charset is no address", '@charset "utf-8";', '@charset "utf-8";'],
  [
    "namespace is no address",
    '@namespace "https://news.example/";@namespace s url(https://news.example/);',
    '@namespace "https://news.example/";@namespace s url(https://news.example/);',
  ],
  ["after a namespace", "@namespace s url(x);a{b:url(//cdn.example/x)}", "@namespace s url(x);a{b:url(/dr/cdn/x)}"],
  [
    "image-set",
    "a{b:image-set('//cdn.example/x' 1x, url(//cdn.example/y) 2x)}",
    "a{b:image-set('/dr/cdn/x' 1x, url(/dr/cdn/y) 2x)}",
  ],
  ["-webkit-image-set", 'a{b:-webkit-image-set("//cdn.example/x" 1x)}', 'a{b:-webkit-image-set("/dr/cdn/x" 1x)}'],
  ["type() in image-set", 'a{b:image-set("/x" type("image/png"))}', 'a{b:image-set("/dr/cdn/x" type("image/png"))}'],
  ["src()", 'a{b:src("//cdn.example/x")}', 'a{b:src("/dr/cdn/x")}'],
  ["format() is no address", 'a{src:url(/x) format("/woff2")}', 'a{src:url(/dr/cdn/x) format("/woff2")}'],
  ["a plain string", 'a{content:"https://cdn.example/x"}', 'a{content:"https://cdn.example/x"}'],
  ["a url in a string", 'a{content:"url(//cdn.example/x)"}', 'a{content:"url(//cdn.example/x)"}'],
  ["a url in a comment", "/* url(//cdn.example/x) */a{b:url(/x)}", "/* url(//cdn.example/x) */a{b:url(/dr/cdn/x)}"],
  ["/*/ does not close a comment", "/*/ url(/x) */url(/x)", "/*/ url(/x) */url(/dr/cdn/x)"],
  ["a comment in url( is the address", "a{b:url(/*x*/)}", "a{b:url(/dr/cdn/*x*/)}"],
  ["an escaped quote in a string", '"\\"url(/x)"url(/x)', '"\\"url(/x)"url(/dr/cdn/x)'],
  ["open at the end", "a{b:url(/x", "a{b:url(/dr/cdn/x"],
  ["string open at the end", "@import '/x", "@import '/dr/cdn/x"],
  ["a lonely slash", "a/", "a/"],
  ["a lonely backslash", "a\\", "a\\"],
  ["an escaped CRLF goes on", 'a{b:"x\\\r\ny";c:url(/x)}', 'a{b:"x\\\r\ny";c:url(/dr/cdn/x)}'],
  ["a CRLF ends a string", 'a{b:"x\r\n;c:url(/x)}', 'a{b:"x\r\n;c:url(/dr/cdn/x)}'],
  ["a namespace's string", '@namespace "x";a{b:url("/x")}', '@namespace "x";a{b:url("/dr/cdn/x")}'],
  ["a strange at-rule", '@font-face{src:url(/x)format("/x")}', '@font-face{src:url(/dr/cdn/x)format("/x")}'],
  ["inset and other sets", "a{b:inset(1px) url(/x) offset(/x)}", "a{b:inset(1px) url(/dr/cdn/x) offset(/x)}"],
  ["url( at the end", "a{b:url(", "a{b:url("],
];

describe("a stylesheet of a secondary", () => {
  test.each(rows)("%s: %j → %j", (_, input, output) => expect(feed(css(), input)).toBe(output));
});

test("a stylesheet of the primary keeps its relative addresses", () => {
  expect(feed(css(PAGE), "a{b:url(../x);c:url(//cdn.example/y)}")).toBe("a{b:url(../x);c:url(/dr/cdn/y)}");
});

test("an address beyond 16 KiB passes unread, and what follows does not", () => {
  for (const long of [`url(/${"x".repeat(17_000)})`, `url("/${"x".repeat(17_000)}")`]) {
    expect(feed(css(), `${long}url(/x)`)).toBe(`${long}url(/dr/cdn/x)`);
    expect(feed(css(), `${long}url(/x)`, 1000)).toBe(`${long}url(/dr/cdn/x)`);
  }
  const short = "x".repeat(16_000);
  expect(feed(css(), `url(/${short})`, 7)).toBe(`url(/dr/cdn/${short})`);
});

const fragments = fc.constantFrom(
  ..."url( URL( src( ) ( @import @namespace ; { } \" ' \\ /* */ / * #url( image-set( type( -webkit-image-set( \\75 //cdn.example/x /x https://evil.example/ é".split(
    " ",
  ),
  " ",
  "\n",
  "rl(",
  "\r\n",
  "\\\r",
  "a{b:url(https://cdn.example/x.png)}",
  "url(//cdn.example/y)",
  "url('https://news.example/dr')",
  "url(https://news.example//a)",
  "url(https://cdn.example/./a)",
  "@media(",
  "@font-face{",
  "inset(",
  "x".repeat(33),
  "y".repeat(20),
);
const soup = fc.array(fragments, { maxLength: 40 }).map((list) => list.join(""));

test("the fast way and the slow way give the same", () => {
  for (const [, input] of rows) expect(feed(css(), input)).toBe(feed(css(SHEET, true), input));
  fc.assert(
    fc.property(soup, fc.constantFrom(SHEET, PAGE), (input, base) => {
      expect(feed(css(base), input)).toBe(feed(css(base, true), input));
    }),
    { numRuns: 10_000 },
  );
});

describe("any way of cutting a stylesheet gives the same output", () => {
  test("of every row above", () => {
    for (const [, input] of rows)
      for (const size of [1, 2, 3, 5, 7]) expect(feed(css(), input, size)).toBe(feed(css(), input));
  });

  test("of any soup", () => {
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 9 }), (input, size) => {
        expect(feed(css(), input, size)).toBe(feed(css(), input));
      }),
      { numRuns: 3000 },
    );
  });
});

test.each([
  "url( x)",
  "url('/x')",
  "image-set(",
  '@import "/x";',
  "a\\",
  "\\75 rl(/x)",
  "@",
  "a(",
  "/x",
  "'",
  "#",
  "url(/x",
])("a megabyte of %j is read in linear time by the fast way, too", (unit) => {
  const milliseconds = timed(() => feed(css(), unit.repeat(1_000_000 / unit.length), 65_536));
  // Anything quadratic takes minutes.
  expect(milliseconds).toBeLessThan(5000);
});
