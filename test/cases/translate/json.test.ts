import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createJsonScanner } from "../../../workers/relay/translate/text/json.ts";
import {
  createImportMapScanner,
  createJsonFeedScanner,
  createManifestScanner,
} from "../../../workers/relay/translate/text/jsonaddresses.ts";
import { feed, map, PAGE, place, type Rows, SHEET } from "./scanning.ts";

const options = { map, place, url: PAGE };
const scanners = {
  manifest: () => createManifestScanner(options),
  "manifest of a secondary": () => createManifestScanner({ ...options, url: SHEET }),
  importmap: () => createImportMapScanner(options),
  feed: () => createJsonFeedScanner(options),
} as const;

const rows: Rows = [
  ["manifest", '{"start_url":"https://news.example/?a"}', '{"start_url":"/?a"}'],
  ["manifest", '{ "scope" : "https://news.example/" }', '{ "scope" : "/" }'],
  ["manifest", '{"start_url":"."}', '{"start_url":"."}'],
  ["manifest", '{"icons":[{"src":"//cdn.example/i","sizes":"1x1"}]}', '{"icons":[{"src":"/dr/cdn/i","sizes":"1x1"}]}'],
  ["manifest of a secondary", '{"icons":[{"src":"/i"}]}', '{"icons":[{"src":"/dr/cdn/i"}]}'],
  [
    "manifest",
    '{"shortcuts":[{"name":"a","url":"https://news.example/n"}]}',
    '{"shortcuts":[{"name":"a","url":"/n"}]}',
  ],
  ["manifest", '{"share_target":{"action":"https://news.example/s"}}', '{"share_target":{"action":"/s"}}'],
  ["manifest", '{"name":"https://news.example/"}', '{"name":"https://news.example/"}'],
  ["manifest", '{"src":"https:\\/\\/cdn.example\\/\\u00e9"}', '{"src":"/dr/cdn/é"}'],
  ["manifest", '{"src":"https://cdn.example/\\ud83d\\ude00"}', '{"src":"/dr/cdn/😀"}'],
  ["manifest", '{"src":"https://evil.example/"}', '{"src":"https://evil.example/"}'],
  ["manifest", '{"src":"https://cdn.example/\\u00"}', '{"src":"https://cdn.example/\\u00"}'],
  ["manifest", '{"a":{"b":1},"src":"//cdn.example/x"}', '{"a":{"b":1},"src":"/dr/cdn/x"}'],
  ["manifest", '{"src":["//cdn.example/x",{"a":"//cdn.example/x"}]}', '{"src":["/dr/cdn/x",{"a":"//cdn.example/x"}]}'],
  ["importmap", '{"imports":{"a":"//cdn.example/a.js"}}', '{"imports":{"a":"/dr/cdn/a.js"}}'],
  ["importmap", '{"imports":{"https://cdn.example/":"/x/"}}', '{"imports":{"/dr/cdn/":"/x/"}}'],
  ["importmap", '{"scopes":{"//cdn.example/":{"a":"//cdn.example/b"}}}', '{"scopes":{"/dr/cdn/":{"a":"/dr/cdn/b"}}}'],
  ["importmap", '{"integrity":{"//cdn.example/a":"sha256-x"}}', '{"integrity":{"/dr/cdn/a":"sha256-x"}}'],
  ["importmap", '{"integrity":{"https://cdn.example/a":"sha256-x"}}', '{"integrity":{"/dr/cdn/a":"sha256-x"}}'],
  ["feed", '{"items":[{"id":"https://news.example/1"}]}', '{"items":[{"id":"https://news.example/1"}]}'],
  ["feed", '{"items":[{"url":"https://news.example/1"}]}', '{"items":[{"url":"https://m.zone/1"}]}'],
  ["feed", '{"attachments":[{"url":"//cdn.example/a"}]}', '{"attachments":[{"url":"https://m.zone/dr/cdn/a"}]}'],
];

test.each(rows)("a %s: %s", (kind, input, output) => {
  const create = scanners[kind as keyof typeof scanners];
  for (const size of [1, 2, 3, 7, 5000]) expect(feed(create(), input, size)).toBe(output);
});

test("of broken JSON, too, every byte comes through", () => {
  for (const input of ['{"src', '{"src":"\\', '}}]]"a":"b', '{"a"}{"src":1,,,"x"', `{"src":"${"x".repeat(20_000)}"}`]) {
    for (const size of [1, 5000]) expect(feed(createManifestScanner(options), input, size)).toBe(input);
  }
});

describe("any JSON", () => {
  test("goes through unchanged where nothing is edited, and rewritten strings are read back as they were meant", () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 1, max: 9 }), (input, size) => {
        expect(
          feed(
            createJsonScanner(() => undefined),
            input,
            size,
          ),
        ).toBe(input);
        const same = feed(
          createJsonScanner((text) => text),
          input,
          size,
        );
        expect(JSON.parse(same)).toEqual(JSON.parse(input));
      }),
    );
  });

  test("tells each string by the keys above it", () => {
    const seen: string[] = [];
    const note = createJsonScanner((text, { keys, isKey }) => {
      seen.push(`${keys.join(".")}${isKey ? "!" : ""}=${text}`);
      return undefined;
    });
    feed(note, '{"a":[{"b":"1"},"2"],"c":{"d":"3"},"e":"4"}');
    expect(seen).toEqual(["!=a", "a!=b", "a.b=1", "a=2", "!=c", "c!=d", "c.d=3", "!=e", "e=4"]);
  });
});
