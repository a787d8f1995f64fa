// The entering page: what a ticket path shows to a browser that a person drives. It has no title, name or preview data,
// for messengers in the censor's country unfurl links. Its script exchanges the ticket for a pass by a POST of its own,
// installs the lifeboat and goes on; without script there is a button. Where the browser takes no cookies there would be no pass, and
// the reader would meet the cover unexplained: the page says so. Loaded when the first link is opened.

import { escapeHtml, languageOf, type PageLanguage } from "./language.ts";

export interface Entry {
  /** The clean address to go on to. */
  readonly target: string;
  readonly door: string;
  /** A reader who already holds a pass only goes on: a ticket never silently replaces one. */
  readonly holdsPass: boolean;
}

export async function enteringPage(request: Request, entry: Entry): Promise<Response> {
  const language = languageOf(request);
  return new Response(markup(entry, language), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": await policy(),
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex, nofollow",
      vary: "accept-language",
    },
  });
}

const BUTTON: Record<PageLanguage, string> = { fa: "ادامه", en: "Continue" };

const NO_COOKIES: Record<PageLanguage, string> = {
  fa: "این مرورگر کوکی نمی‌پذیرد، و بدون آن این پیوند باز نمی‌شود. در تنظیمات مرورگر برای این نشانی کوکی را روشن کنید و پیوند را دوباره باز کنید.",
  en: "This browser takes no cookies, and without them this link does not open. Allow cookies for this address in the browser's settings, and open the link again.",
};

const style = `:root{color-scheme:light dark}body{display:grid;place-items:center;min-height:90vh;font:1.2rem system-ui}
button{font:inherit;padding:.6em 1.6em}form{max-width:32rem;padding:1rem;line-height:1.7}`;

// `controllerchange` comes once the lifeboat has claimed this page. One that stands already may be of another ticket, which is over: it
// is looked for anew, now that there is a pass. The clock of 1.5 s starts at load, but without the pass
// there is nothing to go on to, so it waits for the exchange; if that fails the button is still there.
const script = `(()=>{
const form=document.forms[0],{to,boat,pass}=form.dataset,workers=navigator.serviceWorker;
if(!navigator.cookieEnabled){form.textContent=form.dataset.none;return}
let left=false,late=false,exchanged=false;
const go=()=>{if(!left&&exchanged){left=true;location.replace(to+location.hash)}};
setTimeout(()=>{late=true;go()},1500);
const exchange=pass?Promise.resolve():fetch(location.href,{method:"POST",redirect:"manual"});
exchange.then((answer)=>{
if(answer&&answer.type!=="opaqueredirect")return;
exchanged=true;
if(late||!workers||workers.controller&&pass)return go();
workers.addEventListener("controllerchange",go);
workers.register(boat,{scope:"/",updateViaCache:"all"}).then((one)=>workers.controller?one.update():one).then((one)=>{if(workers.controller&&!one.installing)go()}).catch(go);
}).catch(()=>{});
})();`;

function markup({ target, door, holdsPass }: Entry, language: PageLanguage): string {
  const direction = language === "fa" ? "rtl" : "ltr";
  const data = `data-to="${escapeHtml(target)}" data-boat="/${door}/lifeboat.js" data-none="${NO_COOKIES[language]}"${holdsPass ? ' data-pass="1"' : ""}`;
  return `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex,nofollow"><style>${style}</style></head><body><form method="post" ${data}><button>${BUTTON[language]}</button></form><script>${script}</script></body></html>
`;
}

let policyText: string | undefined;

async function policy(): Promise<string> {
  policyText ??= [
    "default-src 'none'",
    `script-src ${await hashSource(script)}`,
    `style-src ${await hashSource(style)}`,
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return policyText;
}

async function hashSource(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}
