// Elements whose attributes mean something together, or more than their names say: `<meta>`, `<link>`, `<script>`, frames.

import { mapSitePolicies } from "../headers/sitepolicy.ts";
import { type MapReference, mapReference } from "../reference.ts";
import { mapRefresh } from "../refresh.ts";
import { createImportMapScanner } from "../text/jsonaddresses.ts";
import { type MakeScanner, scriptKind } from "../text/scripts.ts";
import { isDataLink, isSheetLink, metaKind, withoutHints } from "./attributes.ts";
import { leaveAddress, type Page, resolve } from "./page.ts";
import type { Attribute, StartTag } from "./reader.ts";
import { decoded, type Values } from "./values.ts";

export interface Around {
  readonly tag: StartTag;
  readonly values: Values;
  readonly page: Page;
}

/** What to do with an attribute: text to write instead, `undefined`: leave it, "usual": what its name says. */
export type Verdict = string | undefined | "usual";

export function editMeta(attribute: Attribute, { tag, values, page }: Around): Verdict {
  if (attribute.name !== "content") return undefined;
  const kind = metaKind(values("http-equiv"), values("name"));
  if (kind === "policy") return editPolicy(attribute, { tag, values, page });
  if (kind === "prefetch") return "off";
  if (kind === "referrer") return "same-origin";
  const value = kind === "refresh" ? decoded(tag, attribute) : undefined;
  if (value === undefined) return undefined;
  // Nobody leaves the mirror unasked.
  return mapRefresh(value, (reference) => {
    const resolved = resolve(reference, page);
    const mapped = resolved === "foreign" ? leaveAddress(reference, page) : undefined;
    return mapped === undefined ? resolved : { mapped };
  });
}

/** The service's own policy stays, in the mirror's words; one that only reports, or is of an old spelling, does not. */
function editPolicy(attribute: Attribute, { tag, values, page }: Around): string {
  const { service, place } = page;
  const value = decoded(tag, attribute);
  const isCurrent = values("http-equiv").trim().toLowerCase() === "content-security-policy";
  if (service === undefined || value === undefined || !isCurrent) return "";
  // No hash of a script is true any more.
  if (page.scripts?.script && /'sha(?:256|384|512)-/i.test(value)) return "";
  // Our own tag stands before it and needs no nonce. A comma separates nothing here (CSP3 §3.3).
  return mapSitePolicies(value.replaceAll(",", " "), { service, place, nonce: () => "" }).join();
}

export function editLink({ name }: Attribute, { values, page }: Around): Verdict {
  const rel = values("rel");
  if (name === "rel") return withoutHints(rel, resolve(values("href"), page) === "foreign");
  if (name === "href" && isDataLink(rel)) return undefined;
  if (name === "integrity") return isSheetLink(rel, values("as")) || page.scripts?.script ? "" : undefined;
  return "usual";
}

/** A frame of a host we do not relay: Chromium connects to it before it asks the policy that refuses it. */
export function editFrame(attribute: Attribute, { tag, page }: Around): Verdict {
  const value = attribute.name === "src" ? decoded(tag, attribute) : undefined;
  if (value === undefined || resolve(value, page) !== "foreign") return "usual";
  return leaveAddress(value, page) ?? "usual";
}

export function editScript({ name }: Attribute, { values, page }: Around): Verdict {
  // Our changes would break its hash; scripts that are not touched keep theirs.
  if (name === "integrity") return page.scripts?.script === undefined ? undefined : "";
  if (name !== "type") return "usual";
  return values("type").trim().toLowerCase() === "speculationrules" ? "application/json" : undefined;
}

export function readerOfScript(type: string, { xml, map, base, scripts }: Page): MakeScanner {
  const kind = xml ? undefined : scriptKind(type);
  if (kind === "importmap") return () => createImportMapScanner({ map, url: base.url });
  return kind && scripts?.[kind];
}

export function mapperOf({ base, map }: Page): MapReference {
  const { url } = base;
  return (reference) => mapReference(reference, url, map);
}
