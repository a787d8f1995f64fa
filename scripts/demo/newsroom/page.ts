// The frame of every page: head, masthead, navigation, footer. Links are absolute, as real papers write them, and
// whatever is heavy comes from the CDN, so a mirror has something to translate on every line.

import { pathIn, stories, storyPath } from "./content/stories.ts";
import type { Language, Story } from "./content/story.ts";
import { type Words, words } from "./content/words.ts";
import { html, json, type Markup } from "./markup.ts";

export interface Origins {
  readonly primary: string;
  readonly cdn: string;
}

/** What a page knows about the visit it is made for. */
export interface Visit {
  readonly language: Language;
  readonly origins: Origins;
  readonly user?: string;
  readonly formToken?: string;
}

export interface PageParts {
  readonly title: string;
  /** Without the language's prefix. */
  readonly path: string;
  /** The same page in the other language, when its path differs. */
  readonly otherPath?: string;
  readonly picture?: string;
  readonly description?: string;
  readonly main: Markup;
  readonly data?: Readonly<Record<string, unknown>>;
}

export function renderPage(visit: Visit, page: PageParts): string {
  const { language, origins } = visit;
  const text = words[language];
  const other = language === "fa" ? "en" : "fa";
  const here = origins.primary + pathIn(language, page.path);
  const there = origins.primary + pathIn(other, page.otherPath ?? page.path);
  const picture = `${origins.cdn}/images/${page.picture ?? "river"}-1200.jpg`;
  return html`<!doctype html>
<html lang="${language}" dir="${language === "fa" ? "rtl" : "ltr"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.path === "/" ? text.name : `${page.title} · ${text.name}`}</title>
<meta name="description" content="${page.description ?? text.motto}">
<link rel="canonical" href="${here}">
<link rel="alternate" hreflang="${language}" href="${here}">
<link rel="alternate" hreflang="${other}" href="${there}">
<link rel="alternate" type="application/rss+xml" href="${origins.primary}${pathIn(language, "/feed.xml")}">
<meta property="og:title" content="${page.title}">
<meta property="og:url" content="${here}">
<meta property="og:image" content="${picture}">
<link rel="icon" type="image/svg+xml" href="${origins.cdn}/images/logo.svg">
<link rel="preconnect" href="${origins.cdn}" crossorigin>
<link rel="preload" as="font" type="font/woff2" href="${origins.cdn}/fonts/naskh-bold.woff2" crossorigin>
<link rel="stylesheet" href="${origins.cdn}/css/main.css">
<script type="application/json" id="page-data">${json({ language, primary: origins.primary, cdn: origins.cdn, ...page.data })}</script>
<script type="module" src="${origins.cdn}/js/app.js"></script>
</head>
<body>
${masthead(visit, text, there)}
<main>${page.main}</main>
<footer><p>${text.footer}</p><p><a href="${origins.primary}${pathIn(language, "/redirects")}">${text.redirects}</a> · <a href="${origins.primary}${pathIn(language, "/feed.xml")}">RSS</a></p></footer>
</body>
</html>
`.markup;
}

function masthead({ language, origins, user, formToken }: Visit, text: Words, there: string): Markup {
  const to = (path: string) => origins.primary + pathIn(language, path);
  const account =
    user === undefined
      ? html`<a href="${to("/login")}">${text.login}</a>`
      : html`<form method="post" action="/logout"><input type="hidden" name="token" value="${formToken}"><input type="hidden" name="language" value="${language}"><span class="hello">${text.hello}${user}</span> <button class="plain">${text.logout}</button></form>`;
  return html`<header class="masthead">
<div class="top"><time>${dateText(language, Date.now(), { weekday: true })}</time><span class="tools"><button class="plain" id="theme" type="button" hidden>${text.theme}</button> <a href="${there}" hreflang="${language === "fa" ? "en" : "fa"}">${text.other}</a></span></div>
<a class="name" href="${to("/")}"><img src="${origins.cdn}/images/logo.svg" alt="" width="44" height="44">${text.name}</a>
<p class="motto">${text.motto}</p>
<nav><a href="${to("/")}">${text.front}</a><a href="${to("/video")}">${text.video}</a><a href="${to("/chat")}">${text.chat}</a><a href="${to("/upload")}">${text.upload}</a>${account}</nav>
<p class="ticker" hidden><b>${text.ticker}</b> <span id="ticker" aria-live="off"></span></p>
</header>`;
}

/** A picture in two widths, as `srcset` writes it. */
export function picture(visit: Visit, story: Story, options: { readonly eager: boolean }): Markup {
  const base = `${visit.origins.cdn}/images/${story.picture}`;
  const sizes = options.eager ? "(min-width: 60rem) 42rem, 100vw" : "(min-width: 60rem) 20rem, 100vw";
  return html`<img src="${base}-600.jpg" srcset="${base}-600.jpg 600w, ${base}-1200.jpg 1200w" sizes="${sizes}" alt="${story.pictureText}" width="1200" height="750"${options.eager ? html` fetchpriority="high"` : html` loading="lazy"`}>`;
}

export function storyLink(visit: Visit, story: Story): string {
  return visit.origins.primary + storyPath(visit.language, story);
}

export function storyDate(language: Language, story: Story): string {
  return dateText(language, Date.now() - story.daysAgo * 86_400_000);
}

/** Put together from parts: the runtime's own order for the Persian calendar begins with the year. */
function dateText(language: Language, at: number, options: { readonly weekday?: boolean } = {}): string {
  const locale = language === "fa" ? "fa-IR-u-ca-persian" : "en-GB";
  const part = (format: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, format).format(at);
  const day = [part({ day: "numeric" }), part({ month: "long" }), part({ year: "numeric" }).replace(/[^\d۰-۹]/g, "")];
  return [...(options.weekday ? [part({ weekday: "long" })] : []), ...day].join(" ");
}

/** The story's address in the other language, for the language switch. */
export function otherPathOf(language: Language, story: Story): string {
  const twin = stories[language === "fa" ? "en" : "fa"].find(({ id }) => id === story.id);
  return `/news/${encodeURIComponent(twin?.slug ?? "")}`;
}
