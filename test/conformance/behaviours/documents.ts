// Documents: what markup says, in every place where an address may stand, and what a script reads back of it.

import { row, rows, type Topic } from "./row.ts";

/** Markup that loads by itself; `@` is an address of the cdn. */
const LOADING = [
  ['<img src="@">', "png"],
  ["<img src=@>", "png"],
  ["<IMG SRC='@'>", "png"],
  ['<img src=" @ ">', "png"],
  ['<img\nsrc\n=\n"@"\n>', "png"],
  ['<img alt=">" src="@">', "png"],
  ['<img src="@" src="/never.png">', "png"],
  ['<input type="image" src="@">', "png"],
  ['<body background="@">', "png"],
  ['<table background="@"><tr><td>x</table>', "png"],
  ['<script src="@"></script>', "js"],
  ['<script async src="@"></script>', "js"],
  ['<script type="module" src="@"></script>', "module"],
  ['<link rel="stylesheet" href="@">', "css"],
  ['<link rel="alternate stylesheet" title="x" href="@">', "css"],
  ['<link rel="preload" as="image" href="@">', "png"],
  ['<link rel="preload" as="image" imagesrcset="@ 1x" href="/never.png">', "png"],
  ['<link rel="modulepreload" href="@">', "module"],
  ['<style>@import "@";</style>', "css"],
  ["<style>p{background:url(@)}</style><p>x", "png"],
  ['<p style="background:url(@)">x', "png"],
  ["<p style='background:url(\"@\")'>x", "png"],
  ['<p style="background:url(&quot;@&quot;)">x', "png"],
  ['<video poster="@"></video>', "png"],
  ['<audio preload="auto" src="@"></audio>', "text"],
  ['<object data="@" type="image/png"></object>', "png"],
  ['<embed src="@" type="image/png">', "png"],
  ['<svg><image href="@"/></svg>', "png"],
  ['<picture><source srcset="@"><img src="/never.png"></picture>', "png"],
  ['<img srcset="@ 1x, /never.png 9x">', "png"],
  ['<img srcset="@, /never.png 2x" src="/never2.png">', "png"],
  ['<template></template><img src="@">', "png"],
  ['<!-- <img src="/never.png"> --><img src="@">', "png"],
  ['<textarea><img src="/never.png"></textarea><img src="@">', "png"],
  ['<title><img src="/never.png"></title><img src="@">', "png"],
  ['<script>"<!--<script></script>"</script><img src="@">', "png"],
  ['<noscript><img src="/never.png"></noscript><img src="@">', "png"],
] as const;

const NAVIGABLE = [
  "/x",
  "x/../y",
  "?q",
  "#f",
  "//{primary-host}/p",
  "{primary}/a?b#c",
  "{cdn}/a",
  "{embed}/a",
  "HTTP://{primary-host}/",
  "mailto:a@b.example",
  "javascript:void 0",
  "https://other.example/x",
  " {primary}/spaces ",
  "{primary}/%D9%BE?q=پ",
];

export const DOCUMENTS: Topic = {
  name: "documents",
  rows: [
    ...rows(LOADING, ([markup]) => ({
      title: `markup loads: ${markup}`,
      run: async (lab, [markup, as]) => {
        const hit = lab.hit(as, "&open");
        await lab.frame({
          src: lab.say({ body: `<!doctype html>${markup.replace(/@(?!import)/, () => lab.cdn + hit.path)}` }),
          style: "width:300px;height:200px",
        });
        return (await hit.seen()).map(({ headers, url }) => [headers.host, url, headers["sec-fetch-dest"]]);
      },
    })),
    ...rows(
      LOADING.filter(([markup]) => !/body|title|textarea|<!--|noscript|template|<script|module/.test(markup)),
      ([markup]) => ({
        title: `innerHTML loads: ${markup}`,
        run: async (lab, [markup, as]) => {
          const hit = lab.hit(as, "&open");
          lab.element("div", {}).innerHTML = markup.replace(/@(?!import)/, () => lab.cdn + hit.path);
          return (await hit.seen()).map(({ headers, url }) => [headers.host, url]);
        },
      }),
    ),
    row({
      title: "comments, CDATA and text that look like addresses stay text",
      markup:
        '<!doctype html><!-- {cdn}/a --><p>{cdn}/b</p><p data-u="{cdn}/c" title="{primary}/d">x</p><pre>&lt;a href="{cdn}/e"&gt;</pre><textarea><a href="{cdn}/f"></textarea>',
      run: (_lab, _given, view) =>
        [...view.document.querySelectorAll("p, pre, textarea")].map((element) => [
          element.textContent,
          element.getAttribute("data-u"),
          element.getAttribute("title"),
        ]),
    }),
    row({
      title: "JSON-LD, data blocks and inline scripts are left alone",
      markup:
        '<script type="application/ld+json">{"url":"{primary}/x"}</script><script type="text/x-template"><img src="{cdn}/never.png"></script><script>self.literal = "{cdn}/lit"</script>',
      run: (_lab, _given, view) => [...view.document.scripts].map((script) => script.textContent),
    }),
    ...rows(NAVIGABLE, (reference) => ({
      title: `a.href of ${reference} reads as the service's, from markup and from a script`,
      run: async (lab, reference) => {
        const named = reference
          .replace("{primary-host}", new URL(lab.primary).host)
          .replace("{primary}", lab.primary)
          .replace("{cdn}", lab.cdn)
          .replace("{embed}", lab.embed);
        const frame = await lab.frame({
          src: lab.say({ body: `<!doctype html><a href="${named}">x</a><a id="b">y</a>` }, "dir/page"),
        });
        const { contentDocument } = frame;
        const [first, second] = contentDocument?.querySelectorAll("a") ?? [];
        if (second) second.href = named;
        return [first, second].map((anchor) => anchor?.href);
      },
    })),
    row({
      title: "an anchor's parts are the service's",
      run: (lab) => {
        const anchor = lab.element<HTMLAnchorElement>("a", { href: `${lab.cdn}/dir/file?q=1#h` });
        const { protocol, host, hostname, pathname, search, hash, origin } = anchor;
        return { protocol, host, hostname, pathname, search, hash, origin, text: String(anchor) };
      },
    }),
    ...rows(["{primary}/elsewhere/", "{cdn}/far/", "/deep/er/", "sub/"], (base) => ({
      title: `<base href="${base}">`,
      run: async (lab, base) => {
        const hit = lab.hit("png");
        const named = base.replace("{primary}", lab.primary).replace("{cdn}", lab.cdn);
        const body = `<!doctype html><base href="${named}"><a href="rel">x</a><img src="/${hit.path.slice(1)}"><a href="#part">y</a>`;
        const { contentDocument } = await lab.frame({ src: lab.say({ body }) });
        return [
          contentDocument?.baseURI,
          [...(contentDocument?.links ?? [])].map(({ href }) => href),
          (await hit.seen()).map(({ headers }) => headers.host),
        ];
      },
    })),
    row({
      title: "a base set by a script moves relative addresses",
      run: async (lab) => {
        const frame = await lab.frame({ src: lab.say({ body: "<!doctype html><a href=rel>x</a>" }) });
        const { contentDocument } = frame;
        const base = contentDocument?.createElement("base");
        if (base) {
          base.href = `${lab.primary}/moved/`;
          contentDocument?.head.append(base);
        }
        return [contentDocument?.baseURI, contentDocument?.links[0]?.href];
      },
    }),
    row({
      title: "document.URL, documentURI, domain, origin and referrer",
      run: async (lab) => {
        const { contentDocument, contentWindow } = await lab.frame({ src: lab.say({ body: "x" }) });
        return [contentDocument?.URL, contentDocument?.documentURI, contentWindow.origin, contentDocument?.referrer];
      },
    }),
    row({
      title: "document.domain names the service's host",
      run: () => document.domain,
    }),
    row({
      title: "document.write brings scripts and pictures of the cdn",
      run: async (lab) => {
        const [script, image] = [lab.hit("js"), lab.hit("png")];
        const body = `<!doctype html><script>document.write('<script src="${lab.cdn}${script.path}"><\\/script><img src="${lab.cdn}${image.path}">')</script>`;
        await lab.frame({ src: lab.say({ body }) });
        return [(await script.seen()).length, (await image.seen()).length];
      },
    }),
    ...rows(
      ["outerHTML", "insertAdjacentHTML", "createContextualFragment", "DOMParser", "template", "setHTMLUnsafe"],
      (way) => ({
        title: `${way} brings a picture of the cdn`,
        run: async (lab, way) => {
          const hit = lab.hit("png");
          const html = `<img src="${lab.cdn}${hit.path}">`;
          const place = lab.element("div", {});
          const child = place.appendChild(document.createElement("i"));
          if (way === "outerHTML") child.outerHTML = html;
          else if (way === "insertAdjacentHTML") child.insertAdjacentHTML("afterend", html);
          else if (way === "createContextualFragment")
            place.append(document.createRange().createContextualFragment(html));
          else if (way === "DOMParser")
            place.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
          else if (way === "setHTMLUnsafe") place.setHTMLUnsafe(html);
          else {
            const template = document.createElement("template");
            template.innerHTML = html;
            place.append(template.content.cloneNode(true));
          }
          return (await hit.seen()).map(({ headers }) => headers.host);
        },
      }),
    ),
    row({
      title: "scripts of a page run in order: blocking, async apart, deferred last",
      run: async (lab) => {
        const script = (name: string) =>
          lab.say({ body: `order.push("${name}")`, headers: { "content-type": "text/javascript" } });
        const body = `<!doctype html><script>order = []</script><script defer src="${lab.cdn}${script("deferred")}"></script><script src="${lab.cdn}${script("first")}"></script><script>order.push("inline")</script><script src="${script("last")}"></script><script>addEventListener("DOMContentLoaded", () => order.push("ready"))</script>`;
        const frame = await lab.frame({ src: lab.say({ body }) });
        return (frame.contentWindow as unknown as { order: string[] }).order;
      },
    }),
    row({
      title: "the first script of a page is its own",
      markup:
        "<!doctype html><html><head><title>t</title></head><body><script>self.count = [document.scripts.length, document.head.children.length, document.querySelectorAll('script[src]').length, document.currentScript.src]</script></body></html>",
      run: (_lab, _given, view) => (view as unknown as { count: unknown }).count,
    }),
    row({
      title: "currentScript.src is the service's address",
      run: async (lab) => {
        const path = lab.say({
          body: "self.mySrc = [document.currentScript.src, document.currentScript.getAttribute('src')]",
          headers: { "content-type": "text/javascript" },
        });
        await lab.loaded(lab.element("script", { src: lab.cdn + path }));
        return (self as unknown as { mySrc: unknown }).mySrc;
      },
    }),
    row({
      title: "an error in a script of the cdn is muted, in the primary's not",
      run: async (lab) => {
        const path = lab.say({ body: "throw new Error('loud')", headers: { "content-type": "text/javascript" } });
        const seen = [];
        for (const origin of ["", lab.cdn]) {
          const error = lab.once<ErrorEvent>(window, "error");
          lab.element("script", { src: origin + path });
          const { message, filename, lineno } = await error;
          seen.push([message, filename, lineno]);
        }
        return seen;
      },
    }),
    ...rows(
      [
        ["<!doctype html>", "CSS1Compat"],
        ["", "BackCompat"],
      ] as const,
      ([doctype]) => ({
        title: `compatMode ${doctype === "" ? "without a doctype" : "with a doctype"}`,
        run: async (lab, [doctype]) =>
          (await lab.frame({ src: lab.say({ body: `${doctype}<title>x</title>` }) })).contentDocument?.compatMode,
      }),
    ),
    ...rows(
      ["application/xhtml+xml", "application/xml", "image/svg+xml", "text/plain", "application/json"],
      (type) => ({
        title: `a document of type ${type}`,
        run: async (lab, type) => {
          const bodies: Record<string, string> = {
            "application/xhtml+xml":
              '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>xhtml</title></head><body><br/><![CDATA[ <x> ]]></body></html>',
            "application/xml": '<?xml version="1.0"?><feed><a href="/x"/></feed>',
            "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg"><title>svg</title><a href="/x"/></svg>',
            "text/plain": "<b>plain",
            "application/json": '{"a":"<b>"}',
          };
          const { contentDocument } = await lab.frame({
            src: lab.say({ body: bodies[type] ?? "", headers: { "content-type": type } }),
          });
          return [
            contentDocument?.contentType,
            contentDocument?.documentElement.textContent?.includes("lab"),
            contentDocument?.documentElement.localName,
            contentDocument?.body?.textContent ?? "",
          ];
        },
      }),
    ),
    row({
      title: "lastModified, readyState, visibility and the head's children",
      run: async (lab) => {
        const { contentDocument } = await lab.frame({
          src: lab.say({ body: "<title>x</title>", headers: { "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT" } }),
        });
        return [contentDocument?.lastModified, contentDocument?.readyState, contentDocument?.head.childElementCount];
      },
    }),
    row({
      title: "a page of 2 MB is whole",
      run: async (lab) => {
        const frame = await lab.frame({ src: "/say/eyJib2R5IjoiIn0/empty" });
        frame.remove();
        const chunks = Array.from({ length: 3 }, (_, at) => `<p id=p${at}>`);
        const { contentDocument } = await lab.frame({ src: lab.say({ chunks }) });
        return contentDocument?.querySelectorAll("p").length;
      },
    }),
    row({
      title: "a tag cut between two chunks is one tag",
      run: async (lab) => {
        const hit = lab.hit("png");
        const { host } = new URL(lab.cdn);
        const chunks = [
          "<!doctype html><im",
          "g sr",
          `c="http:/`,
          `/${host.slice(0, 5)}`,
          `${host.slice(5)}${hit.path}"`,
          "><p>&am",
          "p;",
        ];
        const { contentDocument } = await lab.frame({ src: lab.say({ chunks, pauseMilliseconds: 5 }) });
        return [
          contentDocument?.querySelector("p")?.textContent,
          (await hit.seen()).map(({ headers }) => headers.host),
        ];
      },
    }),
    row({
      title: "a Link header preloads from the cdn, and one of the service's own style",
      run: async (lab) => {
        const hit = lab.hit("png");
        await lab.frame({
          src: lab.say({ body: "x", headers: { link: `<${lab.cdn}${hit.path}>; rel=preload; as=image` } }),
        });
        return (await hit.seen()).map(({ headers }) => headers.host);
      },
    }),
    ...rows(["no-referrer", "origin", "unsafe-url", "same-origin"], (policy) => ({
      title: `meta referrer ${policy}: what primary and cdn are told`,
      run: async (lab, policy) => {
        const [own, far] = [lab.hit("png"), lab.hit("png")];
        const body = `<meta name="referrer" content="${policy}"><img src="${own.path}"><img src="${lab.cdn}${far.path}">`;
        await lab.frame({ src: lab.say({ body }) });
        return [(await own.seen())[0]?.headers.referer, (await far.seen())[0]?.headers.referer];
      },
      differs: {
        reason: "same-origin wins on a mirror, lest its name go to another host; secondaries are told the origin",
        value: ["{primary}/say/{said}/page", "{primary}/"],
      },
    })),
    row({
      title: "a service's CSP by meta and header holds for its own scripts",
      run: async (lab) => {
        const body = "<script>document.title = 'ran'</script><title>x</title>";
        const { contentDocument } = await lab.frame({
          src: lab.say({ body, headers: { "content-security-policy": "script-src 'none'" } }),
        });
        return contentDocument?.title;
      },
    }),
    row({
      title: "noscript is not shown, details opens, dialog shows",
      markup: "<noscript><p id=n>no</p></noscript><details open><summary>s</summary>d</details>",
      run: (_lab, _given, view) => [view.document.getElementById("n"), view.document.querySelector("details")?.open],
    }),
    row({
      title: "declarative shadow roots are attached",
      markup:
        '<div id="h" class="{id}"><template shadowrootmode="open"><img src="{cdn}/hit/{id}?as=png"><slot></slot></template></div>',
      run: async (lab, _given, view) => [
        view.document.getElementById("h")?.shadowRoot?.childElementCount,
        (await lab.seenIn(view)).length,
      ],
    }),
    row({
      title: "speculation rules and preconnects do no harm",
      markup:
        '<script type="speculationrules">{"prefetch":[{"urls":["{primary}/x"]}]}</script><link rel="preconnect" href="{cdn}"><link rel="dns-prefetch" href="//other.example"><title>calm</title>',
      run: (_lab, _given, view) => view.document.title,
    }),
  ],
};
