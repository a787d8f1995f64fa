import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { feed, feedLatin, html, type Rows, service } from "./scanning.ts";

const attributes: Rows = [
  ["double quotes", '<a href="https://news.example/a">', '<a href="/a">'],
  ["single quotes", "<a href='https://news.example/a'>", "<a href='/a'>"],
  ["no quotes", "<a href=https://news.example/a>", '<a href="/a">'],
  ["no quotes, a slash before the end is the value's", "<a href=https://news.example/>x", '<a href="/">x'],
  ["spaces around the equals sign", '<a href = "https://news.example/a" >', '<a href = "/a" >'],
  ["newlines between attributes", '<a\nclass=x\n\thref="//cdn.example/a"\n>', '<a\nclass=x\n\thref="/dr/cdn/a"\n>'],
  ["upper case", '<IMG SRC="HTTPS://CDN.EXAMPLE/A.PNG">', '<IMG SRC="/dr/cdn/A.PNG">'],
  ["no space between attributes", '<a class="x"href="https://news.example/a">', '<a class="x"href="/a">'],
  ["a slash between attributes", '<a/href="https://news.example/a"/>', '<a/href="/a"/>'],
  ["a greater-than sign in a value", '<a title="a>b" href="https://news.example/a">', '<a title="a>b" href="/a">'],
  [
    "a tag in a value",
    '<a title="<a href=\'https://news.example/x\'>" href="https://news.example/a">',
    '<a title="<a href=\'https://news.example/x\'>" href="/a">',
  ],
  ["an attribute without a value", "<a href download=x>", "<a href download=x>"],
  ["an empty value", '<a href="">', '<a href="">'],
  ["an equals sign begins a name", '<a ="x" href="https://news.example/a">', '<a ="x" href="/a">'],
  ["a value missing before the end", "<a href=>https://news.example/a", "<a href=>https://news.example/a"],
  [
    "a duplicate attribute",
    '<a href="https://news.example/a" href="https://cdn.example/b">',
    '<a href="/a" href="https://cdn.example/b">',
  ],
  ["white space around the address", '<a href=" https://news.example/a\n">', '<a href="/a">'],
  ["&amp; in a query", '<a href="https://news.example/?a=1&amp;b=2">', '<a href="/?a=1&amp;b=2">'],
  ["a bare & in a query", '<a href="https://news.example/?a=1&b=2&copy=3">', '<a href="/?a=1&b=2&copy=3">'],
  ["&amp without semicolon", '<a href="https://news.example/?a=1&amp">', '<a href="/?a=1&amp;">'],
  ["&amp= is text", '<a href="https://news.example/?a&amp=1">', '<a href="/?a&amp=1">'],
  ["&eacute; is kept", '<a href="https://news.example/caf&eacute;">', '<a href="/caf&eacute;">'],
  ["decimal references in the scheme", '<a href="&#104;ttps&#58;//news.example/a">', '<a href="/a">'],
  ["hexadecimal references, no semicolon", '<a href="&#x68ttps://news.example/a">', '<a href="/a">'],
  ["named references", '<a href="https&colon;&sol;&sol;news&period;example/a">', '<a href="/a">'],
  ["&Tab; and &NewLine; in the scheme", '<a href="ht&Tab;tps:&NewLine;//news.example/a">', '<a href="/a">'],
  ["a reference above ASCII", '<a href="https://news.example/&#233;">', '<a href="/%C3%A9">'],
  ["a reference that would climb out", '<img src="https://cdn.example/&#233;/../../x">', '<img src="/dr/cdn/x">'],
  ["&quot; in an address", "<a href='https://news.example/&quot;'>", "<a href='/%22'>"],
  ["an apostrophe under single quotes", "<a href='https://news.example/it&#39;s'>", "<a href='/it&#39;s'>"],
  ["UTF-8 in path and query", '<a href="https://news.example/خبر?q=خ#ب">', '<a href="/خبر?q=خ#ب">'],
  ["a relative reference stays", '<a href="../a?b=c&d">', '<a href="../a?b=c&d">'],
  ["a root-relative reference stays", '<a href="/a/b">', '<a href="/a/b">'],
  ["a fragment stays", '<a href="#x">', '<a href="#x">'],
  ["an unlisted host stays", '<a href="https://evil.example/">', '<a href="https://evil.example/">'],
  [
    "javascript: stays",
    "<a href=\"javascript:open('https://news.example/')\">",
    "<a href=\"javascript:open('https://news.example/')\">",
  ],
  ["a path that looks like a host", '<a href="https://news.example//evil.example/">', '<a href="/.//evil.example/">'],
];

const elements: Rows = [
  ["img", '<img src="//cdn.example/a" longdesc="https://news.example/d">', '<img src="/dr/cdn/a" longdesc="/d">'],
  [
    "script",
    '<script src="https://cdn.example/a.js" integrity="sha256-x"></script>',
    '<script src="/dr/cdn/a.js" integrity="sha256-x"></script>',
  ],
  [
    "stylesheet",
    '<link rel=stylesheet href="https://cdn.example/a.css" integrity="sha256-x">',
    '<link rel=stylesheet href="/dr/cdn/a.css" integrity="">',
  ],
  ["form", '<form action="https://news.example/login" method=post>', '<form action="/login" method=post>'],
  ["button", '<button formaction="https://news.example/x">', '<button formaction="/x">'],
  [
    "video",
    '<video poster="https://cdn.example/p" src="https://cdn.example/v">',
    '<video poster="/dr/cdn/p" src="/dr/cdn/v">',
  ],
  [
    "source and track",
    "<source src=//cdn.example/v><track src=//cdn.example/t>",
    '<source src="/dr/cdn/v"><track src="/dr/cdn/t">',
  ],
  ["object", '<object data="https://cdn.example/o">', '<object data="/dr/cdn/o">'],
  ["data elsewhere is data", '<x-y data="https://cdn.example/o">', '<x-y data="https://cdn.example/o">'],
  ["data-* is data", '<div data-src="https://cdn.example/o">', '<div data-src="https://cdn.example/o">'],
  ["cite is data", '<q cite="https://news.example/o">', '<q cite="https://news.example/o">'],
  ["iframe", '<iframe src="https://news.example/f"></iframe>', '<iframe src="/f"></iframe>'],
  [
    "iframe elsewhere",
    '<iframe src="//evil.test/f"></iframe>',
    '<iframe src="/dr/leave?to=https%3A%2F%2Fevil.test%2Ff"></iframe>',
  ],
  ["frame elsewhere", "<frame src=http://evil.test/>", '<frame src="/dr/leave?to=http%3A%2F%2Fevil.test%2F">'],
  ["body background", '<body background="https://cdn.example/b">', '<body background="/dr/cdn/b">'],
  [
    "svg use and image",
    '<svg><use xlink:href="https://news.example/s#a"/><image href="//cdn.example/i"/></svg>',
    '<svg><use xlink:href="/s#a"/><image href="/dr/cdn/i"/></svg>',
  ],
  ["svg presentation attribute", '<rect fill="url(https://news.example/s#a)">', '<rect fill="url(/s#a)">'],
  [
    "manifest and icon",
    "<link rel=manifest href=https://news.example/m><link rel=icon href=//cdn.example/i>",
    '<link rel=manifest href="/m"><link rel=icon href="/dr/cdn/i">',
  ],
  [
    "canonical is data",
    '<link rel=canonical href="https://news.example/c">',
    '<link rel=canonical href="https://news.example/c">',
  ],
  [
    "og: tags are data",
    '<meta property="og:url" content="https://news.example/c">',
    '<meta property="og:url" content="https://news.example/c">',
  ],
  [
    "srcset",
    '<img srcset="//cdn.example/a.jpg 1x, https://cdn.example/b,c.jpg 2x,/c.jpg 3x">',
    '<img srcset="/dr/cdn/a.jpg 1x, /dr/cdn/b,c.jpg 2x,/c.jpg 3x">',
  ],
  [
    "srcset with commas glued on",
    '<img srcset="https://cdn.example/a, https://cdn.example/b ">',
    '<img srcset="/dr/cdn/a, /dr/cdn/b ">',
  ],
  ["srcset with data:", '<img srcset="data:,x 1x, //cdn.example/b 2x">', '<img srcset="data:,x 1x, /dr/cdn/b 2x">'],
  [
    "imagesrcset",
    '<link rel=preload imagesrcset="//cdn.example/a 1x">',
    '<link rel=preload imagesrcset="/dr/cdn/a 1x">',
  ],
  ["ping keeps ours only", '<a ping="https://news.example/p https://evil.example/p /q">', '<a ping="/p /q">'],
  ["referrerpolicy", '<a referrerpolicy="unsafe-url">', '<a referrerpolicy="same-origin">'],
  ["attributes of an end tag", '</a href="https://news.example/">', '</a href="https://news.example/">'],
  [
    "meta refresh",
    '<meta http-equiv="Refresh" content="5;URL=\'https://news.example/x\'">',
    '<meta http-equiv="Refresh" content="5;url=/x">',
  ],
  [
    "meta refresh without url=",
    '<meta http-equiv=refresh content="0; https://news.example/x">',
    '<meta http-equiv=refresh content="0; url=/x">',
  ],
  [
    "meta refresh to an unlisted host",
    '<meta http-equiv=refresh content="0;url=https://evil.example/?a=1&amp;b=é">',
    '<meta http-equiv=refresh content="0;url=/dr/leave?to=https%3A%2F%2Fevil.example%2F%3Fa%3D1%26b%3D%25c3%25a9">',
  ],
  [
    "meta refresh to what is no page",
    '<meta http-equiv=refresh content="0;url=mailto:a@evil.example">',
    '<meta http-equiv=refresh content="">',
  ],
  ["meta refresh of the same page", '<meta http-equiv=refresh content="30">', '<meta http-equiv=refresh content="30">'],
  [
    "meta refresh, relative",
    '<meta http-equiv=refresh content="3;url=/x">',
    '<meta http-equiv=refresh content="3;url=/x">',
  ],
  [
    "meta refresh, content first",
    '<meta content="0;url=//evil.example" http-equiv=refresh>',
    '<meta content="0;url=/dr/leave?to=https%3A%2F%2Fevil.example%2F" http-equiv=refresh>',
  ],
  [
    "meta CSP",
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">',
    '<meta http-equiv="Content-Security-Policy" content="">',
  ],
  ["meta referrer", "<meta name=referrer content=unsafe-url>", '<meta name=referrer content="same-origin">'],
  [
    "meta dns prefetch",
    "<meta http-equiv=x-dns-prefetch-control content=on>",
    '<meta http-equiv=x-dns-prefetch-control content="off">',
  ],
  ["preconnect", '<link rel="preconnect" href="https://evil.example">', '<link rel="" href="https://evil.example">'],
  [
    "loading ahead from an unlisted host",
    '<link rel="preload icon" as=font href="https://evil.example/f"><link rel=modulepreload href="//evil.example/m">',
    '<link rel="icon" as=font href="https://evil.example/f"><link rel="" href="//evil.example/m">',
  ],
  [
    "loading ahead from ours",
    '<link rel=preload as=style integrity=sha256-x href="//cdn.example/a">',
    '<link rel=preload as=style integrity="" href="/dr/cdn/a">',
  ],
  [
    "a preloaded script keeps its hash",
    '<link rel=preload as=script integrity=sha256-x href="//cdn.example/a">',
    '<link rel=preload as=script integrity=sha256-x href="/dr/cdn/a">',
  ],
  [
    "AMP's own elements",
    '<amp-img src="//cdn.example/a" srcset="//cdn.example/b 2x"></amp-img>',
    '<amp-img src="/dr/cdn/a" srcset="/dr/cdn/b 2x"></amp-img>',
  ],
  ["hints among others", '<link rel="dns-prefetch stylesheet Prerender" href="a">', '<link rel="stylesheet" href="a">'],
  [
    "speculation rules",
    '<script type="speculationrules">{"prefetch":[]}</script>',
    '<script type="application/json">{"prefetch":[]}</script>',
  ],
  ["style attribute", '<p style="background:url(https://cdn.example/a)">', '<p style="background:url(/dr/cdn/a)">'],
  [
    "style attribute with &quot;",
    '<p style="background:url(&quot;//cdn.example/a&quot;)">',
    '<p style="background:url(&quot;/dr/cdn/a&quot;)">',
  ],
  [
    "style element",
    "<style>@import '//cdn.example/a';a{b:url(//cdn.example/c)}</style>",
    "<style>@import '/dr/cdn/a';a{b:url(/dr/cdn/c)}</style>",
  ],
  [
    "style element ends at its tag",
    '<style>a{b:"</style><img src=//cdn.example/a>',
    '<style>a{b:"</style><img src="/dr/cdn/a">',
  ],
  [
    "srcdoc",
    "<iframe srcdoc=\"<img src='//cdn.example/a?b&amp;amp;c'>\"></iframe>",
    "<iframe srcdoc=\"&lt;img src='/dr/cdn/a?b&amp;amp;c'>\"></iframe>",
  ],
  [
    "base moves what follows",
    '<base href="https://cdn.example/x/"><img src="/a"><img src="b"><img src="../b">',
    '<base href="/dr/cdn/x/"><img src="/dr/cdn/a"><img src="b"><img src="/dr/cdn/b">',
  ],
  [
    "only the first base counts",
    '<base href="/x/"><base href="https://cdn.example/"><img src="/a">',
    '<base href="/x/"><base href="/dr/cdn/"><img src="/a">',
  ],
  [
    "a base of an unlisted host is left to the policy",
    '<base href="https://evil.example/"><img src="//cdn.example/a">',
    '<base href="https://evil.example/"><img src="/dr/cdn/a">',
  ],
];

const A = '<a href="//cdn.example/x">';
const B = '<a href="/dr/cdn/x">';
const states: Rows = [
  ["text", "1 < 2 https://news.example/ a<b", "1 < 2 https://news.example/ a<b"],
  ["comment", `<!-- ${A} -->${A}`, `<!-- ${A} -->${B}`],
  ["comment with >", `<!-- > ${A} --x -->${A}`, `<!-- > ${A} --x -->${B}`],
  ["empty comment <!-->", `<!-->${A}`, `<!-->${B}`],
  ["empty comment <!--->", `<!--->${A}`, `<!--->${B}`],
  ["comment ended by --!>", `<!-- --!>${A}`, `<!-- --!>${B}`],
  ["<!--!> is open", `<!--!>${A}-->${A}`, `<!--!>${A}-->${B}`],
  ["comment ended by --->", `<!-- --->${A}`, `<!-- --->${B}`],
  ["doctype", `<!DOCTYPE html SYSTEM "x">${A}`, `<!DOCTYPE html SYSTEM "x">${B}`],
  ["bogus comment", `<! ${A}${A}`, `<! ${A}${B}`],
  ["bogus comment <?", `<? ${A}${A}`, `<? ${A}${B}`],
  ["bogus end tag", `</ ${A}${A}`, `</ ${A}${B}`],
  ["</> is nothing", `</>${A}`, `</>${B}`],
  ["<< ", `<<a href="//cdn.example/x">`, `<${B}`],
  ["CDATA in HTML is a bogus comment", `<![CDATA[ ${A}${A}]]>`, `<![CDATA[ ${A}${B}]]>`],
  ["CDATA in SVG", `<svg><![CDATA[ ${A} ]] > ]]>${A}</svg>`, `<svg><![CDATA[ ${A} ]] > ]]>${B}</svg>`],
  ["CDATA in foreignObject", `<svg><foreignObject><![CDATA[ ${A}${A}`, `<svg><foreignObject><![CDATA[ ${A}${B}`],
  ["an integration point of MathML is none in SVG", `<svg><mi><xmp>${A}`, `<svg><mi><xmp>${B}`],
  ["an integration point of MathML", `<math><mi><xmp>${A}`, `<math><mi><xmp>${A}`],
  ["CDATA after </p> and </br>", `<svg></p><![CDATA[ ${A}${A}`, `<svg></p><![CDATA[ ${A}${B}`],
  ["CDATA after another end tag", `<svg></g><![CDATA[ ${A}${A}]]>`, `<svg></g><![CDATA[ ${A}${A}]]>`],
  ["CDATA in lower case is a bogus comment", `<svg><![cdata[ ${A}${A}`, `<svg><![cdata[ ${A}${B}`],
  ["CDATA after a breakout", `<svg><div><![CDATA[ ${A}${A}`, `<svg><div><![CDATA[ ${A}${B}`],
  ["script", `<script>"${A}"</script>${A}`, `<script>"${A}"</script>${B}`],
  ["script ends in any case, with a space", `<script>${A}</ScRipt >${A}`, `<script>${A}</ScRipt >${B}`],
  ["</scripts> does not end it", `<script></scripts>${A}</script>${A}`, `<script></scripts>${A}</script>${B}`],
  ["script with a comment", `<script><!-- ${A}</script>${A}`, `<script><!-- ${A}</script>${B}`],
  [
    "script, double escaped",
    `<script><!-- <script></script>${A} --></script>${A}`,
    `<script><!-- <script></script>${A} --></script>${B}`,
  ],
  [
    "script, double escape left by -->",
    `<script><!-- <script> --></script>${A}`,
    `<script><!-- <script> --></script>${B}`,
  ],
  ["script, <!--> opens nothing", `<script><!--><script></script>${A}`, `<script><!--><script></script>${B}`],
  ["textarea", `<textarea>${A}</textarea>${A}`, `<textarea>${A}</textarea>${B}`],
  ["title", `<title>${A}</title>${A}`, `<title>${A}</title>${B}`],
  ["title in SVG is markup", `<svg><title>${A}</svg>${A}`, `<svg><title>${B}</svg>${B}`],
  ["style in SVG ends with its svg", `<svg><style>a</svg>${A}`, `<svg><style>a</svg>${B}`],
  ["style in SVG ends at any tag", `<svg><style>a{b:url(//cdn.example/x)}${A}`, `<svg><style>a{b:url(/dr/cdn/x)}${B}`],
  [
    "style in SVG with CDATA",
    "<svg><style><![CDATA[a>b{c:url(//cdn.example/x)}]]></style>",
    "<svg><style><![CDATA[a>b{c:url(/dr/cdn/x)}]]></style>",
  ],
  ["script in SVG is markup", `<svg><script>${A}</script>`, `<svg><script>${B}</script>`],
  ["style closed by itself in SVG", `<svg><style/>${A}`, `<svg><style/>${B}`],
  ["a slash does not close script in HTML", `<script/>${A}</script>${A}`, `<script/>${A}</script>${B}`],
  ["xmp", `<xmp>${A}</xmp>${A}`, `<xmp>${A}</xmp>${B}`],
  [
    "iframe, noembed, noframes",
    `<iframe>${A}</iframe><noembed>${A}</noembed><noframes>${A}</noframes>${A}`,
    `<iframe>${A}</iframe><noembed>${A}</noembed><noframes>${A}</noframes>${B}`,
  ],
  ["plaintext never ends", `<plaintext>${A}</plaintext>${A}`, `<plaintext>${A}</plaintext>${A}`],
  ["noscript is read", `<noscript>${A}</noscript>${A}`, `<noscript>${B}</noscript>${B}`],
  ["noscript ends even inside a comment", `<noscript><!-- ${A}</noscript>${A}`, `<noscript><!-- ${A}</noscript>${B}`],
  [
    "noscript ends even inside an attribute",
    `<noscript><a title="</noscript>${A}`,
    `<noscript><a title="</noscript>${B}`,
  ],
  ["template is read", `<template>${A}</template>`, `<template>${B}</template>`],
  ["an unfinished tag", '<a href="//cdn.example/x"', '<a href="//cdn.example/x"'],
  ["an unfinished value", '<a href="//cdn.example/x', '<a href="//cdn.example/x'],
  ["an unfinished comment", `<!-- ${A}`, `<!-- ${A}`],
  ["a lonely <", "a <", "a <"],
  ["a lonely </", "a </", "a </"],
  ["a lonely <!", "a <!", "a <!"],
  ["an unfinished style", "<style>a{b:url(//cdn.example/x", "<style>a{b:url(/dr/cdn/x"],
  [
    "a NUL in a tag",
    '<a\0b href="//cdn.example/x">',
    '<a\0b href="//cdn.example/x">'.replace("//cdn.example", "/dr/cdn"),
  ],
];

const injected: Rows = [
  ["into head", "<!doctype html><html><head lang=x><title>", "<!doctype html><html><head lang=x>[I]<title>"],
  [
    "before the first tag when head is implied",
    "<!doctype html>\n<title>x</title>",
    "<!doctype html>\n[I]<title>x</title>",
  ],
  ["after html", "<html lang=fa><body>", "<html lang=fa>[I]<body>"],
  ["once", "<head></head><head><p>", "<head>[I]</head><head><p>"],
  ["not into a comment", "<!-- <head> --><head>", "<!-- <head> --><head>[I]"],
  ["together with an edit", '<a href="//cdn.example/x">', '[I]<a href="/dr/cdn/x">'],
  [
    "into documents inside, with the strict policy in front",
    "<p><iframe srcdoc='<head><img src=//cdn.example/a>'>",
    `[I]<p><iframe srcdoc='&lt;head>${"[POLICY]"}[I]&lt;img src="/dr/cdn/a">'>`,
  ],
  ["never inside noscript", "<noscript><p></noscript><p>", "[I]<noscript><p></noscript><p>"],
];

const xml: Rows = [
  ["CDATA", `<p><![CDATA[ ${A} ]]>${A}</p>`, `<p><![CDATA[ ${A} ]]>${B}</p>`],
  ["title is markup", `<title>${A}</title>`, `<title>${B}</title>`],
  ["script closes itself", `<script src="//cdn.example/x"/>${A}`, `<script src="/dr/cdn/x"/>${B}`],
  ["instructions", `<?x ${A} ?>${A}`, `<?x ${A} ?>${B}`],
  ["comments end only by -->", `<!-- --!>${A}-->${A}`, `<!-- --!>${A}-->${B}`],
  ["style", "<style>a{b:url(//cdn.example/x)}</style>", "<style>a{b:url(/dr/cdn/x)}</style>"],
];

const tables = { attributes, elements, states };
for (const [name, table] of Object.entries(tables)) {
  describe(`a page, ${name}`, () => {
    test.each(table)("%s: %j → %j", (_, input, output) => expect(feed(html(), input)).toBe(output));
  });
}
describe("markup of ours is put in", () => {
  const policy = /&lt;meta http-equiv="Content-Security-Policy" content="default-src 'self'[^"]*">/;
  test.each(injected)("%s: %j → %j", (_, input, output) =>
    expect(
      feed(html({ inject: "[I]" }), input)
        .replaceAll("&#39;", "'")
        .replace(policy, "[POLICY]"),
    ).toBe(output),
  );
});
describe("a policy of the page itself", () => {
  test.each([
    [
      "the service's own, in the mirror's words",
      "default-src 'self' https://cdn.example https://evil.example; report-uri /r",
      "default-src 'self' https://news.example https://cdn.example https://m.zone/dr/cdn/ " +
        "https://m.zone/dr/shim.js https://m.zone/dr/lifeboat.js https://m.zone/dr/bar.js",
    ],
    ["none when nothing of it means anything here", "report-uri https://evil.example/", ""],
  ])("is %s: %s → %s", (_, input, output) => {
    const meta = (content: string) => `<meta http-equiv="Content-Security-Policy" content="${content}">`;
    expect(feed(html({ service }), meta(input))).toBe(meta(output));
    expect(feed(html(), meta(input))).toBe(meta(""));
  });
});
describe("a page in XML", () => {
  test.each(xml)("%s: %j → %j", (_, input, output) => expect(feed(html({ xml: true }), input)).toBe(output));
});

describe("bytes", () => {
  test("of a legacy charset pass unread, in addresses too", () => {
    const page = '<a href="https://news.example/\xce\xc8?q=\xd1\xff">\xce\xc8</a><img src="https://cdn.example/\xe9">';
    expect(feedLatin(html(), page)).toBe('<a href="/\xce\xc8?q=\xd1\xff">\xce\xc8</a><img src="/dr/cdn/\xe9">');
  });

  test("of a tag beyond 128 KiB pass unread, and what follows does not", () => {
    const long = `<img title="${"x".repeat(140_000)}" src="//cdn.example/x">`;
    expect(feed(html(), long + A)).toBe(long + B);
    expect(feed(html(), long + A, 4096)).toBe(long + B);
    const script = `<script title='${"x".repeat(140_000)}'>${A}</script>`;
    expect(feed(html(), script + A, 4096)).toBe(script + B);
  });

  test("of a tag just below it are read", () => {
    const long = (src: string) => `<img title="${"x".repeat(130_000)}" src="${src}">`;
    expect(feed(html(), long("//cdn.example/x"), 999)).toBe(long("/dr/cdn/x"));
  });
});

const everything = [...attributes, ...elements, ...states, ...injected, ...xml].map(([, input]) => input);
const fragments = fc.constantFrom(
  ..."< > / = ' \" & ; - -- ! ? [ ] ]]> <!-- --> <![CDATA[ </ <script </script> <style> </style> <svg> </svg> <title> <noscript> </noscript> <textarea> url( @import ) { }".split(
    " ",
  ),
  ...[
    "<a href=",
    "//cdn.example/",
    "https://news.example/x",
    "https://evil.example/",
    " ",
    "\n",
    "é",
    "x",
    "&#104;",
    "srcset=",
    "style=",
  ],
);
const soup = fc.array(fragments, { maxLength: 40 }).map((list) => list.join(""));

describe("any way of cutting a page gives the same output", () => {
  test("of every row above, byte by byte and in steps", () => {
    for (const input of everything) {
      for (const xmlMode of [false, true]) {
        const whole = feed(html({ inject: "[I]", xml: xmlMode }), input);
        for (const size of [1, 2, 3, 5, 7, 11])
          expect(feed(html({ inject: "[I]", xml: xmlMode }), input, size)).toBe(whole);
      }
    }
  });

  test("of any soup", () => {
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 9 }), (input, size) => {
        expect(feed(html({ inject: "[I]" }), input, size)).toBe(feed(html({ inject: "[I]" }), input));
      }),
      { numRuns: 3000 },
    );
  });
});

test("an address of an unlisted host is never changed into one of the mirror", () => {
  fc.assert(
    fc.property(soup, (input) => {
      const foreign = input.replaceAll("cdn.example", "evil.example").replaceAll("news.example", "evil.example");
      expect(feed(html(), foreign)).not.toContain("/dr/");
    }),
    { numRuns: 2000 },
  );
});

test("a page without anything of ours passes byte for byte", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = String.fromCharCode(...bytes);
      expect(feedLatin(html(), text)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});
