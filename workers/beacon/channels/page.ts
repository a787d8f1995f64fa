// The HTML door. Works without script, without a network but its own, in both directions of writing and both colours; the
// one script only copies. Everything it needs is in the page, and the policy allows exactly that.

import { drawQr } from "../../../shared/qr.ts";
import { plainHeaders } from "../headers.ts";
import type { Link, Reveal } from "../reveal.ts";
import { type Language, toNumeral, type Words, words } from "../words.ts";
import { script, style } from "./look.ts";

export interface PageOptions {
  readonly language: Language;
  readonly contact: string | undefined;
}

export function linksPage(reveal: Reveal, options: PageOptions): Promise<Response> {
  const say = words[options.language];
  switch (reveal.kind) {
    case "links":
      if (reveal.links.length === 0) return page(200, notice(say.noneHeading, say.noneText), options);
      return page(200, linksBody(reveal.links, options.language), options);
    case "unknown":
      return page(404, notice(say.wrongHeading, say.wrongText) + askForm(say), options);
    case "unavailable":
      return page(503, notice(say.unavailableHeading, say.unavailableText), options);
  }
}

export function askPage(options: PageOptions): Promise<Response> {
  const say = words[options.language];
  return page(200, `<h1>${say.askHeading}</h1>${askForm(say)}${switcher(options.language)}`, options);
}

/** What an unfurler, a prefetch or an unknown browser gets: a person presses the button, and only that uses the invite. */
export function waitingPage(code: string, options: PageOptions): Promise<Response> {
  const say = words[options.language];
  const form = `<form method="post" action="/i/${code}?lang=${options.language}"><button>${say.waitingButton}</button></form>`;
  return page(200, notice(say.waitingHeading, say.waitingText) + form, options);
}

export async function throttledPage(waitSeconds: number, options: PageOptions): Promise<Response> {
  const say = words[options.language];
  const response = await page(429, notice(say.throttledHeading, say.throttledText), options);
  response.headers.set("Retry-After", String(waitSeconds));
  return response;
}

function linksBody(links: readonly Link[], language: Language): string {
  const say = words[language];
  const cards = links.map((link, at) => card(link, { say, number: toNumeral(at + 1, language) })).join("");
  return `<h1>${say.linksHeading}</h1><p>${say.linksIntro}</p><ol class="links">${cards}</ol>${advice(say)}${otherTongue(language)}`;
}

/** A new tab: going back would ask for this page again, and that may use the invite once more. */
function card({ hostname, url }: Link, { say, number }: { readonly say: Words; readonly number: string }): string {
  const href = escapeHtml(url);
  return `<li class="card"><div><h2>${say.link(number)}</h2><p class="host" dir="ltr">${escapeHtml(hostname)}</p>
<p class="actions"><a class="open" href="${href}" target="_blank" rel="noopener noreferrer">${say.open}</a>
<button type="button" class="copy" data-url="${href}" data-done="${say.copied}" hidden>${say.copy}</button></p></div>
${drawQr(url, say.qrLabel)}</li>`;
}

function advice(say: Words): string {
  const steps = say.steps.map((step) => `<li>${step}</li>`).join("");
  const operator = say.operator.map((text) => `<p>${text}</p>`).join("");
  return `<section><h2>${say.stepsHeading}</h2><ol>${steps}</ol></section><section><h2>${say.operatorHeading}</h2>${operator}</section>`;
}

/** The other language unfolds in place: a link to it would load the page again. */
function otherTongue(language: Language): string {
  const other = language === "fa" ? "en" : "fa";
  const say = words[other];
  const name = other === "fa" ? "فارسی" : "In English";
  return `<details lang="${other}" dir="${say.direction}"><summary>${name}</summary>${advice(say)}</details>`;
}

function switcher(language: Language): string {
  const other = language === "fa" ? "en" : "fa";
  return `<p class="switch"><a href="/?lang=${other}" lang="${other}" hreflang="${other}">${other === "fa" ? "فارسی" : "English"}</a></p>`;
}

function notice(heading: string, text: string): string {
  return `<h1>${heading}</h1><p>${text}</p>`;
}

function askForm(say: Words): string {
  return `<form method="post" action="/i"><input type="hidden" name="lang" value="${say.direction === "rtl" ? "fa" : "en"}">
<label for="code">${say.askLabel}</label>
<input id="code" name="code" dir="ltr" required maxlength="64" autocomplete="off" autocapitalize="none" spellcheck="false" placeholder="xxxxx-xxxxx-xxxxx-xxxxx" aria-describedby="hint">
<p id="hint" class="hint">${say.askHint}</p><button>${say.askButton}</button></form>`;
}

async function page(status: number, body: string, { language, contact }: PageOptions): Promise<Response> {
  const say = words[language];
  const footer =
    contact && /^(mailto:|https:\/\/)/.test(contact)
      ? `<footer><a href="${escapeHtml(contact)}" rel="noopener noreferrer">${say.contact}</a></footer>`
      : "";
  const html = `<!doctype html><html lang="${language}" dir="${say.direction}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow">
<meta name="color-scheme" content="light dark"><meta name="format-detection" content="telephone=no"><title>${say.title}</title>
<link rel="icon" href="data:,"><style>${style}</style></head><body><main>${body}</main>${footer}<script>${script}</script></body></html>`;
  const headers = plainHeaders("text/html; charset=utf-8");
  headers.set("Content-Language", language);
  headers.set("Content-Security-Policy", await policy());
  return new Response(html, { status, headers });
}

async function policy(): Promise<string> {
  const [styleHash, scriptHash] = await Promise.all([hashSource(style), hashSource(script)]);
  return `default-src 'none'; style-src ${styleHash}; script-src ${scriptHash}; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
}

async function hashSource(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
