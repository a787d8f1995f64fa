// What the page says, in English and Persian, and how each writes numbers, spans and times.

import type { Cause } from "../../../shared/domain/blocklist.ts";
import type { MirrorState } from "../../../shared/domain/mirror.ts";
import type { Level } from "../../../shared/domain/verdict/verdict.ts";
import type { MeshEvent } from "../../../shared/wardenapi.ts";

export type Language = "en" | "fa";
type Weather = "shutdown" | "whitelist";

interface Spoken {
  readonly language: Language;
  readonly direction: "ltr" | "rtl";
  readonly title: string;
  readonly asOf: string;
  readonly other: { readonly language: Language; readonly name: string };
  readonly leave: string;
  readonly states: Readonly<Record<MirrorState, string>>;
  readonly mirrors: string;
  readonly grid: string;
  readonly gridHint: string;
  readonly mirror: string;
  readonly everywhere: string;
  readonly verdicts: Readonly<Record<"healthy" | "suspect" | "burned" | "unknown", string>>;
  readonly causes: Readonly<Record<Cause, string>>;
  /** How high a block reaches. */
  readonly levels: Readonly<Record<Level, string>>;
  /** Between two words of a list. */
  readonly comma: string;
  readonly nothingJudged: string;
  readonly events: string;
  readonly noEvents: string;
  readonly event: Readonly<Record<MeshEvent["event"], string>>;
  readonly quota: string;
  readonly writes: string;
  readonly behind: string;
  readonly lives: string;
  readonly livesHint: string;
  readonly byZone: string;
  readonly byAccount: string;
  readonly median: string;
  readonly noMedian: string;
  readonly marks: Readonly<Record<"burned" | "alive" | "retired", string>>;
  readonly weather: Readonly<Record<Weather, string>>;
  readonly orders: string;
  readonly wishes: string;
  readonly steeredBy: string;
  readonly nobodySteers: string;
}

/** The words, and how the language writes what stands between them. */
export interface Words extends Spoken {
  number(value: number): string;
  percent(part: number): string;
  span(seconds: number): string;
  /** UTC. */
  time(seconds: number): string;
  country(code: string): string;
}

const en: Spoken = {
  language: "en",
  direction: "ltr",
  title: "The mesh",
  asOf: "as of",
  other: { language: "fa", name: "فارسی" },
  leave: "Sign out",
  states: {
    live: "live",
    suspect: "suspect",
    reserve: "reserve",
    minting: "minting",
    burned: "burned",
    retired: "retired",
  },
  mirrors: "Mirrors",
  grid: "Where each mirror stands",
  gridHint: "By what readers and probes told from each country.",
  mirror: "Mirror",
  everywhere: "everywhere",
  verdicts: { healthy: "reachable", suspect: "suspect", burned: "burned", unknown: "nothing known" },
  causes: {
    censor: "censor",
    provider: "provider",
    quota: "quota",
    flagged: "flagged",
    origin: "origin",
    operator: "operator",
  },
  levels: {
    hostname: "hostname",
    zone: "whole zone",
    suffix: "whole suffix",
    provider: "provider's addresses",
    country: "whole country",
  },
  comma: ", ",
  nothingJudged: "Nothing has been said against any mirror.",
  events: "What happened",
  noEvents: "Nothing yet.",
  event: {
    ordered: "ordered",
    claimed: "claimed",
    minted: "minted",
    "handed-out": "handed out",
    burned: "burned",
    unburned: "off the blocklist",
    draining: "draining",
    retired: "retired",
    abandoned: "abandoned",
    split: "group split",
    "account-trouble": "account in trouble",
    "account-well": "account well again",
    "provider-doubted": "readers say its provider fails",
    configured: "configured",
    judged: "judged",
    spared: "spare given",
    weather: "weather",
    problem: "a reader says",
  },
  quota: "Writes to KV today",
  writes: "writes",
  behind: "keys waiting",
  lives: "How long mirrors lived",
  livesHint: "Each mark is a mirror, at the age it has or had.",
  byZone: "By zone",
  byAccount: "By account",
  median: "half lived to",
  noMedian: "fewer than half burned",
  marks: { burned: "burned", alive: "standing", retired: "retired by us" },
  weather: {
    shutdown: "National shutdown: nothing gets through, so nothing is minted there.",
    whitelist: "Whitelist: only listed addresses get through there, so nothing is minted.",
  },
  orders: "orders waiting",
  wishes: "probes wished for",
  steeredBy: "An autopilot steers until",
  nobodySteers: "No autopilot steers: hezar watch.",
};

const fa: Spoken = {
  language: "fa",
  direction: "rtl",
  title: "شبکهٔ آینه‌ها",
  asOf: "در ساعت",
  other: { language: "en", name: "English" },
  leave: "خروج",
  states: {
    live: "زنده",
    suspect: "مشکوک",
    reserve: "ذخیره",
    minting: "در حال ساخت",
    burned: "سوخته",
    retired: "بازنشسته",
  },
  mirrors: "آینه‌ها",
  grid: "وضع هر آینه در هر کشور",
  gridHint: "بر پایهٔ آنچه خوانندگان و کاوشگرها از هر کشور گفته‌اند.",
  mirror: "آینه",
  everywhere: "همه‌جا",
  verdicts: { healthy: "در دسترس", suspect: "مشکوک", burned: "سوخته", unknown: "چیزی نمی‌دانیم" },
  causes: {
    censor: "سانسور",
    provider: "ارائه‌دهنده",
    quota: "سهمیه",
    flagged: "نشان‌دار",
    origin: "سرور مبدأ",
    operator: "گرداننده",
  },
  levels: {
    hostname: "نام میزبان",
    zone: "همهٔ دامنه",
    suffix: "همهٔ پسوند",
    provider: "نشانی‌های ارائه‌دهنده",
    country: "همهٔ کشور",
  },
  comma: "، ",
  nothingJudged: "علیه هیچ آینه‌ای چیزی گفته نشده است.",
  events: "چه گذشت",
  noEvents: "هنوز هیچ.",
  event: {
    ordered: "سفارش شد",
    claimed: "برداشته شد",
    minted: "ساخته شد",
    "handed-out": "به خوانندگان داده شد",
    burned: "سوخت",
    unburned: "از فهرست سوخته‌ها بیرون آمد",
    draining: "در حال تخلیه",
    retired: "بازنشسته شد",
    abandoned: "رها شد",
    split: "گروه دو پاره شد",
    "account-trouble": "گرفتاری در حساب",
    "account-well": "حساب دوباره روبه‌راه است",
    "provider-doubted": "خوانندگان می‌گویند ارائه‌دهنده‌اش در دسترس نیست",
    configured: "پیکربندی شد",
    judged: "داوری شد",
    spared: "آینهٔ یدکی داده شد",
    weather: "وضع کشور",
    problem: "خواننده‌ای می‌گوید",
  },
  quota: "نوشتن‌های امروز در KV",
  writes: "نوشتن",
  behind: "کلید در صف",
  lives: "آینه‌ها چقدر زنده ماندند",
  livesHint: "هر نشانه یک آینه است، در سنی که دارد یا داشت.",
  byZone: "به تفکیک دامنه",
  byAccount: "به تفکیک حساب",
  median: "نیمی تا این سن",
  noMedian: "کمتر از نیمی سوخته‌اند",
  marks: { burned: "سوخته", alive: "برپا", retired: "بازنشسته به دست ما" },
  weather: {
    shutdown: "قطع سراسری: هیچ چیز رد نمی‌شود، پس آنجا چیزی ساخته نمی‌شود.",
    whitelist: "فهرست سفید: تنها نشانی‌های مجاز رد می‌شوند، پس چیزی ساخته نمی‌شود.",
  },
  orders: "سفارش در انتظار",
  wishes: "کاوش خواسته‌شده",
  steeredBy: "خلبان خودکار می‌راند تا",
  nobodySteers: "خلبان خودکاری در کار نیست: hezar watch",
};

const SPANS: readonly (readonly [seconds: number, unit: "day" | "hour" | "minute" | "second"])[] = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
];

export function wordsFor(language: Language): Words {
  const numbers = new Intl.NumberFormat(language);
  const percents = new Intl.NumberFormat(language, { style: "percent" });
  const times = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const countries = new Intl.DisplayNames(language, { type: "region" });
  return {
    ...(language === "fa" ? fa : en),
    number: (value) => numbers.format(value),
    percent: (part) => percents.format(part),
    span: (seconds) => {
      const [size, unit] = SPANS.find(([least]) => seconds >= least) ?? [1, "second"];
      const style = { style: "unit", unit, unitDisplay: "long" } as const;
      return new Intl.NumberFormat(language, style).format(Math.floor(Math.max(0, seconds) / size));
    },
    time: (seconds) => times.format(seconds * 1000),
    country: (code) => (/^[A-Z]{2}$/.test(code) && code !== "XX" ? (countries.of(code) ?? code) : code),
  };
}

/** The first of the reader's languages that the page has; `wish` is what they chose on the page. */
export function chooseLanguage(wish: string | undefined, acceptLanguage: string): Language {
  const wanted = [wish ?? "", ...acceptLanguage.split(",").map((part) => part.trim().slice(0, 2).toLowerCase())];
  return wanted.find((one): one is Language => one === "en" || one === "fa") ?? "en";
}
