import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createAddressMap } from "../../../shared/domain/address.ts";
import {
  isServiceWorkerScript,
  refuseDocumentRequest,
  refuseDocumentResponse,
} from "../../../workers/relay/translate/headers/documents.ts";
import { translateRequestHeaders } from "../../../workers/relay/translate/headers/headers.ts";
import { readHeaders } from "../../../workers/relay/translate/headers/said.ts";
import { translateResponse } from "../../../workers/relay/translate/translate.ts";
import { timed } from "../../fuzz/timing.ts";
import { CDN, contextOf, css, feed, html } from "./scanning.ts";

const redirects: readonly (readonly [status: number, from: string, location: string, output: string | null])[] = [
  [301, "primary", "https://news.example/a?b#c", "/a?b#c"],
  [302, "primary", "http://news.example/a", "/a"],
  [303, "primary", "/a", "/a"],
  [307, "primary", "b", "/world/b"],
  [308, "primary", "?x", "/world/today?x"],
  [302, "primary", "//cdn.example/a", "/dr/cdn/a"],
  [302, "primary", "//", null],
  [302, "primary", "https://news.example//evil.example", "/.//evil.example"],
  [302, "primary", "/\\evil.example", "refused evil.example"],
  [302, "primary", "https://evil.example:8443/x", "refused evil.example:8443"],
  [302, "primary", "https://user@evil.example/", "refused evil.example"],
  [302, "primary", "tg://resolve?domain=x", "refused resolve"],
  [302, "primary", "mailto:a@news.example", "refused mailto:"],
  [302, "primary", "javascript:alert(1)", "refused javascript:"],
  [302, "primary", "http://[", null],
  [201, "primary", "https://news.example/new", "/new"],
  [201, "primary", "https://evil.example/new", null],
  [200, "primary", "https://evil.example/new", null],
  [302, "cdn", "/a", "/dr/cdn/a"],
  [302, "cdn", "../../../a", "/dr/cdn/a"],
  [302, "cdn", "https://news.example/a", "/a"],
];

describe("a redirect", () => {
  test.each(redirects)("%i of %s to %s → %s", async (status, from, location, output) => {
    const response = new Response(null, { status, headers: { location } });
    const translated = await translateResponse(response, contextOf(from === "cdn" ? CDN : "primary"));
    if ("refused" in translated) expect(`refused ${translated.host}`).toBe(output);
    else expect(translated.headers.get("location")).toBe(output);
  });
});

describe("an answer that the browser's own is still good (304) takes nothing from what the browser holds", () => {
  const image = { ...contextOf(), destination: "image" };
  const unchanged = async (headers: Record<string, string>) => {
    const answer = await translateResponse(new Response(null, { status: 304, headers }), image);
    return (name: string) => ("refused" in answer ? "refused" : answer.headers.get(name));
  };

  test.each(["content-security-policy", "cache-control", "mirror-for-all", "vary"])("%s", async (name) => {
    expect((await unchanged({ etag: '"a"' }))(name)).toBeNull();
  });

  test.each<Record<string, string>>([
    { "cache-control": "private" },
    { "cache-control": "no-store" },
    { "set-cookie": "a=1" },
  ])("but what has become somebody's own is no longer for all: %j", async (headers) => {
    expect((await unchanged({ etag: '"a"', ...headers }))("mirror-for-all")).toBe("0");
  });

  test("and says of caching what the service says", async () => {
    expect((await unchanged({ "cache-control": "max-age=9" }))("cache-control")).toBe("max-age=9, private");
  });
});

test("what was asked for with a password is not for everybody (RFC 9111 §3.5)", async () => {
  const context = { ...contextOf(), destination: "image", isAuthorized: true };
  const answer = await translateResponse(new Response("x", { headers: { "cache-control": "max-age=9" } }), context);
  expect("refused" in answer ? "refused" : answer.headers.get("mirror-for-all")).toBeNull();
});

test("a redirect to a host below a wildcard stays on the mirror", async () => {
  const service = { primary: "https://news.example", secondaries: [{ alias: "img", origin: "https://*.img.example" }] };
  const context = { ...contextOf(), service, map: createAddressMap(service, contextOf().place) };
  const response = new Response(null, { status: 302, headers: { location: "https://a.b.img.example/x?y" } });
  const answer = await translateResponse(response, context);
  expect("refused" in answer ? answer.refused : answer.headers.get("location")).toBe("/dr/img~a~b/x?y");
});

const IMG = '<img src="//cdn.example/x">';
const bodies: readonly (readonly [type: string, input: string, output: string])[] = [
  ["text/html", IMG, '<img src="/dr/cdn/x">'],
  ["Text/HTML; Charset=windows-1256", IMG, '<img src="/dr/cdn/x">'],
  // Two headers, of which browsers take the last.
  ["text/plain, text/html", `x${IMG}`, 'x<img src="/dr/cdn/x">'],
  ["image/png;, text/html", `x${IMG}`, 'x<img src="/dr/cdn/x">'],
  ["text/html, image/png", IMG, IMG],
  ["text/html; charset=utf-8, nonsense", `x${IMG}`, 'x<img src="/dr/cdn/x">'],
  ["application/xhtml+xml", `<![CDATA[${IMG}]]>${IMG}`, `<![CDATA[${IMG}]]><img src="/dr/cdn/x">`],
  ["image/svg+xml", '<svg><image href="//cdn.example/x"/></svg>', '<svg><image href="/dr/cdn/x"/></svg>'],
  ["text/css;charset=utf-8", "a{b:url(//cdn.example/x)}", "a{b:url(/dr/cdn/x)}"],
  ["text/html; charset=iso-2022-jp", IMG, '<img src="/dr/cdn/x">'],
  ["text/plain", IMG, IMG],
  ["application/javascript", IMG, IMG],
  ["application/json", IMG, IMG],
  ["", IMG, IMG],
];

const translated = async (response: Response, context = contextOf()): Promise<Response> => {
  const result = await translateResponse(response, context);
  if ("refused" in result) throw new Error("refused");
  return result;
};

describe("a body", () => {
  test.each(bodies)("%s: %s → %s", async (type, input, output) => {
    const headers = { "content-type": type, "content-length": "999", etag: '"x"', "accept-ranges": "bytes" };
    const response = await translated(new Response(new TextEncoder().encode(input), { headers }));
    expect(await response.text()).toBe(output);
    const isUntouched = input === output && type !== "";
    expect(response.headers.get("content-length")).toBe(isUntouched ? "999" : null);
    expect(response.headers.get("etag")).toBe(isUntouched ? '"x"' : 'W/"x"');
    expect(response.headers.get("accept-ranges")).toBe(isUntouched ? "bytes" : null);
  });

  const script = 'a("https://cdn.example/x",location.host)';
  const data = '{"a":"https:\\/\\/cdn.example\\/x"}';
  test.each([
    ["text/javascript", script, {}, script],
    ["text/javascript", script, { literals: true }, 'a("https://m.zone/dr/cdn/x",location.host)'],
    [
      "text/javascript",
      script,
      { locationReads: true },
      'a("https://cdn.example/x",(globalThis.hezarLocation||location).host)',
    ],
    ["application/json", data, {}, data],
    ["application/json", data, { locationReads: true }, data],
    ["application/json; charset=utf-8", data, { literals: true }, '{"a":"https:\\/\\/m.zone\\/dr\\/cdn\\/x"}'],
    ["application/ld+json", data, { literals: true }, data],
  ])("of type %s: %s, of a service with %o, becomes %s", async (type, input, profile, output) => {
    const context = contextOf();
    const response = new Response(input, { headers: { "content-type": type } });
    const original = response.body;
    const answer = await translated(response, { ...context, service: { ...context.service, ...profile } });
    if (input === output) expect(answer.body).toBe(original);
    expect(await answer.text()).toBe(output);
  });

  test("that is a source map is left alone", async () => {
    const response = new Response(data, { headers: { "content-type": "application/json" } });
    const context = contextOf("primary", "https://news.example/a.js.map");
    const service = { ...context.service, literals: true };
    expect((await translated(response, { ...context, service })).body).toBe(response.body);
  });

  test("that nobody needs to read stays the object it was", async () => {
    const response = new Response(IMG, { headers: { "content-type": "video/mp4" } });
    expect((await translated(response)).body).toBe(response.body);
  });

  test("that is a part of a page is left alone", async () => {
    const headers = { "content-type": "text/html", "content-range": "bytes 0-3/9", "content-length": "27" };
    const response = await translated(new Response(IMG, { status: 206, headers }));
    expect(await response.text()).toBe(IMG);
    expect(response.headers.get("content-range")).toBe("bytes 0-3/9");
  });

  test("in an encoding the runtime does not undo is left alone", async () => {
    const squeezed = gzipSync(IMG);
    const headers = { "content-type": "text/html", "content-encoding": "zstd" };
    const response = await translated(new Response(squeezed, { headers }));
    expect(Buffer.from(await response.arrayBuffer()).equals(squeezed)).toBe(true);
    expect(response.headers.get("content-encoding")).toBe("zstd");
  });

  test.each([204, 205, 304])("is absent from a %i", async (status) => {
    const response = await translated(new Response(null, { status, headers: { "content-type": "text/html" } }));
    expect([response.status, response.body]).toEqual([status, null]);
  });

  test("of a HEAD is absent, and its length is not told", async () => {
    const response = await translated(
      new Response(null, { headers: { "content-type": "text/html", "content-length": "5" } }),
    );
    expect([response.body, response.headers.get("content-length")]).toEqual([null, null]);
  });

  test("begins before the service has finished its own", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const answer = await translated(new Response(readable, { headers: { "content-type": "text/html" } }));
    const reader = answer.body?.getReader();
    void writer.write(new TextEncoder().encode(`${IMG}<p`));
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('<img src="/dr/cdn/x">');
    await reader?.cancel();
  });

  test("gets our markup, in pages only", async () => {
    const context = { ...contextOf(), inject: "<script src=/dr/s></script>" };
    const answer = async (type: string) =>
      (await translated(new Response("<head>", { headers: { "content-type": type } }), context)).text();
    expect(await answer("text/html")).toBe("<head><script src=/dr/s></script>");
    expect(await answer("image/svg+xml")).toBe("<head>");
  });
});

test("every Set-Cookie of an answer is translated by itself", async () => {
  const headers = new Headers([
    ["set-cookie", "a=1; Domain=news.example"],
    ["set-cookie", "__Host-sid=x"],
    ["set-cookie", "b=2"],
  ]);
  const answer = await translated(new Response(null, { headers }));
  expect(answer.headers.getSetCookie()).toEqual([
    "__Host-!%2Fworld.a=1; Path=/; Secure",
    "__Host-!%2Fworld.b=2; Path=/; Secure",
  ]);
});

test("a request keeps its words and loses the pass", () => {
  const request = new Request("https://m.zone/a", { headers: { accept: "text/html", "x-forwarded-for": "192.0.2.1" } });
  const headers = translateRequestHeaders(readHeaders(request.headers), contextOf());
  expect([headers.get("accept"), headers.get("x-forwarded-for")]).toEqual(["text/html", null]);
});

const request = (headers: Record<string, string>) => ({ headers: new Headers(headers) }) as Request;
const typed = (type: string | null) => new Response("x", { headers: type === null ? {} : { "content-type": type } });

describe("what a browser would render under the door", () => {
  test.each([
    ["document", true],
    ["iframe", true],
    ["frame", true],
    ["image", false],
    ["script", false],
    ["empty", false],
  ])("a request for a %s is refused: %s", (destination, isRefused) => {
    expect(refuseDocumentRequest(request({ "sec-fetch-dest": destination }), CDN) !== undefined).toBe(isRefused);
    expect(refuseDocumentRequest(request({ "sec-fetch-dest": destination }), "primary")).toBeUndefined();
  });

  test.each([
    ["text/html; charset=utf-8", true],
    ["application/xhtml+xml", true],
    ["image/svg+xml", true],
    ["text/xml", true],
    ["application/rss+xml", true],
    ["text/css", false],
    ["image/png", false],
    ["application/json", false],
    // Browsers look at the first bytes of these, too (MIME Sniffing §7).
    ["*/*", true],
    ["unknown/unknown", true],
    ["application/unknown", true],
    ["html", true],
    ["text", true],
    ["image/png;, text/html", true],
    // Its parts are documents.
    ["multipart/x-mixed-replace; boundary=a", true],
  ])("an answer of type %s to a browser that does not say is refused: %s", (type, isRefused) => {
    expect(refuseDocumentResponse(request({}), typed(type), CDN) !== undefined).toBe(isRefused);
    expect(refuseDocumentResponse(request({}), typed(type), "primary")).toBeUndefined();
    expect(refuseDocumentResponse(request({ "sec-fetch-dest": "image" }), typed(type), CDN)).toBeUndefined();
  });

  test.each([
    ["image/png", false],
    ["image/webp; q=1", false],
    ["video/mp4", false],
    ["image/svg+xml", true],
    ["text/html", true],
    ["application/pdf", true],
    ["application/octet-stream", true],
    ["text/plain", true],
    // Two headers, of which browsers take the last.
    ["image/png;, text/html", true],
  ])("an embedded answer of type %s is refused: %s", (type, isRefused) => {
    for (const destination of ["object", "embed"]) {
      const asked = request({ "sec-fetch-dest": destination, "sec-fetch-mode": "navigate" });
      expect(refuseDocumentRequest(asked, CDN)).toBeUndefined();
      expect(refuseDocumentResponse(asked, typed(type), CDN) !== undefined).toBe(isRefused);
      expect(refuseDocumentResponse(asked, typed(type), "primary")).toBeUndefined();
    }
  });

  test("a service's own worker is seen", () => {
    expect(isServiceWorkerScript(request({ "service-worker": "script" }))).toBe(true);
    expect(isServiceWorkerScript(request({ "sec-fetch-dest": "serviceworker" }))).toBe(true);
    expect(isServiceWorkerScript(request({ "sec-fetch-dest": "worker" }))).toBe(false);
  });
});

// Input that makes careless scanners start over: none may cost more than a few times what plain text of its size does.
const MEGABYTE = 1_000_000;
// Measured: at most 0.3 s on a busy machine. Anything quadratic takes minutes.
const LINEAR_MILLISECONDS = 5000;
const repeated = (unit: string) => unit.repeat(Math.ceil(MEGABYTE / unit.length));
const hostile = [
  "<",
  "</",
  "<!",
  "<!-",
  "<!--",
  "<!-- -",
  "<a ",
  "<a b=",
  "<a b='",
  "<script><",
  "<script><!--<script>-",
  "<svg>",
  "<svg><style>",
  "<noscript>",
  "<title></",
  "<style>url(",
  "<p style='url( ",
  "<p srcset=', ,",
  "&",
  "<a href='&#",
  "<style>/*",
  "<style>\\",
  "<style>@import '",
  "<![CDATA[",
  "<link rel='preconnect x' ",
  " rel=x",
  "<meta http-equiv=refresh content='1;      ",
  "<base href=//cdn.example/><a href=..>",
];

describe("a megabyte of what is meant to stall a scanner is read in linear time", () => {
  test("of a tag that repeats its attributes", () => {
    const milliseconds = timed(() => {
      feed(html(), `<link ${"a ".repeat(20_000)}${'rel="preconnect" '.repeat(5000)}>`.repeat(8));
      feed(html(), `<meta http-equiv=refresh content="1;url=x${" ".repeat(100_000)}y">`.repeat(8));
    });
    expect(milliseconds).toBeLessThan(LINEAR_MILLISECONDS);
  });

  test.each(hostile)("of %j, in whole and in chunks of 64 bytes", (unit) => {
    const scan = (size: number) => timed(() => feed(html(), repeated(unit), size));
    expect(scan(MEGABYTE * 2)).toBeLessThan(LINEAR_MILLISECONDS);
    expect(scan(64)).toBeLessThan(LINEAR_MILLISECONDS);
  });

  test.each(["url(", "(", "\\", "'", "/*", "a\\", "@import ", "url( ", "url(          ", "x"])("of CSS %j", (unit) => {
    expect(timed(() => feed(css(), repeated(unit), 64))).toBeLessThan(LINEAR_MILLISECONDS);
  });
});
