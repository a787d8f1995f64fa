// Which of our languages a reader gets, for every page of the lifeboat's own.

export interface Spoken<Words> {
  readonly language: string;
  readonly direction: "rtl" | "ltr";
  readonly words: Words;
}

/** The first of the reader's languages that is here; else English. */
export function spoken<Words>(
  all: Readonly<Record<string, Words>> & { readonly en: Words },
  languages: readonly string[],
): Spoken<Words> {
  const language = languages.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one in all) ?? "en";
  return {
    language,
    direction: language === "fa" || language === "ar" ? "rtl" : "ltr",
    words: all[language] ?? all.en,
  };
}

/** "2 hours ago", as the language has it. */
export function ageIn(language: string, seconds: number): string {
  const [unit, size] =
    seconds < 3600
      ? (["minute", 60] as const)
      : seconds < 86_400
        ? (["hour", 3600] as const)
        : (["day", 86_400] as const);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(
    -Math.floor(Math.max(0, seconds) / size),
    unit,
  );
}
