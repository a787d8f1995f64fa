// The scanner settles most tags by a look (wasm/reference.ts). Whatever it settles, the slow way, through the URL parser,
// must say the same; and streams that take turns must not know of one another.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAddressMap } from "../../../shared/domain/address.ts";
import { joinBytes } from "../../../workers/relay/translate/bytes.ts";
import { createHtmlScanner } from "../../../workers/relay/translate/html/html.ts";
import { feed, html, PAGE, place, SHEET } from "./scanning.ts";

const wide = createAddressMap(
  {
    primary: "https://news.example",
    secondaries: [
      { alias: "cdn", origin: "https://cdn.example" },
      { alias: "img", origin: "https://*.img.example" },
      { alias: "port", origin: "http://files.example:8080" },
      { alias: "loop", origin: "http://127.0.0.1:9000" },
    ],
  },
  place,
);
const pieces = fc.constantFrom(
  ..."https:// http:// // / \\ : # ? & &amp; &amp &#47; &Tab; . .. /. /.. %2e %2E %2f %~ %7E @ , ; = + ' | [ ] { } ^ ` ~ $ ! * ( ) _ -".split(
    " ",
  ),
  ..."news.example cdn.example a.img.example img.example files.example files.example:8080 127.0.0.1:9000 127.1:9000".split(
    " ",
  ),
  ..."evil.example news.example. NEWS.example user@news.example news.example:443 news.example:80 xn--a [::1] 1.2".split(
    " ",
  ),
  ..."dr dr/cdn /dr/ mailto: data: javascript: ws:// wss:// HTTPS:// blob: a A z 0 9 path/to/file.html".split(" "),
  ...["é", "\x7f", "\t", "\n", " ", "\0", "\x0b", "خبر", "\u00a0"],
);
const values = fc.array(pieces, { maxLength: 9 }).map((list) => list.join(""));
const attribute = fc.constantFrom(
  "href",
  "src",
  "action",
  "data",
  "style",
  "fill",
  "type",
  "title",
  "poster",
  "manifest",
);
const element = fc.constantFrom("a", "img", "link", "object", "script", "form", "html", "use", "x-y");
const quotes = fc.constantFrom('"', "'", "");
const tags = fc
  .tuple(element, attribute, values, quotes)
  .map(([name, key, value, quote]) => `<${name} ${key}=${quote}${value.replaceAll(quote || " ", "")}${quote}>`);
const pages = fc.array(tags, { minLength: 1, maxLength: 6 }).map((list) => list.join("\n"));

describe("what is settled by a look is what the slow way says", () => {
  test.each([
    ["on the primary", PAGE],
    ["on a secondary", SHEET],
    ["on a secondary with a port", "http://files.example:8080/x/y"],
    ["on a host of elsewhere", "https://evil.example/x/"],
  ])("%s", (_, url) => {
    const options = { map: wide, place, url };
    fc.assert(
      fc.property(pages, (page) => {
        // Twice: what is not known yet goes the slow way, the second time it is known.
        for (let turn = 0; turn < 2; turn++) {
          const careful = feed(createHtmlScanner({ ...options, careful: true }), page);
          expect(feed(createHtmlScanner(options), page)).toBe(careful);
        }
      }),
      { numRuns: 1500 },
    );
  });

  test("when there are more hosts than are remembered", () => {
    const hosts = Array.from({ length: 1000 }, (_, at) => `<a href="https://host${at}.img.example/x">`);
    const page = [...hosts, ...hosts].join("");
    const options = { map: wide, place, url: PAGE };
    expect(feed(createHtmlScanner(options), page)).toBe(feed(createHtmlScanner({ ...options, careful: true }), page));
  });

  test("when a tag has more attributes than are noted", () => {
    const many = Array.from({ length: 500 }, (_, at) => `a${at}=1`).join(" ");
    expect(feed(html(), `<img ${many} src="//cdn.example/x" ${many}>`)).toContain('src="/dr/cdn/x"');
  });
});

describe("streams that take turns", () => {
  const inputs = [
    '<p><a href="https://cdn.example/one" title="',
    "<style>a{b:url(//cdn.example/c)}</style><noscript><img src=//cdn.example/n></noscript>",
    '<svg><title><a href="//cdn.example/x"></a></title><![CDATA[ <a href="//cdn.example/x"> ]]></svg>',
    "<script>/* <!-- <script> </script> <a href='//cdn.example/x'> --> */</script><a href=//cdn.example/y>",
  ].map((text) => `${text}"><!-- - --><iframe srcdoc="<img src=//cdn.example/d>"></iframe>`);

  test("give each the output it gives alone", () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.nat({ max: inputs.length - 1 })),
        fc.integer({ min: 1, max: 9 }),
        (turns, size) => {
          const others = createAddressMap(
            { primary: "https://cdn.example", secondaries: [] },
            { ...place, door: "other" },
          );
          const make = (index: number) =>
            createHtmlScanner({
              map: index % 2 ? others : wide,
              place: index % 2 ? { ...place, door: "other" } : place,
              url: PAGE,
              inject: "[I]",
            });
          const streams = inputs.map((text, index) => ({
            scanner: make(index),
            bytes: new TextEncoder().encode(text),
            out: [] as Uint8Array[],
            at: 0,
          }));
          while (streams.some(({ at, bytes }) => at < bytes.length)) {
            const stream = streams[turns.next().value ?? 0];
            if (!stream) continue;
            stream.out.push(...stream.scanner.push(stream.bytes.slice(stream.at, stream.at + size)));
            stream.at += size;
          }
          for (const [index, { scanner, out }] of streams.entries()) {
            const text = new TextDecoder().decode(joinBytes([...out, ...scanner.flush()]));
            expect(text).toBe(feed(make(index), inputs[index] ?? ""));
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  test("are not spoilt by one that fails in its turn", () => {
    const failing = createHtmlScanner({
      map: {
        ...wide,
        toMirror: () => {
          throw new Error("no");
        },
      },
      place,
      url: PAGE,
    });
    expect(() =>
      failing.push(new TextEncoder().encode('<style><a href="//cdn.example/x"><a href="//cdn.example/x">')),
    ).toThrow("no");
    const page = '<p><a href="//cdn.example/x">';
    expect(feed(html(), page)).toBe('<p><a href="/dr/cdn/x">');
    expect(() => failing.push(new Uint8Array(0))).toThrow("no");
    expect(feed(html(), page, 3)).toBe('<p><a href="/dr/cdn/x">');
  });
});
