import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDashScanner } from "../../../workers/relay/translate/text/dash.ts";
import { createHlsScanner } from "../../../workers/relay/translate/text/hls.ts";
import { timed } from "../../fuzz/timing.ts";
import { feed, map, type Rows } from "./scanning.ts";

const hls = (url = "https://cdn.example/live/main.m3u8") => createHlsScanner({ map, url });
const dash = (url = "https://cdn.example/vod/main.mpd") => createDashScanner({ map, url });

const hlsRows: Rows = [
  ["an absolute segment", "https://cdn.example/a.ts\n", "/dr/cdn/a.ts\n"],
  ["a segment of the primary", "https://news.example/a.ts?b=c\n", "/a.ts?b=c\n"],
  ["a relative segment stays", "a.ts\n", "a.ts\n"],
  ["a root-relative segment of a secondary", "/a.ts\n", "/dr/cdn/a.ts\n"],
  ["a protocol-relative segment", "//cdn.example/a.ts", "/dr/cdn/a.ts"],
  ["an unlisted host stays", "https://evil.example/a.ts\n", "https://evil.example/a.ts\n"],
  ["CRLF is kept", "//cdn.example/a\r\n//cdn.example/b\r\n", "/dr/cdn/a\r\n/dr/cdn/b\r\n"],
  ["a comment stays", "# https://cdn.example/a\n", "# https://cdn.example/a\n"],
  ["durations stay", "#EXTINF:9.009,https://cdn.example/title\n", "#EXTINF:9.009,https://cdn.example/title\n"],
  [
    "a key",
    '#EXT-X-KEY:METHOD=AES-128,URI="https://cdn.example/k?a=1",IV=0x1\n',
    '#EXT-X-KEY:METHOD=AES-128,URI="/dr/cdn/k?a=1",IV=0x1\n',
  ],
  ["a key in data:", '#EXT-X-KEY:METHOD=X,URI="data:text/plain,x"\n', '#EXT-X-KEY:METHOD=X,URI="data:text/plain,x"\n'],
  ["a key of a scheme", '#EXT-X-KEY:METHOD=X,URI="skd://x"\n', '#EXT-X-KEY:METHOD=X,URI="skd://x"\n'],
  ["an init section", '#EXT-X-MAP:URI="/i.mp4",BYTERANGE="8@0"\n', '#EXT-X-MAP:URI="/dr/cdn/i.mp4",BYTERANGE="8@0"\n'],
  [
    "a rendition",
    '#EXT-X-MEDIA:TYPE=AUDIO,NAME="//cdn.example/n",URI="//cdn.example/a.m3u8"\n',
    '#EXT-X-MEDIA:TYPE=AUDIO,NAME="//cdn.example/n",URI="/dr/cdn/a.m3u8"\n',
  ],
  [
    "an I-frame stream",
    '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="//cdn.example/i"\n',
    '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="/dr/cdn/i"\n',
  ],
  [
    "session data",
    '#EXT-X-SESSION-DATA:DATA-ID="x",URI="//cdn.example/d"\n',
    '#EXT-X-SESSION-DATA:DATA-ID="x",URI="/dr/cdn/d"\n',
  ],
  [
    "parts and hints",
    '#EXT-X-PART:DURATION=1,URI="//cdn.example/p"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI="//cdn.example/q"\n',
    '#EXT-X-PART:DURATION=1,URI="/dr/cdn/p"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI="/dr/cdn/q"\n',
  ],
  ["content steering", '#EXT-X-CONTENT-STEERING:SERVER-URI="/s"\n', '#EXT-X-CONTENT-STEERING:SERVER-URI="/dr/cdn/s"\n'],
  [
    "an interstitial",
    '#EXT-X-DATERANGE:ID="a",X-ASSET-URI="//cdn.example/a",X-ASSET-LIST="//cdn.example/l"\n',
    '#EXT-X-DATERANGE:ID="a",X-ASSET-URI="/dr/cdn/a",X-ASSET-LIST="/dr/cdn/l"\n',
  ],
  [
    "a variable that is a host",
    '#EXT-X-DEFINE:NAME="h",VALUE="https://cdn.example"\n{$h}/a.ts\n',
    '#EXT-X-DEFINE:NAME="h",VALUE="/dr/cdn"\n{$h}/a.ts\n',
  ],
  ["a variable in an address", "https://cdn.example/{$p}/a.ts\n", "/dr/cdn/{$p}/a.ts\n"],
  ["bytes above ASCII", "https://cdn.example/خ.ts\n", "/dr/cdn/خ.ts\n"],
  ["an empty line", "\n\n//cdn.example/a", "\n\n/dr/cdn/a"],
];

const dashRows: Rows = [
  ["a base", "<MPD><BaseURL>https://cdn.example/v/</BaseURL></MPD>", "<MPD><BaseURL>/dr/cdn/v/</BaseURL></MPD>"],
  ["white space around a base", "<BaseURL>\n //cdn.example/v/ \n</BaseURL>", "<BaseURL>\n /dr/cdn/v/ \n</BaseURL>"],
  [
    "a base in CDATA",
    "<BaseURL><![CDATA[//cdn.example/?a&b]]></BaseURL>",
    "<BaseURL><![CDATA[/dr/cdn/?a&b]]></BaseURL>",
  ],
  ["a relative base stays", "<BaseURL>video/</BaseURL>", "<BaseURL>video/</BaseURL>"],
  ["&amp; in a base", "<BaseURL>//cdn.example/?a&amp;b</BaseURL>", "<BaseURL>/dr/cdn/?a&amp;b</BaseURL>"],
  ["a namespace's prefix", "<d:BaseURL>//cdn.example/v</d:BaseURL>", "<d:BaseURL>/dr/cdn/v</d:BaseURL>"],
  [
    "templates",
    '<SegmentTemplate media="https://cdn.example/$RepresentationID$/$Number%05d$.m4s" initialization="/i-$Time$.mp4"/>',
    '<SegmentTemplate media="/dr/cdn/$RepresentationID$/$Number%05d$.m4s" initialization="/dr/cdn/i-$Time$.mp4"/>',
  ],
  [
    "a source",
    "<Initialization sourceURL='//cdn.example/i' range='0-9'/>",
    "<Initialization sourceURL='/dr/cdn/i' range='0-9'/>",
  ],
  ["an index", '<SegmentURL media="a" index="//cdn.example/i"/>', '<SegmentURL media="a" index="/dr/cdn/i"/>'],
  ["a location", "<Location>https://cdn.example/n.mpd</Location>", "<Location>/dr/cdn/n.mpd</Location>"],
  ["a remote element", '<Period xlink:href="//cdn.example/p"/>', '<Period xlink:href="/dr/cdn/p"/>'],
  [
    "clocks",
    '<UTCTiming value="https://cdn.example/t https://time.example/t"/>',
    '<UTCTiming value="/dr/cdn/t https://time.example/t"/>',
  ],
  [
    "a root-relative template below a base of another host",
    '<MPD><BaseURL>https://news.example/</BaseURL><S media="/x"/></MPD>',
    '<MPD><BaseURL>/</BaseURL><S media="/x"/></MPD>',
  ],
  [
    "a base counts to the end of its element",
    '<M><P><BaseURL>//news.example/</BaseURL><S media="/x"/></P><S media="/x"/></M>',
    '<M><P><BaseURL>/</BaseURL><S media="/x"/></P><S media="/dr/cdn/x"/></M>',
  ],
  [
    "of two bases the first counts",
    '<M><BaseURL>//news.example/</BaseURL><BaseURL>/b/</BaseURL><S media="/x"/></M>',
    '<M><BaseURL>/</BaseURL><BaseURL>/dr/cdn/b/</BaseURL><S media="/x"/></M>',
  ],
  ["a comment", '<!-- <S media="//cdn.example/"> --><S/>', '<!-- <S media="//cdn.example/"> --><S/>'],
  [
    "names and ids stay",
    '<MPD id="//cdn.example/" xmlns="https://news.example/">',
    '<MPD id="//cdn.example/" xmlns="https://news.example/">',
  ],
];

test.each(hlsRows)("HLS, %s", (_, input, output) => {
  for (const size of [1, 2, 3, 7, 5000]) expect(feed(hls(), input, size)).toBe(output);
});

test.each(dashRows)("DASH, %s", (_, input, output) => {
  for (const size of [1, 2, 3, 7, 5000]) expect(feed(dash(), input, size)).toBe(output);
});

test("a line or a text beyond its limit passes unread, and what follows does not", () => {
  const line = `//cdn.example/${"x".repeat(20_000)}`;
  expect(feed(hls(), `${line}\n//cdn.example/a`, 999)).toBe(`${line}\n/dr/cdn/a`);
  const text = `<BaseURL>//cdn.example/${"x".repeat(70_000)}</BaseURL>`;
  expect(feed(dash(), `${text}<BaseURL>//cdn.example/a</BaseURL>`, 999)).toBe(`${text}<BaseURL>/dr/cdn/a</BaseURL>`);
});

const words = fc.constantFrom(
  ...'#EXT-X-KEY: URI=" " , \n \r\n //cdn.example/a https://news.example /x <BaseURL> </BaseURL> <S media=" \'/> <![CDATA[ ]]> <!-- --> <? ?> <!D [ ] > é'.split(
    " ",
  ),
);

describe("any way of cutting a playlist gives the same output", () => {
  test("of any soup", () => {
    const soup = fc.array(words, { maxLength: 30 }).map((list) => list.join(""));
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 9 }), (input, size) => {
        expect(feed(hls(), input, size)).toBe(feed(hls(), input));
        expect(feed(dash(), input, size)).toBe(feed(dash(), input));
      }),
      { numRuns: 2000 },
    );
  });
});

test.each(["<", "<a ", "<a b='", "<a b", "<!--", "<![CDATA[", "<BaseURL>", "<?", "<!D[", "URI=", ",A", '#EXT:URI="'])(
  "a megabyte of %j is read in linear time",
  (unit) => {
    const input = unit.repeat(1_000_000 / unit.length);
    const milliseconds = timed(() => {
      for (const scanner of [hls(), dash()]) feed(scanner, input, 64);
    });
    expect(milliseconds).toBeLessThan(5000);
  },
);
