// What the mirror itself says to a reader: short, in Persian or English, light or dark. Never a word from an exception,
// never an upstream's name. Strangers do not get here. Loaded when the first is shown (pages.ts).

import { escapeHtml, languageOf, type PageLanguage } from "./language.ts";

export type Notice = "unreachable" | "slow" | "not-ready" | "read-only" | "elsewhere" | "failed";

/** An address off the mirror, as a URL parser wrote it. */
export interface Departure {
  readonly host: string;
  readonly url: string;
}

interface NoticeText {
  readonly title: string;
  readonly text: string;
}

const STATUS: Record<Notice, number> = {
  unreachable: 502,
  slow: 504,
  "not-ready": 503,
  "read-only": 405,
  elsewhere: 403,
  failed: 500,
};

const TEXTS: Record<Notice, Record<PageLanguage, NoticeText>> = {
  unreachable: {
    en: {
      title: "The site did not answer",
      text: "This mirror works, but it could not reach the site behind it. Try again in a moment, or open another mirror.",
    },
    fa: {
      title: "سایت پاسخ نداد",
      text: "این آینه کار می‌کند، اما نتوانست به سایت اصلی برسد. کمی بعد دوباره تلاش کنید یا آینهٔ دیگری باز کنید.",
    },
  },
  slow: {
    en: {
      title: "The site took too long",
      text: "This mirror works, but the site behind it did not answer in time. Try again in a moment, or open another mirror.",
    },
    fa: {
      title: "پاسخ سایت طول کشید",
      text: "این آینه کار می‌کند، اما سایت اصلی به‌موقع پاسخ نداد. کمی بعد دوباره تلاش کنید یا آینهٔ دیگری باز کنید.",
    },
  },
  "not-ready": {
    en: {
      title: "Not ready yet",
      text: "This mirror does not know its site yet. Try again in a minute, or open another mirror.",
    },
    fa: {
      title: "هنوز آماده نیست",
      text: "این آینه هنوز سایت خود را نمی‌شناسد. یک دقیقهٔ دیگر دوباره تلاش کنید یا آینهٔ دیگری باز کنید.",
    },
  },
  "read-only": {
    en: {
      title: "Reading only",
      text: "This mirror is for reading. Forms, logins and uploads are switched off, to keep what you type safe.",
    },
    fa: {
      title: "فقط خواندنی",
      text: "این آینه فقط برای خواندن است. برای حفظ امنیت آنچه می‌نویسید، فرم‌ها، ورود و بارگذاری خاموش‌اند.",
    },
  },
  elsewhere: {
    en: {
      title: "Not part of this mirror",
      text: "This address is not one that the mirror serves. Go back to continue reading.",
    },
    fa: {
      title: "بخشی از این آینه نیست",
      text: "این نشانی را این آینه نشان نمی‌دهد. برای ادامهٔ خواندن برگردید.",
    },
  },
  failed: {
    en: { title: "Something went wrong", text: "The mirror could not answer. Try again, or open another mirror." },
    fa: { title: "مشکلی پیش آمد", text: "آینه نتوانست پاسخ دهد. دوباره تلاش کنید یا آینهٔ دیگری باز کنید." },
  },
};

const LEAVING: Record<PageLanguage, NoticeText & { readonly go: string; readonly stay: string }> = {
  en: {
    title: "This link leaves the mirror",
    text: "This address is not part of the mirror. It may be blocked, and whoever watches your connection sees that you open it.",
    go: "Leave the mirror",
    stay: "Stay: to the front page",
  },
  fa: {
    title: "این پیوند از آینه بیرون می‌رود",
    text: "این نشانی بخشی از آینه نیست. شاید مسدود باشد، و هر که اتصال شما را می‌بیند باز کردن آن را هم می‌بیند.",
    go: "خروج از آینه",
    stay: "ماندن: به صفحهٔ نخست",
  },
};

const style = `:root{color-scheme:light dark}body{max-width:34rem;margin:12vh auto;padding:0 1rem;font:1.1rem/1.7 system-ui;overflow-wrap:anywhere}`;

export function noticePage(request: Request, notice: Notice): Response {
  const language = languageOf(request);
  const { title, text } = TEXTS[notice][language];
  const allow: Record<string, string> = notice === "read-only" ? { allow: "GET, HEAD, OPTIONS" } : {};
  return page({ language, title, body: `<p>${text}</p>` }, { status: STATUS[notice], headers: allow });
}

/** Shown instead of going to a host that the service does not list; only web addresses get a link. */
export function leavingPage(request: Request, { host, url }: Departure): Response {
  const language = languageOf(request);
  const { title, text, go, stay } = LEAVING[language];
  const link = /^https?:/.test(url)
    ? `<p><a rel="noreferrer" target="_top" href="${escapeHtml(url)}">${go}</a></p>`
    : "";
  const body = `<p>${text}</p><p><bdi dir="ltr">${escapeHtml(host)}</bdi></p><p><a href="/">${stay}</a></p>${link}`;
  return page({ language, title, body }, { status: 403, headers: {} });
}

interface PageText {
  readonly language: PageLanguage;
  readonly title: string;
  readonly body: string;
}

function page(
  { language, title, body }: PageText,
  { status, headers }: { readonly status: number; readonly headers: Record<string, string> },
): Response {
  const direction = language === "fa" ? "rtl" : "ltr";
  const text = `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head><body><h1>${title}</h1>${body}</body></html>
`;
  return new Response(text, { status, headers: { ...PAGE_HEADERS, ...headers } });
}

const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-dns-prefetch-control": "off",
};
