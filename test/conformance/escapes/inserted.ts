// Escapes by what scripts hang into the page.

import type { Escape } from "./escape.ts";

export const insertedEscapes: readonly Escape[] = [
  {
    name: "new Image",
    run: ({ to }) => {
      new Image().src = to;
    },
  },
  { name: "new Audio", run: ({ to }) => new Audio(to).play() },
  {
    name: "setAttribute src",
    run: ({ to }) => document.createElement("img").setAttribute("src", to),
  },
  {
    name: "setAttributeNS src",
    run: ({ to }) => document.createElement("img").setAttributeNS(null, "src", to),
  },
  {
    name: "attribute node",
    run: ({ to }) => {
      const attribute = document.createAttribute("src");
      attribute.value = to;
      document.body.appendChild(document.createElement("img")).setAttributeNode(attribute);
    },
  },
  {
    name: "attribute node changed later",
    run: ({ to }) => {
      const image = document.body.appendChild(document.createElement("img"));
      image.setAttribute("src", "data:,");
      const attribute = image.getAttributeNode("src");
      if (attribute !== null) attribute.value = to;
    },
  },
  {
    name: "srcset property",
    run: ({ to }) => {
      document.createElement("img").srcset = `${to} 1x, ${to}?2 2x`;
    },
  },
  {
    name: "innerHTML",
    run: ({ to }) => {
      document.createElement("div").innerHTML = `<img src="${to}">`;
    },
  },
  {
    name: "outerHTML",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("div")).outerHTML = `<img src="${to}">`;
    },
  },
  {
    name: "insertAdjacentHTML",
    run: ({ to }) => document.body.insertAdjacentHTML("beforeend", `<video poster="${to}"></video>`),
  },
  { name: "document.write", html: ({ to }) => `<script>document.write('<img src="${to}">')</script>` },
  {
    name: "document.write script",
    html: ({ to }) => `<script>document.write('<script src="${to}"><\\/script>')</script>`,
  },
  {
    name: "contextual fragment",
    run: ({ to }) =>
      document.body.append(document.createRange().createContextualFragment(`<script src="${to}"></script>`)),
  },
  {
    name: "parsed and adopted",
    run: ({ to }) => {
      const parsed = new DOMParser().parseFromString(`<img src="${to}">`, "text/html");
      document.body.append(...parsed.body.children);
    },
  },
  {
    name: "made in another document",
    run: ({ to }) => {
      const other = document.implementation.createHTMLDocument("");
      const image = other.createElement("img");
      image.src = to;
      document.body.append(document.adoptNode(image));
    },
  },
  {
    name: "template innerHTML",
    run: ({ to }) => {
      const template = document.createElement("template");
      template.innerHTML = `<img src="${to}">`;
      document.body.append(document.importNode(template.content, true));
    },
  },
  {
    name: "shadow root",
    run: ({ to }) => {
      const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "closed" });
      root.innerHTML = `<img src="${to}">`;
    },
  },
  {
    name: "setHTMLUnsafe",
    run: ({ to }) => document.body.appendChild(document.createElement("div")).setHTMLUnsafe(`<img src="${to}">`),
  },
  {
    name: "scripted script",
    run: ({ to }) => {
      const script = document.createElement("script");
      script.src = to;
      document.head.append(script);
    },
  },
  {
    name: "scripted svg image",
    run: ({ to }) => {
      const svg = document.body.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
      svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "image")).setAttribute("href", to);
    },
  },
  {
    name: "scripted svg xlink",
    run: ({ to }) => {
      const svg = document.body.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
      const image = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "image"));
      image.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", to);
    },
  },
  {
    name: "scripted svg baseVal",
    run: ({ to }) => {
      const svg = document.body.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
      svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "image")).href.baseVal = to;
    },
  },
  {
    name: "scripted object",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("object")).data = to;
    },
  },
  {
    name: "scripted embed",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("embed")).src = to;
    },
  },
  {
    name: "scripted poster",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("video")).poster = to;
    },
  },
  ...["preconnect", "dns-prefetch", "prefetch", "prerender", "modulepreload", "preload"].map(
    (rel): Escape => ({
      ...(rel === "dns-prefetch" && { silent: "through a proxy Chromium looks no name up itself" }),
      name: `scripted ${rel}`,
      html: ({ to }) =>
        `<script>{const link = document.createElement("link"); link.rel = "${rel}"; link.as = "${rel.startsWith("module") ? "script" : "image"}"; link.href = "${to}"; document.head.append(link)}</script>`,
    }),
  ),
  {
    name: "innerHTML preconnect",
    run: ({ to }) => {
      document.body.appendChild(document.createElement("div")).innerHTML = `<link rel="preconnect" href="${to}">`;
    },
  },
  ...["prefetch", "prerender"].map(
    (kind): Escape => ({
      silent: "through a proxy Chromium prefetches no other site, and prerenders none",
      name: `scripted speculation ${kind}`,
      alone: true,
      html: ({ to }) =>
        `<script>{const rules = document.createElement("script"); rules.type = "speculationrules"; rules.textContent = ${JSON.stringify(JSON.stringify({ [kind]: [{ urls: [to.replace("http:", "https:")], eagerness: "immediate" }] }))}; document.head.append(rules)}</script>`,
    }),
  ),
  {
    name: "scripted meta refresh",
    alone: true,
    run: ({ to }) => {
      const meta = document.createElement("meta");
      meta.httpEquiv = "refresh";
      meta.content = `0; url=${to}`;
      document.head.append(meta);
    },
  },
  {
    name: "scripted base",
    alone: true,
    run: ({ to }) => {
      const base = document.createElement("base");
      base.href = `${to}/`;
      document.head.append(base);
      new Image().src = "below.png";
    },
  },
  {
    name: "scripted icon",
    alone: true,
    run: ({ to }) => {
      const link = document.createElement("link");
      link.rel = "icon";
      link.href = to;
      document.head.append(link);
    },
  },
];
