import { describe, expect, test } from "vitest";
import { kindOf } from "../../../workers/relay/translate/body/kinds.ts";
import { translateResponse } from "../../../workers/relay/translate/translate.ts";
import { contextOf, type Rows } from "./scanning.ts";

const rows: Rows = [
  ["an RSS link", "<link>https://news.example/a?b&amp;c</link>", "<link>https://m.zone/a?b&amp;c</link>"],
  [
    "an RSS link in CDATA",
    "<link><![CDATA[//cdn.example/?a&b]]></link>",
    "<link><![CDATA[https://m.zone/dr/cdn/?a&b]]></link>",
  ],
  ["an Atom link", '<link rel="self" href="https://news.example/f"/>', '<link rel="self" href="/f"/>'],
  ["an Atom id stays", "<id>https://news.example/a</id>", "<id>https://news.example/a</id>"],
  ["a guid is a link", "<guid>https://news.example/a</guid>", "<guid>https://m.zone/a</guid>"],
  [
    "a guid that is no link stays",
    '<guid isPermaLink="false">https://news.example/a</guid>',
    '<guid isPermaLink="false">https://news.example/a</guid>',
  ],
  [
    "an enclosure",
    '<enclosure url="https://cdn.example/a.mp3" length="1" type="audio/mpeg"/>',
    '<enclosure url="https://m.zone/dr/cdn/a.mp3" length="1" type="audio/mpeg"/>',
  ],
  ["media", "<media:content url='//cdn.example/a'/>", "<media:content url='https://m.zone/dr/cdn/a'/>"],
  [
    "a sitemap",
    "<url><loc>https://news.example/</loc><image:loc>https://cdn.example/i</image:loc></url>",
    "<url><loc>https://m.zone/</loc><image:loc>https://m.zone/dr/cdn/i</image:loc></url>",
  ],
  ["an unlisted host stays", "<link>https://evil.example/</link>", "<link>https://evil.example/</link>"],
  ["text stays", "<title>https://news.example/</title>", "<title>https://news.example/</title>"],
  [
    "a page in a feed is text",
    "<description>&lt;a href=&quot;https://news.example/&quot;&gt;</description>",
    "<description>&lt;a href=&quot;https://news.example/&quot;&gt;</description>",
  ],
  [
    "a stylesheet before the document",
    '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="https://cdn.example/s.xsl?a&amp;b"?><a/>',
    '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="/dr/cdn/s.xsl?a&amp;b"?><a/>',
  ],
  [
    "a stylesheet behind a comment with a tag in it",
    "<!-- <a> --><!DOCTYPE a><?xml-stylesheet href='//cdn.example/s.css'?><a/>",
    "<!-- <a> --><!DOCTYPE a><?xml-stylesheet href='/dr/cdn/s.css'?><a/>",
  ],
  [
    "a stylesheet in a comment stays",
    "<!--<?xml-stylesheet href='//cdn.example/s.css'?>--><a/>",
    "<!--<?xml-stylesheet href='//cdn.example/s.css'?>--><a/>",
  ],
  [
    "an instruction inside the document is none",
    "<a><?xml-stylesheet href='//cdn.example/s.css'?></a>",
    "<a><?xml-stylesheet href='//cdn.example/s.css'?></a>",
  ],
  ["an import of a transformation", '<xsl:import href="//cdn.example/s.xsl"/>', '<xsl:import href="/dr/cdn/s.xsl"/>'],
  ["a template of a transformation", '<a href="https://news.example/{@id}?q={$x}">', '<a href="/{@id}?q={$x}">'],
  ["a namespace stays", '<a xmlns="https://news.example/ns">', '<a xmlns="https://news.example/ns">'],
];

const read = async (type: string, input: string, size: number) => {
  const bytes = new TextEncoder().encode(input);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  const translated = await translateResponse(new Response(body, { headers: { "content-type": type } }), contextOf());
  if ("refused" in translated) throw new Error("refused");
  return translated.text();
};

describe("XML of the primary", () => {
  test.each(rows)("%s", async (_, input, output) => {
    for (const size of [1, 3, 5000]) expect(await read("application/rss+xml", input, size)).toBe(output);
  });

  test("an SVG picture has its stylesheet mapped", async () => {
    const input = "<?xml-stylesheet href='//cdn.example/s.css'?><svg><image xlink:href='//cdn.example/i'/></svg>";
    const output = "<?xml-stylesheet href='/dr/cdn/s.css'?><svg><image xlink:href='/dr/cdn/i'/></svg>";
    expect(await read("image/svg+xml", input, 7)).toBe(output);
  });

  test("a prolog beyond 8 KiB passes unread", async () => {
    const input = `<!--${"x".repeat(9000)}--><?xml-stylesheet href='//cdn.example/s.css'?><a href='//cdn.example/'/>`;
    for (const size of [999, 20_000]) {
      expect(await read("text/xml", input, size)).toBe(input.replace("href='//cdn.example/'", "href='/dr/cdn/'"));
    }
  });
});

const url = "https://cdn.example/";
const kinds: readonly (readonly [
  type: string,
  path: string,
  destination: string | undefined,
  kind: string | undefined,
])[] = [
  ["text/html", "a.m3u8", undefined, "page"],
  ["text/plain", "a.m3u8?x=1", undefined, "hls"],
  ["application/octet-stream", "a.mpd", undefined, "dash"],
  ["text/xml", "a.mpd", undefined, "dash"],
  ["text/plain", "a.txt?x=.m3u8", undefined, undefined],
  ["application/json", "site.webmanifest", undefined, "manifest"],
  ["application/json", "site.json", "manifest", "manifest"],
  ["application/json", "site.json", undefined, "data"],
  ["application/json", "a.js.map?x", undefined, "sourcemap"],
  ["text/plain", "a", "script", "script"],
  ["text/plain", "a", "style", "sheet"],
  ["application/vnd.apple.mpegurl", "a", undefined, "hls"],
  ["application/soap+xml", "a", undefined, "markup"],
  ["", "a", undefined, "unknown"],
  ["video/mp4", "a.m3u8", "video", undefined],
];

test.each(kinds)("a body of type %j at %s for %s is read as %s", (type, path, destination, kind) => {
  expect(kindOf({ type, url: url + path, destination })).toBe(kind);
});
