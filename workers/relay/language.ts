// What every page of the mirror's own needs: the reader's language, and text that is no markup.

export type PageLanguage = "fa" | "en";

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Persian or English, whichever Accept-Language names first; Persian where it names neither. */
export function languageOf({ headers }: Request): PageLanguage {
  const asked = (headers.get("accept-language") ?? "").toLowerCase().match(/(?:^|,)\s*(fa|en)\b/);
  return asked?.[1] === "en" ? "en" : "fa";
}
