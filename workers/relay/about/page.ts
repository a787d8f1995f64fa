// The mirror's own page: whose mirror this is, whether it is one of ours, a link for one more, a problem, settings. No script
// of the service runs here, and no page of the service gets hold of its window or reads what it answers: an invitation stands
// here. Its one script asks the lifeboat what that knows for certain.

import { withoutOpener } from "../../../shared/domain/noopener.ts";
import { PROBLEMS } from "../../../shared/domain/readerwish.ts";
import { escapeHtml } from "../language.ts";
import { WORDS, type Words } from "./words.ts";

export interface AboutPage {
  readonly language: string;
  /** Of the service. */
  readonly host: string;
  readonly isOwners: boolean;
  /** The mirror's own. */
  readonly hostname: string;
  readonly door: string;
  /** The browser's User-Agent. */
  readonly agent: string;
  /** Of the forms; absent: this is no page that a reader sees. */
  readonly token?: string;
  /** What came of a form: markup that stands above all else. */
  readonly outcome?: string;
}

const STYLE = `:root{color-scheme:light dark}body{max-width:34rem;margin:0 auto;padding:1rem;font:1.05rem/1.7 system-ui;overflow-wrap:anywhere}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.5rem 0}
button,select,.button{display:inline-block;font:inherit;max-width:100%;box-sizing:border-box;text-decoration:none;padding:.5em 1.2em;min-height:2.75em;border:1px solid #8888;border-radius:.5rem;background:ButtonFace;color:ButtonText;cursor:pointer}
label{display:flex;gap:.6em;align-items:center;min-height:2.75em}input{width:1.25em;height:1.25em;flex:none}
:focus-visible{outline:3px solid Highlight;outline-offset:2px}nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem}nav a{padding:.5em 0}
.made{border:1px solid #8888;border-radius:.75rem;padding:1rem;margin:1rem 0}.made textarea{display:block;box-sizing:border-box;width:100%;height:7em;font:.9rem monospace}
/* The second of two clicks that a page of the service asked for must not press here. */
form{animation:rest .7s}@keyframes rest{from,to{pointer-events:none}}
svg.qr{display:block;width:min(100%,18rem);margin:1rem auto}form{display:flex;flex-wrap:wrap;gap:.5rem;margin:0}`;

const SCRIPT = `(()=>{const find=name=>document.querySelector("[data-"+name+"]"),boat=navigator.serviceWorker&&navigator.serviceWorker.controller,said=find("state"),box=find("reports");
const field=document.querySelector("textarea");if(field)field.onfocus=()=>field.select();
if(!boat)return;const line=text=>{const made=document.createElement("p");made.textContent=text;said.append(made)};
const ports=new MessageChannel;ports.port1.onmessage=({data})=>{said.textContent="";const{listed,unlisted,home,away}=said.dataset;
if(data.version)line(data.isListed?listed.replace("@",data.others):unlisted);line(data.isAway?away:home);
box.checked=data.reports;box.disabled=false};
box.onchange=()=>boat.postMessage({hezar:"reports",value:box.checked});
boat.postMessage({hezar:"state"},[ports.port2]);
const kept=new MessageChannel;kept.port1.onmessage=({data})=>{const link=find("saved");link.href=data.address;link.parentNode.hidden=false};
boat.postMessage({hezar:"keep"},[kept.port2])})()`;

export async function aboutPage(page: AboutPage): Promise<Response> {
  const words = WORDS[page.language] as Words;
  const direction = /^(?:fa|ar)$/.test(page.language) ? "rtl" : "ltr";
  const markup = `<!doctype html><html lang="${page.language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${say(words.title, page)}</title><style>${STYLE}</style></head><body>${body(words, page)}<script>${SCRIPT}</script></body></html>`;
  const sources = `script-src ${await hashOf(SCRIPT)}; style-src ${await hashOf(STYLE)}`;
  return new Response(markup, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; ${sources}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      // A page of the service that opened this one loses hold of it.
      ...withoutOpener(page.agent),
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex, nofollow",
    },
  });
}

function body(words: Words, page: AboutPage): string {
  const { language, door, hostname, isOwners, outcome = "", token = "" } = page;
  const own = `<input type="hidden" name="token" value="${token}">`;
  const to = (name: string) => `/${door}/${name}?${language}`;
  const problems = PROBLEMS.map((kind) => `<option value="${kind}">${words.problems[kind]}</option>`).join("");
  const others = Object.entries(WORDS).filter(([code]) => code !== language);
  const links = others.map(([code, { name }]) => `<a lang="${code}" href="/${door}/about?${code}">${name}</a>`);
  return `<main><h1>${say(words.title, page)}</h1>${outcome}
<p>${say(words.seen, page)}${isOwners ? ` ${say(words.allowed, page)}` : ""}</p>
<p><a href="/">${say(words.back, page)}</a></p>
<h2>${words.state}</h2><p>${words.address} <bdi dir="ltr"><b>${escapeHtml(hostname)}</b></bdi></p>
<div role="status" data-state data-listed="${words.listed}" data-unlisted="${words.unlisted}" data-home="${words.home}" data-away="${words.away}"><p>${words.none}</p></div>
<h2>${words.share}</h2><p>${words.sharing}</p><form method="post" action="${to("share")}">${own}<button>${words.make}</button></form>
<h2 id="problem">${words.problem}</h2><p>${words.telling}</p><form method="post" action="${to("problem")}">${own}<select name="kind" aria-labelledby="problem">${problems}</select> <button>${words.tell}</button></form>
<h2>${words.clear}</h2><p>${words.remains}</p><p><a class="button" href="/${door}/panic#${language}">${words.clear}</a></p>
<h2>${words.settings}</h2><label><input type="checkbox" data-reports disabled>${words.reports}</label><p hidden><a data-saved>${words.saved}</a></p><p>${words.hidden}</p></main>
<nav>${links.join("")}</nav>`;
}

/** The service's host reads from left to right whatever stands around it. */
function say(text: string, { host }: Pick<AboutPage, "host">): string {
  return text.replace("#", `\u2068${escapeHtml(host)}\u2069`);
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}
