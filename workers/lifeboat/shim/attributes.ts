// What each attribute holds, for every way a script can write one: property, setAttribute, Attr, markup. Each value is
// judged by itself, never by its neighbours: a script writes them in any order.

import {
  CSS_ATTRIBUTES,
  LIST_ATTRIBUTES,
  SRCSET_ATTRIBUTES,
  URL_ATTRIBUTES,
} from "../../../shared/domain/attributes.ts";
import type { Addresses } from "./addresses.ts";
import { mapCss } from "./css.ts";

const WATCHED = new Set([
  ...URL_ATTRIBUTES,
  ...SRCSET_ATTRIBUTES,
  ...LIST_ATTRIBUTES,
  ...CSS_ATTRIBUTES,
  ..."srcdoc referrerpolicy content http-equiv type integrity".split(" "),
]);

/** What opens a connection before a policy is asked: hints to connect, and navigations of frames and forms. */
const CONNECTING = /^(?:link |frame |embed |object data|form |input formaction|button formaction)/;

/** Whether an attribute of this name is ever changed. */
export const isWatched = (name: string): boolean => WATCHED.has(name);
export const WATCHED_NAMES: readonly string[] = [...WATCHED];

/** Names are lower-case. */
export type MapAttribute = (element: string, name: string, value: string) => string;

export interface AttributePorts {
  readonly addresses: Addresses;
  /** The markup of a srcdoc. */
  readonly guardDocument: (markup: string) => string;
  /** A frame's address that is no address of the net's (blob:). */
  readonly guardFrame: (address: string) => string;
  /** Scripts are changed on their way, so hashes of them do not hold. */
  readonly changesScripts: boolean;
}

export function createMapAttribute({
  addresses,
  guardDocument,
  guardFrame,
  changesScripts,
}: AttributePorts): MapAttribute {
  const own = (address: string) => addresses.own(address) as string;
  return (element, name, value) => {
    if (URL_ATTRIBUTES.has(name)) {
      if (/^i?frame$/.test(element) && name === "src") return guardFrame(lead(value));
      return CONNECTING.test(`${element} ${name}`) ? lead(value) : own(value);
    }
    if (SRCSET_ATTRIBUTES.has(name)) return mapSrcset(value, own);
    if (LIST_ATTRIBUTES.has(name))
      return value
        .split(/\s+/)
        .flatMap((one) => ours(one) ?? [])
        .join(" ");
    if (CSS_ATTRIBUTES.has(name)) return mapCss(value, own);
    if (name === "srcdoc") return element === "iframe" ? guardDocument(value) : value;
    if (name === "referrerpolicy") return weakens(value) ? "same-origin" : value;
    if (name === "integrity") return element === "link" || changesScripts ? "" : value;
    if (name === "type")
      return element === "script" && /^\s*speculationrules\s*$/i.test(value) ? "application/json" : value;
    return element === "meta" ? mapMeta(name, value) : value;
  };

  function lead(value: string): string {
    const mapped = own(value);
    return mapped === value ? (addresses.instead(value) ?? value) : mapped;
  }

  function ours(address: string): string | undefined {
    const mapped = own(address);
    return mapped === address && addresses.instead(address) ? undefined : mapped;
  }

  function mapMeta(name: string, value: string): string {
    if (name === "http-equiv") return /^\s*content-security-policy/i.test(value) ? "" : value;
    if (weakens(value)) return "same-origin";
    const [, before, address] = /^(\s*[\d.]+\s*[;,\s]\s*(?:url\s*=\s*)?)["']?(.*?)["']?\s*$/is.exec(value) ?? [];
    return address ? `${before}${lead(address)}` : value;
  }
}

/** A referrer policy that would tell other hosts the whole address. What goes to the mirror may say what it wants. */
function weakens(policy: string): boolean {
  return /^\s*(?:unsafe-url|always)\s*$/i.test(policy);
}

/** An address in it holds no white space and does not end in a comma. */
function mapSrcset(value: string, own: (address: string) => string): string {
  return value.replace(/(^|,)(\s*)([^\s,]\S*[^\s,]|[^\s,])/g, (_, comma, gap, address) => comma + gap + own(address));
}
