// Stylesheets, their imports, pictures and fonts, and CSSOM, over both origins.

import { row, rows, type Topic } from "./row.ts";

/** Properties that load a picture, with `@` for its address. */
const LOADING = [
  "background: url(@)",
  "background-image: url('@'), none",
  'background-image: image-set("@" 1x)',
  "list-style-image: url(@); display: list-item",
  "border: 1px solid; border-image-source: url(@)",
  "cursor: url(@), auto",
  "mask-image: url(@)",
  "shape-outside: url(@); float: left",
  "--own: url(@); background: var(--own)",
  "background: u\\72l(@)",
  "background: url(  '@'  )",
];

export const CSS_TOPIC: Topic = {
  name: "css",
  rows: [
    ...rows(LOADING, (declaration) => ({
      title: `a <style> set by a script: ${declaration}`,
      run: async (lab, declaration) => {
        const hit = lab.hit("png", "&cors&open");
        lab.element("style", {}, `.loading { ${declaration.replace("@", lab.cdn + hit.path)} }`);
        lab.element("p", { className: "loading" }, "x");
        return (await hit.seen()).map(({ headers }) => headers.host);
      },
    })),
    ...rows(LOADING, (declaration) => ({
      title: `a stylesheet of the primary: ${declaration}`,
      run: async (lab, declaration) => {
        const hit = lab.hit("png", "&cors&open");
        const body = `.sheet { ${declaration.replace("@", lab.cdn + hit.path)} }`;
        await lab.loaded(
          lab.element("link", { rel: "stylesheet", href: lab.say({ body, headers: { "content-type": "text/css" } }) }),
        );
        lab.element("p", { className: "sheet" }, "x");
        return (await hit.seen()).map(({ headers }) => [headers.host, headers["sec-fetch-dest"]]);
      },
    })),
    ...rows(["relative", "absolute", "from cdn to primary", "with layer and media"], (kind) => ({
      title: `@import: ${kind}`,
      run: async (lab, kind) => {
        const css = { "content-type": "text/css" };
        const last = lab.say({ body: ".imported { color: rgb(7, 7, 7) }", headers: css });
        const imports: Record<string, string> = {
          relative: `@import "../..${last}";`,
          absolute: `@import url(${lab.cdn}${last});`,
          "from cdn to primary": `@import url(${lab.cdn}${lab.say({ body: `@import "${lab.primary}${last}";`, headers: css })});`,
          "with layer and media": `@import "${lab.cdn}${last}" layer(a) supports(display: grid) screen;`,
        };
        await lab.loaded(
          lab.element("link", {
            rel: "stylesheet",
            href: lab.say({ body: imports[kind] ?? "", headers: css }, "a.css"),
          }),
        );
        return lab.style(lab.element("p", { className: "imported" }), "color");
      },
    })),
    ...rows(["primary", "cdn"] as const, (name) => ({
      title: `a font of the ${name} named by a stylesheet`,
      run: async (lab, name) => {
        const family = `Font ${name}`;
        const body = `@font-face { font-family: "${family}"; src: local("none such"), url("${lab[name]}/file/naskh.woff2") format("woff2") }`;
        await lab.loaded(
          lab.element("link", { rel: "stylesheet", href: lab.say({ body, headers: { "content-type": "text/css" } }) }),
        );
        const fonts = await document.fonts.load(`16px "${family}"`, "پ");
        return fonts.map(({ status }) => status);
      },
    })),
    row({
      title: "a FontFace made by a script",
      run: async (lab) => (await new FontFace("made", `url(${lab.cdn}/file/serif.woff2)`).load()).status,
    }),
    row({
      title: "a font of the cdn without CORS is refused",
      run: async (lab) => {
        const path = lab.say({ body: "", headers: { "content-type": "font/woff2" } });
        return lab.outcome(new FontFace("none", `url(${lab.cdn}${path})`).load());
      },
    }),
    row({
      title: "a style attribute in markup and one set by a script",
      markup: `<p style="background:url({cdn}/hit/{id}?as=png)">x</p>`,
      run: async (lab, _given, view) => {
        const hit = lab.hit("png");
        const [p] = view.document.getElementsByTagName("p");
        const before = [p?.style.backgroundImage, (await lab.seenIn(view)).length];
        if (p) p.style.backgroundImage = `url(${lab.cdn}${hit.path})`;
        return [before, (await hit.seen()).length];
      },
    }),
    ...rows(["style.cssText", "setProperty", "setAttribute", "style = "], (way) => ({
      title: `a picture by ${way}`,
      run: async (lab, way) => {
        const hit = lab.hit("png");
        const p = lab.element("p", {}, "x");
        const url = `url("${lab.cdn}${hit.path}")`;
        if (way === "style.cssText") p.style.cssText = `background: ${url}`;
        else if (way === "setProperty") p.style.setProperty("background-image", url);
        else if (way === "setAttribute") p.setAttribute("style", `background: ${url}`);
        else (p as unknown as { style: string }).style = `background: ${url}`;
        return [(await hit.seen()).length, lab.style(p, "background-image")];
      },
    })),
    row({
      title: "insertRule, replaceSync and adopted sheets load pictures of the cdn",
      run: async (lab) => {
        const [one, two] = [lab.hit("png"), lab.hit("png")];
        const style = lab.element<HTMLStyleElement>("style", {});
        style.sheet?.insertRule(`.ruled { background: url(${lab.cdn}${one.path}) }`);
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`.adopted { background: url(${lab.cdn}${two.path}) }`);
        document.adoptedStyleSheets.push(sheet);
        lab.after(() => document.adoptedStyleSheets.pop());
        lab.element("p", { className: "ruled" }, "x");
        lab.element("p", { className: "adopted" }, "x");
        return [(await one.seen()).length, (await two.seen()).length];
      },
    }),
    row({
      title: "a sheet's href and rules read as the service's",
      run: async (lab) => {
        const body = `.read { background: url(${lab.cdn}/x.png) }`;
        const link = lab.element<HTMLLinkElement>("link", {
          rel: "stylesheet",
          href: lab.primary + lab.say({ body, headers: { "content-type": "text/css" } }),
        });
        await lab.loaded(link);
        return [
          link.sheet?.href,
          link.href,
          (link.sheet?.cssRules[0] as CSSStyleRule | undefined)?.style.backgroundImage,
        ];
      },
    }),
    row({
      title: "rules of a sheet of the cdn are not shown without CORS",
      run: async (lab) => {
        const path = lab.say({ body: ".far { color: rgb(3, 3, 3) }", headers: { "content-type": "text/css" } });
        const link = lab.element<HTMLLinkElement>("link", { rel: "stylesheet", href: lab.cdn + path });
        await lab.loaded(link);
        return [
          lab.style(lab.element("p", { className: "far" }), "color"),
          await lab.outcome(() => link.sheet?.cssRules.length),
        ];
      },
    }),
    row({
      title: "a computed background names the service's address",
      run: (lab) => {
        lab.element("style", {}, `.computed { background: url(/x.png) }`);
        return lab.style(lab.element("p", { className: "computed" }), "background-image");
      },
    }),
    row({
      title: "@charset, escapes, comments and odd tokens survive",
      run: async (lab) => {
        const body =
          '@charset "utf-8";/* url(http://x/) */.\\6f dd::before{content:"\\"url(no)\\A پ"}.odd>a{}@media (min-width:1px){.odd{color:rgb(8,8,8)}}<!-- .odd{order:5} -->';
        await lab.loaded(
          lab.element("link", { rel: "stylesheet", href: lab.say({ body, headers: { "content-type": "text/css" } }) }),
        );
        const odd = lab.element("p", { className: "odd" });
        return [lab.style(odd, "color"), getComputedStyle(odd, "::before").content];
      },
    }),
    row({
      title: "a sheet served as text/plain is refused",
      run: (lab) =>
        lab.loaded(
          lab.element("link", {
            rel: "stylesheet",
            href: lab.say({ body: "p{}", headers: { "content-type": "text/plain" } }),
          }),
        ),
    }),
    row({
      title: "a missing sheet is an error, a disabled one is not loaded",
      run: async (lab) => {
        const hit = lab.hit("css");
        lab.element<HTMLLinkElement>("link", { rel: "stylesheet", disabled: true, href: hit.path });
        return [
          await lab.loaded(lab.element("link", { rel: "stylesheet", href: "/nowhere.css" })),
          (await hit.seen({ wait: 100 })).length,
        ];
      },
    }),
    row({
      title: "media queries, :visited and :target are untouched",
      run: (lab) => [
        matchMedia("(min-width: 1px)").matches,
        CSS.supports("selector(:has(a))"),
        lab.style(lab.element("a", { href: `${lab.primary}/` }, "x"), "color"),
      ],
    }),
    row({
      title: "preload of a style, a picture and a font is used once",
      run: async (lab) => {
        const hit = lab.hit("css");
        await lab.loaded(lab.element("link", { rel: "preload", as: "style", href: lab.cdn + hit.path }));
        await lab.loaded(lab.element("link", { rel: "stylesheet", href: lab.cdn + hit.path }));
        await lab.pause(30);
        return [(await hit.seen()).length, lab.style(lab.element("p", { className: "hit" }), "color")];
      },
    }),
    row({
      title: "an SVG filter and a mask of the page by fragment",
      run: (lab) => {
        lab.element("div", {}).innerHTML = '<svg><filter id="f"/></svg>';
        return lab.style(lab.element("p", { style: "filter: url(#f)" }), "filter");
      },
    }),
  ],
};
