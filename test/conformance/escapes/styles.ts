// Escapes by style: in sheets, attributes and by script.

import type { Escape } from "./escape.ts";

const stylesheet = (name: string, css: (to: string) => string): Escape => ({
  name: `css ${name}`,
  html: ({ to }) => `<style>${css(to)}</style>`,
});

export const styleEscapes: readonly Escape[] = [
  stylesheet("import", (to) => `@import "${to}";`),
  stylesheet("import url", (to) => `@import url(${to}) screen;`),
  stylesheet("import escaped", (to) => `@im\\70ort "\\68ttp:${to.slice(5)}";`),
  stylesheet("background", (to) => `body{background:url(${to})}`),
  stylesheet("url with escapes", (to) => `body{border-image:u\\72l("\\68 ttp:${to.slice(5)}") 1}`),
  stylesheet("image-set", (to) => `html{background:image-set("${to}" 1x)}`),
  stylesheet("cursor", (to) => `html,body{cursor:url(${to}),auto}`),
  stylesheet("list image", (to) => `section{display:list-item;list-style-image:url(${to})}`),
  stylesheet("content", (to) => `body::after{content:url(${to})}`),
  stylesheet("mask", (to) => `section{mask-image:url(${to})}`),
  {
    ...stylesheet("filter", (to) => `section{filter:url(${to}#f)}`),
    silent: "Chromium takes a filter from its own origin only",
  },
  stylesheet("variable", (to) => `html{--picture:url(${to})}body::before{content:var(--picture)}`),
  {
    name: "css font",
    html: ({ to }) => `<style>@font-face{font-family:far;src:url(${to})}</style><p style="font-family:far">text</p>`,
  },
  { name: "style attribute", html: ({ to }) => `<p style="background:url('${to}')">text</p>` },
  {
    name: "css file",
    html: ({ here }) => `<link rel="stylesheet" href="${here}x.css">`,
    files: { "x.css": { type: "text/css", body: ({ to }) => `@import '${to}';` } },
  },
  {
    name: "scripted style attribute",
    run: ({ to }) =>
      document.body.append(document.createElement("p")) ??
      document.body.lastElementChild?.setAttribute("style", `background:url(${to})`),
  },
  {
    name: "scripted style property",
    run: ({ to }) => {
      const box = document.body.appendChild(document.createElement("p"));
      box.style.backgroundImage = `url(${to})`;
    },
  },
  {
    name: "scripted style cssText",
    run: ({ to }) => {
      const box = document.body.appendChild(document.createElement("p"));
      box.style.cssText = `background: url(${to})`;
    },
  },
  {
    name: "scripted style variable",
    run: ({ to }) => {
      const box = document.body.appendChild(document.createElement("p"));
      box.style.setProperty("--far", `url(${to})`);
      box.style.background = "var(--far)";
    },
  },
  {
    name: "scripted style map",
    run: ({ to }) => {
      const box = document.body.appendChild(document.createElement("p"));
      box.attributeStyleMap.set("background-image", `url(${to})`);
    },
  },
  {
    name: "scripted style element",
    run: ({ to }) => {
      document.head.appendChild(document.createElement("style")).textContent = `@import "${to}";`;
    },
  },
  {
    name: "scripted insertRule",
    run: ({ to }) => {
      const { sheet } = document.head.appendChild(document.createElement("style"));
      sheet?.insertRule(`@import "${to}";`);
    },
  },
  {
    name: "scripted constructed sheet",
    run: ({ to }) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`main{background:url(${to})}`);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      document.body.append(document.createElement("main"));
    },
  },
  {
    name: "scripted font face",
    run: ({ to }) => new FontFace("farther", `url(${to})`).load(),
  },
  {
    name: "scripted link stylesheet",
    run: ({ to }) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = to;
      document.head.append(link);
    },
  },
];
