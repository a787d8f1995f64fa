import { expect, test } from "vitest";
import { translateResponse } from "../../../workers/relay/translate/translate.ts";
import { contextOf, feed, html, type Rows } from "./scanning.ts";

const read = async (input: string, profile: object, size: number) => {
  const bytes = new TextEncoder().encode(input);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  const context = contextOf();
  const answer = await translateResponse(
    new Response(body, { headers: { "content-type": "text/html; charset=utf-8" } }),
    {
      ...context,
      service: { ...context.service, ...profile },
    },
  );
  if ("refused" in answer) throw new Error("refused");
  return answer.text();
};

const L = "(globalThis.hezarLocation||location)";
const both: Rows = [
  [
    "a script",
    '<script>a("https://cdn.example/x",location.host)</script>',
    `<script>a("https://m.zone/dr/cdn/x",${L}.host)</script>`,
  ],
  [
    "an inline handler, in any case and quotes, with references",
    `<a OnClick='go("https://cdn.example/x?a&amp;b")' onfocus=go(&quot;//cdn.example/y&quot;) href="/z">`,
    `<a OnClick='go("https://m.zone/dr/cdn/x?a&amp;b")' onfocus="go(&quot;//m.zone/dr/cdn/y&quot;)" href="/z">`,
  ],
  [
    "a handler that stays, by its letters",
    `<body onload="a('&#1588;', &quot;/x&quot;)">`,
    `<body onload="a('&#1588;', &quot;/x&quot;)">`,
  ],
  [
    "a handler with a letter above ASCII in it",
    `<body onload="a('&#1588;', 'https://cdn.example/')">`,
    `<body onload="a('\\u{634}', 'https://m.zone/dr/cdn/')">`,
  ],
  [
    "a module",
    '<script type="module">import "//cdn.example/x"</script>',
    '<script type="module">import "//m.zone/dr/cdn/x"</script>',
  ],
  [
    "data",
    '<script type="application/json">{"a":"https:\\/\\/cdn.example\\/x"}</script>',
    '<script type="application/json">{"a":"https:\\/\\/m.zone\\/dr\\/cdn\\/x"}</script>',
  ],
  [
    "JSON-LD stays",
    '<script type="application/ld+json">{"a":"https://cdn.example/x"}</script>',
    '<script type="application/ld+json">{"a":"https://cdn.example/x"}</script>',
  ],
  [
    "a template stays",
    '<script type="text/template">"https://cdn.example/x"</script>',
    '<script type="text/template">"https://cdn.example/x"</script>',
  ],
  [
    "a script behind a template",
    '<script type=text/x></script><script>"//cdn.example/x"</script>',
    '<script type=text/x></script><script>"//m.zone/dr/cdn/x"</script>',
  ],
  [
    "the hash of a script",
    '<script src="//cdn.example/x" integrity="sha256-x"></script>',
    '<script src="/dr/cdn/x" integrity=""></script>',
  ],
  [
    "the hash of a module to load ahead",
    '<link rel=modulepreload href="//cdn.example/x" integrity="sha256-x">',
    '<link rel=modulepreload href="/dr/cdn/x" integrity="">',
  ],
  ["text stays", "<p>https://cdn.example/x", "<p>https://cdn.example/x"],
];

test.each(both)("in a page of a service whose scripts are read, %s", async (_, input, output) => {
  for (const size of [1, 7, 5000])
    expect(await read(input, { literals: true, locationReads: true }, size)).toBe(output);
});

test.each(both.filter(([title]) => title !== "the hash of a module to load ahead").map(([, input]) => input))(
  "a service without a profile keeps its scripts: %s",
  async (input) => expect(await read(input, {}, 5000)).toBe(input.replace('src="//cdn.example/x"', 'src="/dr/cdn/x"')),
);

test("an import map is read whatever the profile, against the page's base", () => {
  const input = '<script type="importmap">{"imports":{"a":"https://cdn.example/a.js","b":"/b.js"}}</script>';
  const output = '<script type="importmap">{"imports":{"a":"/dr/cdn/a.js","b":"/b.js"}}</script>';
  for (const size of [1, 7, 5000]) expect(feed(html(), input, size)).toBe(output);
  expect(feed(html(), `<base href="//cdn.example/">${input}`)).toBe(
    `<base href="/dr/cdn/">${output.replace('"/b.js"', '"/dr/cdn/b.js"')}`,
  );
  expect(feed(html({ careful: true }), input)).toBe(output);
});
