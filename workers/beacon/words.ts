// Everything the beacon's pages say, in Persian and English. Plain words: many readers are in a hurry and on a phone.

export type Language = "fa" | "en";

export interface Words {
  readonly direction: "rtl" | "ltr";
  /** Says nothing about what is behind it: it shows in tabs and, should a messenger look, in previews. */
  readonly title: string;
  readonly askHeading: string;
  readonly askLabel: string;
  readonly askHint: string;
  readonly askButton: string;
  readonly waitingHeading: string;
  readonly waitingText: string;
  readonly waitingButton: string;
  readonly linksHeading: string;
  readonly linksIntro: string;
  readonly link: (number: string) => string;
  readonly open: string;
  readonly copy: string;
  readonly copied: string;
  readonly qrLabel: string;
  readonly steps: readonly string[];
  readonly stepsHeading: string;
  readonly operatorHeading: string;
  readonly operator: readonly string[];
  readonly noneHeading: string;
  readonly noneText: string;
  readonly wrongHeading: string;
  readonly wrongText: string;
  readonly unavailableHeading: string;
  readonly unavailableText: string;
  readonly throttledHeading: string;
  readonly throttledText: string;
  readonly contact: string;
}

const fa: Words = {
  direction: "rtl",
  title: "صفحه",
  askHeading: "کد دعوت",
  askLabel: "کدی را که گرفته‌اید بنویسید",
  askHint: "بیست نویسه؛ بزرگ و کوچک بودن حروف، فاصله و خط تیره فرقی نمی‌کند.",
  askButton: "نشان بده",
  waitingHeading: "پیوندها آماده‌اند",
  waitingText: "با این دکمه پیوندها نشان داده می‌شوند و یک بار از دعوت شما استفاده می‌شود.",
  waitingButton: "پیوندها را نشان بده",
  linksHeading: "پیوندهای شما",
  linksIntro: "هر کدام را که باز شد به کار ببرید. همه به یک جا می‌رسند.",
  link: (number) => `پیوند ${number}`,
  open: "باز کردن",
  copy: "کپی",
  copied: "کپی شد",
  qrLabel: "کد QR همین پیوند",
  stepsHeading: "چه باید کرد",
  steps: [
    "یکی از پیوندها را در همین مرورگر باز کنید. برنامه یا تنظیمی لازم نیست.",
    "اگر باز نشد، پیوند بعدی را امتحان کنید.",
    "همهٔ پیوندها را همین حالا در جای امنی نگه دارید؛ این صفحه شاید دوباره باز نشود.",
    "پیوند را در پیام‌رسان یا شبکهٔ اجتماعی نفرستید. اگر کسی کنار شماست، بگذارید کد QR را با دوربینش بخواند.",
  ],
  operatorHeading: "گردانندهٔ آینه چه می‌بیند",
  operator: [
    "صفحه‌هایی که از راه این پیوندها باز می‌کنید و هر چه در آن‌ها می‌نویسید، برای گردانندهٔ آینه دیدنی است. گذرواژه‌ای را که جای دیگر هم به کار می‌برید اینجا ننویسید.",
    "ما نشانی شما و صفحه‌هایی را که می‌بینید ثبت نمی‌کنیم. شرکت اینترنت شما می‌بیند که به این نشانی وصل شده‌اید، نه این که چه می‌خوانید.",
  ],
  noneHeading: "هنوز پیوندی آماده نیست",
  noneText: "نشانی تازه‌ای در راه است. چند دقیقهٔ دیگر همین صفحه را دوباره باز کنید.",
  wrongHeading: "این کد درست نیست",
  wrongText:
    "شاید اشتباه نوشته شده، یک بار به کار رفته یا زمانش گذشته باشد. از کسی که کد را به شما داده دوباره بپرسید.",
  unavailableHeading: "اکنون نشد",
  unavailableText: "اکنون نمی‌توانیم پیوندی بدهیم. کد شما هنوز خوب است؛ کمی بعد دوباره امتحان کنید.",
  throttledHeading: "کمی صبر کنید",
  throttledText: "از این شبکه کدهای نادرست زیادی رسیده است. یک دقیقهٔ دیگر دوباره امتحان کنید.",
  contact: "تماس با گردانندگان",
};

const en: Words = {
  direction: "ltr",
  title: "Page",
  askHeading: "Invite code",
  askLabel: "Type the code you were given",
  askHint: "Twenty characters; capitals, spaces and hyphens do not matter.",
  askButton: "Show",
  waitingHeading: "Links are ready",
  waitingText: "This button shows them and uses your invite once.",
  waitingButton: "Show the links",
  linksHeading: "Your links",
  linksIntro: "Use whichever opens. They all lead to the same place.",
  link: (number) => `Link ${number}`,
  open: "Open",
  copy: "Copy",
  copied: "Copied",
  qrLabel: "QR code of this link",
  stepsHeading: "What to do",
  steps: [
    "Open one of the links in this browser. You need no app and no settings.",
    "If it does not open, try the next one.",
    "Keep all the links somewhere safe now; this page may not open again.",
    "Do not send a link through a messenger or a social network. If somebody is beside you, let them scan the QR code.",
  ],
  operatorHeading: "What the mirror's operator can see",
  operator: [
    "Whoever runs the mirror can see the pages you open through these links and whatever you type there. Do not type a password that you also use elsewhere.",
    "We keep no record of your address or of what you read. Your internet provider sees that you connect to this address, not what you read.",
  ],
  noneHeading: "No link is ready yet",
  noneText: "A new address is on its way. Open this page again in a few minutes.",
  wrongHeading: "This code is not valid",
  wrongText: "It may be mistyped, used up or expired. Ask the person who gave it to you.",
  unavailableHeading: "Not right now",
  unavailableText: "We cannot give links at the moment. Your code is still good; try again in a little while.",
  throttledHeading: "Please wait a little",
  throttledText: "Too many wrong codes have come from this network. Try again in a minute.",
  contact: "Contact the operators",
};

export const words: Readonly<Record<Language, Words>> = { fa, en };

/** `?lang=`, else the first of the two that the browser asks for, else Persian: this page is made for Iran's readers. */
export function languageOf(request: Request): Language {
  const chosen = new URL(request.url).searchParams.get("lang");
  if (chosen === "fa" || chosen === "en") return chosen;
  const asked = (request.headers.get("Accept-Language") ?? "").toLowerCase().split(",", 16).map(parseRange);
  const [best] = asked
    .filter(({ tag }) => tag === "fa" || tag === "en")
    .sort((left, right) => right.weight - left.weight);
  return best?.tag === "en" ? "en" : "fa";
}

function parseRange(range: string): { readonly tag: string; readonly weight: number } {
  const [tag = "", ...parameters] = range.trim().split(";");
  const quality = parameters.map((text) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(text)?.[1]).find(Boolean);
  return { tag: tag.split("-")[0] ?? "", weight: quality === undefined ? 1 : Number(quality) };
}

/** Numbers as the language writes them. */
export function toNumeral(value: number, language: Language): string {
  return language === "fa"
    ? String(value).replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[Number(digit)] ?? digit)
    : String(value);
}
