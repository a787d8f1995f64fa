// Escapes that stand in a page's markup, for the relay's translation and policy to hold.

import type { Escape } from "./escape.ts";

export const markupEscapes: readonly Escape[] = [
  { name: "img src", html: ({ to }) => `<img src="${to}">` },
  { name: "img src in upper case", html: ({ to }) => `<IMG SRC='${to.replace("http", "HTTP")}'>` },
  { name: "img src without quotes", html: ({ to }) => `<img src=${to}>` },
  { name: "img src in references", html: ({ to }) => `<img src="&#104;ttp&colon;&sol;&#x2f;${to.slice(7)}">` },
  { name: "img src with tabs and newlines", html: ({ to }) => `<img src=" ht\ttp:\n//${to.slice(7)} ">` },
  { name: "img src with backslashes", html: ({ to }) => `<img src="http:\\\\${to.slice(7)}">` },
  { name: "img src without a scheme", html: ({ to }) => `<img src="${to.slice(5)}">` },
  { name: "img srcset", html: ({ to }) => `<img srcset="${to} 1x, ${to}?2 2x">` },
  { name: "img lazy", html: ({ to }) => `<img loading="lazy" src="${to}" width="1" height="1">` },
  { name: "picture source", html: ({ to }) => `<picture><source srcset="${to}"><img alt=""></picture>` },
  { name: "input image", html: ({ to }) => `<input type="image" src="${to}">` },
  { name: "video src", html: ({ to }) => `<video src="${to}" preload="auto"></video>` },
  { name: "video poster", html: ({ to }) => `<video poster="${to}"></video>` },
  { name: "audio source", html: ({ to }) => `<audio preload="auto"><source src="${to}"></audio>` },
  {
    name: "track src",
    html: ({ to }) => `<video crossorigin><track default kind="captions" src="${to}"></video>`,
    run: () => {
      for (const { track } of document.querySelectorAll("track")) track.mode = "showing";
    },
  },
  { name: "script src", html: ({ to }) => `<script src="${to}"></script>` },
  { name: "script module", html: ({ to }) => `<script type="module" src="${to}"></script>` },
  { name: "script inline import", html: ({ to }) => `<script type="module">import ${JSON.stringify(to)};</script>` },
  {
    name: "import map",
    alone: true,
    head: ({ to }) => `<script type="importmap">${JSON.stringify({ imports: { thing: to } })}</script>`,
    html: () => `<script type="module">import "thing";</script>`,
  },
  { name: "svg script", html: ({ to }) => `<svg><script href="${to}"></script></svg>` },
  { name: "svg image", html: ({ to }) => `<svg><image href="${to}" width="9" height="9"/></svg>` },
  { name: "svg image xlink", html: ({ to }) => `<svg><image xlink:href="${to}" width="9" height="9"/></svg>` },
  {
    name: "svg use",
    html: ({ to }) => `<svg><use href="${to}#a"/></svg>`,
    silent: "Chromium fetches <use> from its own origin only",
  },
  {
    name: "svg feImage",
    html: ({ to }) =>
      `<svg><filter id="f"><feImage href="${to}"/></filter><rect width="9" height="9" filter="url(#f)"/></svg>`,
  },
  {
    name: "svg foreignObject",
    html: ({ to }) => `<svg><foreignObject width="9" height="9"><img src="${to}"></foreignObject></svg>`,
  },
  { name: "svg style", html: ({ to }) => `<svg><style>@import "${to}";</style></svg>` },
  { name: "iframe src", html: ({ to }) => `<iframe src="${to}"></iframe>` },
  { name: "iframe srcdoc", html: ({ to }) => `<iframe srcdoc='<img src="${to}">'></iframe>` },
  {
    name: "iframe srcdoc sandboxed",
    html: ({ to }) =>
      `<iframe sandbox="allow-scripts" srcdoc="<script>fetch('${to}')</script><img src=${to}>"></iframe>`,
  },
  {
    name: "iframe srcdoc refresh",
    html: ({ to }) => `<iframe srcdoc='<meta http-equiv="refresh" content="0;url=${to}">'></iframe>`,
  },
  { name: "iframe data", html: ({ to }) => `<iframe src='data:text/html,<img src="${to}">'></iframe>` },
  {
    name: "iframe javascript",
    html: ({ to }) => `<iframe src="javascript:'<img src=${to}>'"></iframe>`,
  },
  {
    name: "iframe refresh header",
    html: ({ here }) => `<iframe src="${here}refresh"></iframe>`,
    files: { refresh: { type: "text/html", headers: ({ to }) => ({ refresh: `0; url=${to}` }) } },
  },
  {
    name: "frameset",
    alone: true,
    html: ({ here }) => `<iframe src="${here}set"></iframe>`,
    files: {
      set: { type: "text/html", body: ({ to }) => `<html><frameset cols="*"><frame src="${to}"></frameset></html>` },
    },
  },
  {
    name: "object svg file",
    html: ({ here }) => `<object data="${here}x.svg"></object>`,
    files: {
      "x.svg": {
        type: "image/svg+xml",
        body: ({ to }) =>
          `<svg xmlns="http://www.w3.org/2000/svg"><image href="${to}" width="9" height="9"/><script href="${to}"/></svg>`,
      },
    },
  },
  { name: "object data", html: ({ to }) => `<object data="${to}" type="image/svg+xml"></object>` },
  { name: "embed src", html: ({ to }) => `<embed src="${to}" type="image/svg+xml">` },
  { name: "table background", html: ({ to }) => `<table background="${to}"><tr><td>a</table>` },
  { name: "link stylesheet", html: ({ to }) => `<link rel="stylesheet" href="${to}">` },
  { name: "link print stylesheet", html: ({ to }) => `<link rel="stylesheet" media="print" href="${to}">` },
  { name: "link icon", alone: true, head: ({ to }) => `<link rel="icon" href="${to}">` },
  {
    name: "link apple icon",
    alone: true,
    head: ({ to }) => `<link rel="apple-touch-icon" href="${to}">`,
    silent: "no such screen",
  },
  { name: "link manifest", alone: true, head: ({ to }) => `<link rel="manifest" href="${to}">` },
  {
    name: "link search",
    alone: true,
    head: ({ to }) => `<link rel="search" type="application/opensearchdescription+xml" href="${to}" title="a">`,
    silent: "no search box",
  },
  { name: "link preload", html: ({ to }) => `<link rel="preload" as="image" href="${to}">` },
  { name: "link imagesrcset", html: ({ to }) => `<link rel="preload" as="image" imagesrcset="${to} 1x">` },
  { name: "link modulepreload", html: ({ to }) => `<link rel="modulepreload" href="${to}">` },
  { name: "link prefetch", html: ({ to }) => `<link rel="prefetch" href="${to}">` },
  { name: "link preconnect", html: ({ to }) => `<link rel="preconnect" href="${to}">` },
  {
    name: "link dns-prefetch",
    silent: "through a proxy Chromium looks no name up itself",
    html: ({ to }) => `<link rel="dns-prefetch" href="${to}">`,
  },
  { name: "link prerender", html: ({ to }) => `<link rel="prerender" href="${to}">` },
  {
    name: "speculation rules prefetch",
    silent: "through a proxy Chromium prefetches no other site",
    alone: true,
    html: ({ to }) => speculation("prefetch", to),
  },
  {
    name: "speculation rules prerender",
    silent: "Chromium prerenders its own site only",
    alone: true,
    html: ({ to }) => speculation("prerender", to),
  },
  { name: "noscript inside", html: ({ to }) => `<noscript><img src="${to}"></noscript>`, silent: "scripts run here" },
  { name: "comment closed early", html: ({ to }) => `<!--><img src="${to}">` },
  {
    name: "template shadow root",
    html: ({ to }) => `<div><template shadowrootmode="open"><img src="${to}"></template></div>`,
  },
  {
    name: "template cloned",
    html: ({ to }) => `<template class="cloned"><img src="${to}"></template>`,
    run: () => {
      for (const one of document.querySelectorAll<HTMLTemplateElement>("template.cloned")) {
        document.body.append(one.content.cloneNode(true));
      }
    },
  },
  {
    name: "img attributionsrc",
    html: ({ to, here }) => `<img attributionsrc="${to}" src="${here}plain">`,
    silent: "attribution is off",
  },
  {
    name: "base href",
    alone: true,
    head: ({ to }) => `<base href="${to}/">`,
    html: () => `<img src="below.png">`,
  },
  {
    name: "base href in the body",
    alone: true,
    html: ({ to }) => `<base href="${to}/"><img src="below.png">`,
  },
  {
    name: "meta refresh",
    alone: true,
    head: ({ to }) => `<meta http-equiv="refresh" content="0; url='${to}'">`,
  },
  {
    name: "xml stylesheet",
    html: ({ here }) => `<iframe src="${here}x.xml"></iframe>`,
    files: {
      "x.xml": {
        type: "text/xml",
        body: ({ to }) => `<?xml version="1.0"?><?xml-stylesheet href="${to}"?><a>text</a>`,
      },
    },
  },
  {
    name: "xhtml page",
    html: ({ here }) => `<iframe src="${here}x.xhtml"></iframe>`,
    files: {
      "x.xhtml": {
        type: "application/xhtml+xml",
        body: ({ to }) =>
          `<html xmlns="http://www.w3.org/1999/xhtml"><body><img src="${to}"/><style><![CDATA[@import "${to}";]]></style></body></html>`,
      },
    },
  },
];

function speculation(kind: "prefetch" | "prerender", to: string): string {
  return `<script type="speculationrules">${JSON.stringify({ [kind]: [{ source: "list", urls: [to.replace("http:", "https:")], eagerness: "immediate" }] })}</script>`;
}
