// Escapes by leaving: a navigation no content policy stops. Those a user wants land on the mirror's leaving page instead.

import type { Escape } from "./escape.ts";

const leaving = (name: string, script: string): Escape => ({
  name: `navigation ${name}`,
  alone: true,
  html: ({ to }) => `<script>{const to = "${to}"; ${script}}</script>`,
});

const click = (name: string, html: (to: string) => string): Escape => ({
  name: `click ${name}`,
  alone: true,
  html: ({ to }) => html(to),
  click: ".user",
});

export const navigationEscapes: readonly Escape[] = [
  leaving("location", "location = to"),
  leaving("window.location", "window.location = to"),
  leaving("document.location", "document.location = to"),
  leaving("location.href", "location.href = to"),
  leaving("location.assign", "location.assign(to)"),
  leaving("location.replace", "location.replace(to)"),
  leaving("location.host", "location.host = new URL(to).host"),
  leaving("location.hostname", "location.hostname = new URL(to).hostname"),
  leaving("navigation.navigate", "navigation.navigate(to)"),
  leaving("later", "setTimeout(() => { location.href = to })"),
  leaving("javascript url", "location = 'javascript:location.replace(\"' + to + '\")'"),
  leaving("link click", "{const link = document.createElement('a'); link.href = to; link.click()}"),
  leaving(
    "link click blank",
    "{const link = document.createElement('a'); link.href = to; link.target = '_blank'; link.click()}",
  ),
  leaving(
    "link dispatched",
    "{const link = document.createElement('a'); link.href = to; link.dispatchEvent(new MouseEvent('click'))}",
  ),
  leaving(
    "innerHTML link click",
    "{document.body.innerHTML = '<a href=\"' + to + '\">a</a>'; document.querySelector('a').click()}",
  ),
  leaving(
    "attribute node link click",
    "{const link = document.createElement('a'); const at = document.createAttribute('href'); at.value = to; link.setAttributeNode(at); link.click()}",
  ),
  leaving(
    "svg link click",
    "{document.body.innerHTML = '<svg><a href=\"' + to + '\"><text>a</text></a></svg>'; document.querySelector('svg a').dispatchEvent(new MouseEvent('click'))}",
  ),
  leaving("download", "{const link = document.createElement('a'); link.href = to; link.download = 'a'; link.click()}"),
  leaving(
    "form submit",
    "{const form = document.createElement('form'); form.action = to; document.body.append(form); form.submit()}",
  ),
  leaving(
    "form requestSubmit",
    "{const form = document.createElement('form'); form.action = to; document.body.append(form); form.requestSubmit()}",
  ),
  leaving(
    "form post",
    "{const form = document.createElement('form'); form.method = 'post'; form.action = to; document.body.append(form); form.submit()}",
  ),
  leaving(
    "form blank",
    "{const form = document.createElement('form'); form.target = '_blank'; form.action = to; document.body.append(form); form.submit()}",
  ),
  leaving(
    "innerHTML form submit",
    "{document.body.innerHTML = '<form action=\"' + to + '\"></form>'; document.forms[0].submit()}",
  ),
  leaving(
    "formaction",
    "{document.body.innerHTML = '<form><button formaction=\"' + to + '\">a</button></form>'; document.querySelector('button').click()}",
  ),
  leaving(
    "document.open",
    "{document.open(); document.write('<meta http-equiv=refresh content=\"0;url=' + to + '\">'); document.close()}",
  ),
  {
    name: "static form submitted",
    alone: true,
    html: ({ to }) => `<form action="${to}"></form>`,
    run: () => document.forms[0]?.submit(),
  },
  {
    name: "redirect chain",
    alone: true,
    run: ({ here }) => {
      location.href = `${here}once`;
    },
    files: {
      once: { status: 302, headers: ({ here }) => ({ location: `${here}twice` }) },
      twice: { status: 307, headers: ({ to }) => ({ location: to }) },
    },
  },
  click("link", (to) => `<a class="user" href="${to}">away</a>`),
  click("link blank", (to) => `<a class="user" target="_blank" href="${to}">away</a>`),
  click("link with ping", (to) => `<a class="user" href="#here" ping="${to}">here</a>`),
  click(
    "link made by innerHTML",
    (to) =>
      `<div></div><script>document.querySelector("div").innerHTML = '<a class="user" href="${to}">away</a>'</script>`,
  ),
  click(
    "link changed on mousedown",
    (to) => `<a class="user" href="#a" onmousedown="this.setAttribute('href', '${to}')">away</a>`,
  ),
  click(
    "link with ping by innerHTML",
    (to) =>
      `<div></div><script>document.querySelector("div").innerHTML = '<a class="user" href="#here" ping="${to}">here</a>'</script>`,
  ),
  click("button formaction", (to) => `<form><button class="user" formaction="${to}">away</button></form>`),
  click("form button", (to) => `<form action="${to}" method="post"><button class="user">away</button></form>`),
  click(
    "image map",
    (to) =>
      `<img usemap="#m" width="50" height="50" class="user" src="data:,"><map name="m"><area shape="default" href="${to}"></map>`,
  ),
];

/** By the headers of a page. */
export const headerEscapes: readonly Escape[] = [
  { name: "header refresh", alone: true, headers: ({ to }) => ({ refresh: `0; url=${to}` }) },
  { name: "header link preload", alone: true, headers: ({ to }) => ({ link: `<${to}>; rel=preload; as=image` }) },
  {
    name: "header link stylesheet",
    alone: true,
    headers: ({ to }) => ({ link: `<${to}>; rel=stylesheet` }),
    silent: "Chromium takes no stylesheet from it",
  },
  { name: "header link preconnect", alone: true, headers: ({ to }) => ({ link: `<${to}>; rel=preconnect` }) },
  {
    name: "header link dns-prefetch",
    silent: "through a proxy Chromium looks no name up itself",
    alone: true,
    headers: ({ to }) => ({ link: `<${to}>; rel=dns-prefetch` }),
  },
  {
    name: "header link modulepreload",
    alone: true,
    headers: ({ to }) => ({ link: `<${to}>; rel=modulepreload; as=script` }),
  },
  {
    name: "header speculation rules",
    silent: "through a proxy Chromium prefetches no other site",
    alone: true,
    headers: ({ here }) => ({ "speculation-rules": `"${here}rules.json"` }),
    files: {
      "rules.json": {
        type: "application/speculationrules+json",
        body: ({ to }) =>
          JSON.stringify({ prefetch: [{ urls: [to.replace("http:", "https:")], eagerness: "immediate" }] }),
      },
    },
  },
  {
    name: "header policy report",
    alone: true,
    headers: ({ to }) => ({ "content-security-policy": `img-src 'none'; report-uri ${to}` }),
    html: () => `<img src="/refused.png">`,
  },
  {
    name: "header reporting endpoint",
    alone: true,
    headers: ({ to }) => ({
      "reporting-endpoints": `far="${to}"`,
      "content-security-policy": "img-src 'none'; report-to far",
    }),
    html: () => `<img src="/refused.png">`,
    silent: "it takes https, and reports are sent after a minute",
  },
  {
    name: "header network error logging",
    alone: true,
    headers: ({ to }) => ({
      "report-to": JSON.stringify({ group: "far", max_age: 9999, endpoints: [{ url: to }] }),
      nel: JSON.stringify({ report_to: "far", max_age: 9999, success_fraction: 1 }),
    }),
    silent: "it takes https",
  },
];
