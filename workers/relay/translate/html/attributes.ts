// Which attribute holds what, on which element. Attributes the table does not name are left alone: `data-*`, `content`
// of og: tags, `cite` and rel=canonical are data no browser fetches.

import {
  CSS_ATTRIBUTES,
  LIST_ATTRIBUTES,
  SRCSET_ATTRIBUTES,
  URL_ATTRIBUTES,
} from "../../../../shared/domain/attributes.ts";

export type AttributeKind = "url" | "list" | "srcset" | "css" | "document";

const KINDS: ReadonlyMap<string, AttributeKind> = new Map<string, AttributeKind>([
  ...[...URL_ATTRIBUTES].map((name) => [name, "url"] as const),
  ...[...CSS_ATTRIBUTES].map((name) => [name, "css"] as const),
  ...[...SRCSET_ATTRIBUTES].map((name) => [name, "srcset"] as const),
  ...[...LIST_ATTRIBUTES].map((name) => [name, "list"] as const),
  ["srcdoc", "document"],
]);

/** `data` is an address only on `<object>`, `srcdoc` a page only on `<iframe>`. */
const ONLY_ON: Readonly<Record<string, string>> = {
  data: "object",
  codebase: "object",
  srcdoc: "iframe",
  manifest: "html",
};

/** Elements whose attributes mean something together. */
export const SHOWN_ELEMENTS = ["base", "link", "meta", "frame", "iframe"];
/** Attributes that may change, or that tell what another one means. */
export const ATTRIBUTE_NAMES = [
  ...KINDS.keys(),
  ..."referrerpolicy content name http-equiv rel as integrity type".split(" "),
];

/** The one element on which this attribute counts. */
export function onlyOn(attribute: string): string | undefined {
  return ONLY_ON[attribute];
}

export function attributeKind(element: string, attribute: string): AttributeKind | undefined {
  const kind = KINDS.get(attribute);
  const only = ONLY_ON[attribute];
  return only === undefined || only === element ? kind : undefined;
}

/** Hints that make a browser open connections by name before any policy of ours is asked. */
const LEAKING_HINTS = new Set(["preconnect", "dns-prefetch", "prerender"]);
const LOADING_HINTS = new Set(["preload", "modulepreload", "prefetch", "compression-dictionary"]);
/** Links that only name an address. */
const DATA_LINKS = new Set(["canonical", "shortlink"]);

export function isDataLink(rel: string): boolean {
  return tokensOf(rel).some((token) => DATA_LINKS.has(token));
}

/** The `rel` without the leaking hints, and without what loads ahead from a host we do not relay; `undefined`: none. */
export function withoutHints(rel: string, isForeign: boolean): string | undefined {
  const tokens = rel.split(/[\t\n\f\r ]+/);
  const leaks = (token: string) => LEAKING_HINTS.has(token) || (isForeign && LOADING_HINTS.has(token));
  const kept = tokens.filter((token) => !leaks(token.toLowerCase()));
  return kept.length === tokens.length ? undefined : kept.join(" ");
}

/** A sheet, or the preload of one. */
export function isSheetLink(rel: string, as: string): boolean {
  const tokens = tokensOf(rel);
  return tokens.includes("stylesheet") || (tokens.includes("preload") && as.trim().toLowerCase() === "style");
}

function tokensOf(rel: string): string[] {
  return rel.toLowerCase().split(/[\t\n\f\r ]+/);
}

export type MetaKind = "refresh" | "policy" | "prefetch" | "referrer";

/** The `<meta>` elements that would act against us. */
export function metaKind(httpEquiv: string, name: string): MetaKind | undefined {
  const header = httpEquiv.trim().toLowerCase();
  if (header === "refresh") return "refresh";
  if (header.startsWith("content-security-policy") || header === "x-content-security-policy") return "policy";
  if (header === "x-dns-prefetch-control") return "prefetch";
  return name.trim().toLowerCase() === "referrer" ? "referrer" : undefined;
}
