// What a reader sees of saved copies. Nothing here runs a script, the saved page's own included: a copy is what the server
// sent. Both cut themselves off from the page that opened them, and the list has an origin of its own, so no script of the
// service's can read them, or turn saving on in the reader's name.

import { type Bytes, fromUtf8 } from "../../../shared/domain/bytes.ts";
import { connectionAllowlist } from "../../../shared/domain/connections.ts";
import { withoutOpener } from "../../../shared/domain/noopener.ts";
import { ageIn, type Spoken } from "../spoken.ts";
import type { SavedPage } from "./copies.ts";
import type { Words } from "./words.ts";

export interface Shown extends Spoken<Words> {
  readonly agent: string;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Of the list, with the token that only the reader's own click carries. */
  readonly addressTo: (deed: string, url?: string) => Promise<string>;
}

// The second of two clicks that a page of the service asked for must not press here: what does something rests for a moment.
const STYLE = `:root{color-scheme:light dark}body{max-width:40rem;margin:auto;padding:1rem;font:1.1rem/1.7 system-ui}h1{font-size:1.4rem}
ul{list-style:none;padding:0}li{display:flex;gap:.2rem 1rem;align-items:baseline;border-top:1px solid #8886;padding:.6em 0}li>:first-child{flex:1;overflow-wrap:anywhere}small{opacity:.75;white-space:nowrap}
@keyframes rest{from,to{pointer-events:none}}.deed{animation:rest .7s;display:inline-block;border:1px solid;border-radius:.5em;padding:.4em 1.2em;text-decoration:none;color:inherit}`;

export async function listPage(pages: readonly SavedPage[] | undefined, shown: Shown): Promise<Response> {
  const { language, direction, words, addressTo, now } = shown;
  const rows = (pages ?? []).map(async ({ url, title, at }) => {
    const { pathname, search } = new URL(url);
    const [open, forget] = await Promise.all([addressTo("open", url), addressTo("forget", url)]);
    const name = title || inMarkup(pathname + search);
    return `<li><a href="${inMarkup(open)}" dir="auto">${name}</a><small>${ageIn(language, now - at)}</small><a href="${inMarkup(forget)}">${words.forget}</a></li>`;
  });
  const list = rows.length ? `<ul>${(await Promise.all(rows)).join("")}</ul>` : `<p>${words.none}</p>`;
  const below = pages
    ? `<p>${words.isOn}</p><p><a class="deed" href="${inMarkup(await addressTo("off"))}">${words.turnOff}</a></p>${list}`
    : `<p>${words.offer}</p><p><a class="deed" href="${inMarkup(await addressTo("on"))}">${words.turnOn}</a></p>`;
  const markup = `<!doctype html><html lang="${language}" dir="${direction}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words.title}</title><style>${STYLE}</style><body><h1>${words.title}</h1>${below}</body></html>`;
  return html(markup, "sandbox; default-src 'none'; style-src 'unsafe-inline'", shown.agent);
}

export interface Copy {
  readonly body: Bytes;
  readonly page: SavedPage;
  /** Where the others are. */
  readonly list: string;
}

/** The copy with its mark, which no sheet of the page's overrules. */
export function copyPage({ body, page, list }: Copy, shown: Shown): Response {
  const { language, direction, words, now } = shown;
  const age = ageIn(language, now - page.at);
  const link = `style="all:initial!important;font:inherit!important;color:#ffd75e!important;text-decoration:underline!important;cursor:pointer!important"`;
  // Behind everything, and fixed: in a page that is laid out as a grid it takes no place of anything.
  const mark = `<div lang="${language}" dir="${direction}" role="note" style="all:initial!important;position:fixed!important;inset:auto 0 0 0!important;z-index:2147483647!important;display:flex!important;flex-wrap:wrap!important;gap:.2em 1.2em!important;padding:.6em 1em!important;font:15px/1.5 system-ui!important;color:#fff!important;background:#222!important"><b style="all:initial!important;font:inherit!important;font-weight:700!important;color:inherit!important">${words.mark.replace("#", age)}</b><a href="${inMarkup(page.url)}" ${link}>${words.again}</a><a href="${list}" ${link}>${words.title}</a></div><style>html{padding-bottom:5em!important}</style>`;
  const drawn = "img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self' data:";
  const policy = `sandbox allow-same-origin; default-src 'none'; ${drawn}; form-action 'none'; frame-ancestors 'none'`;
  return html(`${fromUtf8(body) ?? ""}${mark}`, policy, shown.agent);
}

function html(markup: string, policy: string, agent: string): Response {
  return new Response(markup, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": policy,
      "connection-allowlist": connectionAllowlist({}),
      ...withoutOpener(agent),
      "referrer-policy": "same-origin",
    },
  });
}

function inMarkup(text: string): string {
  return text.replace(/[<>"&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
