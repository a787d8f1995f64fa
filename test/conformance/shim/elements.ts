// Addresses hung into the page by property and attribute: what is asked for, and what reads back.

import { type Row, row } from "./row.ts";

export const elements: readonly Row[] = [
  row(
    "a picture of the second origin loads, and its address reads as written",
    ({ cdn }) =>
      new Promise((done) => {
        const image = new Image();
        image.onload = () => done([image.src, image.getAttribute("src"), image.currentSrc]);
        image.onerror = () => done("error");
        image.src = `${cdn}/a.gif`;
      }),
    ["CDN/a.gif", "CDN/a.gif", "CDN/a.gif"],
  ),
  row(
    "srcset is mapped and reads as written",
    ({ cdn, news }) =>
      new Promise((done) => {
        const image = new Image();
        image.onload = () => done([image.srcset, image.currentSrc]);
        image.srcset = `${cdn}/a.gif 1x, ${news}/b.gif 2x`;
      }),
    ["CDN/a.gif 1x, NEWS/b.gif 2x", "CDN/a.gif"],
  ),
  row(
    "a script of the second origin runs",
    ({ cdn }) =>
      new Promise((done) => {
        const script = document.createElement("script");
        script.src = `${cdn}/lib.js`;
        script.onload = () => done("ran");
        script.onerror = () => done("error");
        document.head.append(script);
      }),
    "ran",
  ),
  row(
    "a stylesheet of the second origin applies, though its hash is given",
    ({ cdn }) =>
      new Promise((done) => {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.integrity = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        link.onload = () => done([getComputedStyle(document.body).getPropertyValue("--styled"), link.href]);
        link.onerror = () => done("error");
        link.href = `${cdn}/a.css`;
        document.head.append(link);
      }),
    ["yes", "CDN/a.css"],
  ),
  row(
    "setAttribute, attribute nodes and getAttribute agree",
    ({ cdn, news }) => {
      const a = document.createElement("a");
      a.setAttribute("href", `${news}/x`);
      const first = [a.getAttribute("href"), a.attributes[0]?.value, a.pathname];
      const node = document.createAttribute("href");
      node.value = `${cdn}/y`;
      a.setAttributeNode(node);
      return [...first, a.getAttribute("href"), a.href, a.hostname === new URL(cdn).hostname];
    },
    ["NEWS/x", "NEWS/x", "/x", "CDN/y", "CDN/y", true],
  ),
  row(
    "a link's parts read and write as at the service",
    ({ cdn }) => {
      const a = document.createElement("a");
      a.href = `${cdn}/y?z=1#f`;
      a.pathname = "/other";
      return [a.origin, a.host, a.pathname, a.search, a.hash, String(a)];
    },
    ["CDN", "cdn", "/other", "?z=1", "#f", "CDN/other?z=1#f"],
  ),
  row(
    "links of the page's own origin agree with location",
    ({ news }) => {
      const a = document.createElement("a");
      a.href = `${news}/x`;
      return [a.origin === location.origin, a.hostname === location.hostname];
    },
    [true, true],
  ),
  row(
    "svg references are mapped",
    ({ cdn }) => {
      const [one, other] = [0, 1].map(() => document.createElementNS("http://www.w3.org/2000/svg", "image"));
      one?.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", `${cdn}/i.gif`);
      if (other) other.href.baseVal = `${cdn}/j.gif`;
      return [one?.getAttribute("xlink:href"), other?.getAttribute("href"), other?.href.baseVal];
    },
    ["CDN/i.gif", "CDN/j.gif", "CDN/j.gif"],
  ),
  row(
    "a hint to connect to a stranger leads nowhere",
    ({ stranger }) => {
      const link = document.createElement("link");
      link.rel = "preconnect";
      link.href = stranger;
      document.head.append(link);
      const html = new XMLSerializer().serializeToString(link);
      return [link.href, /leave\?to=/.test(html)];
    },
    ["STRANGER/", true],
  ),
  row(
    "speculation rules become data",
    ({ stranger }) => {
      const script = document.createElement("script");
      script.type = "speculationrules";
      script.textContent = JSON.stringify({ prefetch: [{ urls: [stranger] }] });
      document.head.append(script);
      return [script.type, script.outerHTML.includes("application/json")];
    },
    ["speculationrules", true],
  ),
  row(
    "referrer policies are weakened for nobody",
    () => {
      const image = new Image();
      image.referrerPolicy = "unsafe-url";
      return image.outerHTML;
    },
    '<img referrerpolicy="same-origin">',
  ),
  row(
    "pings of strangers are dropped",
    ({ stranger, cdn }) => {
      const a = document.createElement("a");
      a.ping = `${stranger}/p ${cdn}/q`;
      return a.outerHTML.replace(/"[^"]*\/cdn/, '"CDN');
    },
    '<a ping="CDN/q"></a>',
  ),
];
