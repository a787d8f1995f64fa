// Markup and styles written as text or through the object model.

import { type Row, row } from "./row.ts";

export const markup: readonly Row[] = [
  row(
    "innerHTML loads and reads back",
    ({ cdn }) =>
      new Promise((done) => {
        const div = document.createElement("div");
        div.innerHTML = `<img src="${cdn}/a.gif?a=1&amp;b=2" alt="it's"><a href='${cdn}/x'>x</a>`;
        const image = div.querySelector("img");
        if (image) image.onload = () => done([image.src, div.innerHTML]);
        document.body.append(div);
      }),
    ["CDN/a.gif?a=1&b=2", '<img src="CDN/a.gif?a=1&amp;b=2" alt="it\'s"><a href="CDN/x">x</a>'],
  ),
  row(
    "handlers and scripts in markup stay what they are",
    ({ cdn }) => {
      const div = document.createElement("div");
      div.innerHTML = `<b onclick="go('${cdn}/x')">b</b><script>var x = "<img src='${cdn}/n.gif'>"</script>`;
      return div.innerHTML;
    },
    "<b onclick=\"go('CDN/x')\">b</b><script>var x = \"<img src='CDN/n.gif'>\"</script>",
  ),
  row(
    "outerHTML, insertAdjacentHTML and fragments are mapped",
    ({ cdn }) => {
      const div = document.createElement("div");
      div.innerHTML = "<i></i>";
      div.firstElementChild?.insertAdjacentHTML("beforebegin", `<img src=${cdn}/1.gif>`);
      if (div.lastElementChild) div.lastElementChild.outerHTML = `<img src="${cdn}/2.gif">`;
      div.append(document.createRange().createContextualFragment(`<img src="${cdn}/3.gif">`));
      return [...div.querySelectorAll("img")].map((one) => [one.src, one.getAttribute("src")?.split("/").length]);
    },
    [
      ["CDN/1.gif", 4],
      ["CDN/2.gif", 4],
      ["CDN/3.gif", 4],
    ],
  ),
  row(
    "a parsed document is mapped before it is adopted",
    ({ cdn }) => {
      const parsed = new DOMParser().parseFromString(`<img src="${cdn}/p.gif">`, "text/html");
      return parsed.querySelector("img")?.getAttribute("src");
    },
    "CDN/p.gif",
  ),
  row(
    "styles written as text are mapped",
    ({ cdn }) =>
      new Promise((done) => {
        const style = document.createElement("style");
        style.textContent = `@import "${cdn}/a.css"; .styled { background: url(${cdn}/bg.gif) }`;
        style.onload = () =>
          done([style.sheet?.cssRules[0] instanceof CSSImportRule, style.textContent?.includes("/cdn/bg.gif")]);
        style.onerror = () => done("error");
        document.head.append(style);
      }),
    [true, true],
  ),
  row(
    "styles through the object model are mapped",
    ({ cdn }) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`a { background: url("${cdn}/1.gif") }`);
      sheet.insertRule(`b { background: url(${cdn}/2.gif) }`);
      const div = document.createElement("div");
      div.style.setProperty("background-image", `url('${cdn}/3.gif')`);
      div.style.cssText += `; list-style: url(${cdn}/4.gif)`;
      return [...sheet.cssRules]
        .map((rule) => rule.cssText)
        .concat(div.style.cssText)
        .every((text) => text.includes("/cdn/") && !text.includes(cdn));
    },
    true,
  ),
  row(
    "a style set by name is mapped by the last net",
    ({ cdn }) =>
      new Promise((done) => {
        const div = document.createElement("div");
        document.body.append(div);
        div.style.backgroundImage = `url(${cdn}/named.gif)`;
        setTimeout(() => done(div.style.backgroundImage.includes(cdn)), 100);
      }),
    false,
  ),
  row(
    "a clone from a document without the shim is mapped by the last net",
    ({ cdn }) =>
      new Promise((done) => {
        const inert = document.implementation.createHTMLDocument();
        const image = inert.createElement("img");
        const node = inert.createAttribute("src");
        node.value = `${cdn}/clone.gif`;
        image.attributes.setNamedItem(node);
        const clone = document.importNode(image);
        clone.onload = () => done("loaded");
        document.body.append(clone);
      }),
    "loaded",
  ),
  row(
    "shadow trees are mapped too",
    ({ cdn }) =>
      new Promise((done) => {
        const host = document.createElement("div");
        document.body.append(host);
        const root = host.attachShadow({ mode: "closed" });
        root.innerHTML = `<img src="${cdn}/shadow.gif">`;
        const image = root.querySelector("img");
        if (image) image.onload = () => done(image.src);
      }),
    "CDN/shadow.gif",
  ),
];
