// The page in place of one that no mirror can give. It asks again by itself, ever more slowly, and of a form it says what is
// known of it: nothing here sends anything twice.

import { connectionAllowlist } from "../../../shared/domain/connections.ts";
import { withoutOpener } from "../../../shared/domain/noopener.ts";
import type { Told } from "../keep/keep.ts";
import { ageIn, type Spoken, spoken } from "../spoken.ts";
import type { FallbackPage } from "./fallback.ts";
import { WORDS, type Words } from "./words.ts";

const STYLE = `:root{color-scheme:light dark}body{display:grid;place-content:center;gap:1rem;min-height:90vh;max-width:32rem;margin:auto;padding:1rem;font:1.1rem/1.7 system-ui}
h1{font-size:1.4rem;margin:0}p{margin:0}small{opacity:.75}button{font:inherit;padding:.5em 1.4em;justify-self:start}
summary{cursor:pointer;padding:.4em 0}textarea{display:block;box-sizing:border-box;width:100%;height:6em;margin:.4em 0;font:.9rem monospace}`;

// Seconds: 4, 8, 16, 32, then 60. How often it was tried the tab remembers.
const SCRIPT = `(()=>{const b=document.querySelector("button"),w=document.querySelector("[data-wait]");
if(!w)return b.onclick=()=>history.back();
let n=0;try{n=Number(sessionStorage.hezarTries||0)}catch{}
let s=Math.min(60,4*2**n);
const go=()=>{try{sessionStorage.hezarTries=n+1}catch{}location.reload()};
const tell=()=>{w.textContent=w.dataset.wait.replace("#",s);if(s--<=0)go()};
const [c,u]=[document.querySelector("textarea"),document.querySelector("form")];
u.onsubmit=e=>{e.preventDefault();const p=new MessageChannel,o=u.querySelector("p");
p.port1.onmessage=({data:d})=>d=="found"?go():o.textContent=d=="wrong"?o.dataset.wrong:o.dataset.nothing;
navigator.serviceWorker.controller?.postMessage({hezar:"code",value:c.value},[p.port2])};
b.onclick=go;setInterval(()=>c.value||tell(),1000);tell()})()`;

export const fallbackPage: FallbackPage = async ({ why, isSent, languages, saved }) => {
  const said = spoken<Words>(WORDS, languages);
  const { language, direction, words } = said;
  const what = !isSent
    ? words.nowhere
    : why === "unknown"
      ? words.unknown
      : why === "too large"
        ? words.large
        : words.unsent;
  const below = isSent
    ? `<button>${words.back}</button>`
    : `<p data-wait="${words.wait}" role="status"></p><button>${words.again}</button>${saved ? savedBelow(saved, said) : ""}<small>${words.help}</small><details><summary>${words.code}</summary><form><textarea dir="ltr" autocomplete="off" spellcheck="false" aria-label="${words.code}"></textarea><button>${words.use}</button><p role="status" data-wrong="${words.wrong}" data-nothing="${words.nothing}"></p></form></details>`;
  const markup = `<!doctype html><html lang="${language}" dir="${direction}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words.title}</title><style>${STYLE}</style><body><h1>${words.title}</h1><p>${what}</p>${below}<script>${SCRIPT}</script></body></html>`;
  const policy = `default-src 'none'; script-src ${await hashOf(SCRIPT)}; style-src ${await hashOf(STYLE)}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;
  return new Response(markup, {
    status: 503,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": policy,
      "connection-allowlist": connectionAllowlist({}),
      // Whether there is a copy is nothing for a page that opened this.
      ...(saved?.isOn && withoutOpener(self.navigator.userAgent)),
    },
  });
};

function savedBelow({ isOn, count, address, copy }: Told, { language, words }: Spoken<Words>): string {
  const link = (to: string, text: string) => `<a href="${to.replaceAll("&", "&amp;")}">${text}</a>`;
  const ofThis = copy ? link(copy.address, words.copy.replace("#", ageIn(language, copy.ageSeconds))) : "";
  const ofAll = isOn ? words.copies.replace("#", count.toLocaleString(language)) : words.offer;
  return ofThis + link(address, ofAll);
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}
