// What the demo censor can do to a hostname, and where on the wire it does it. Rules change while connections stand; what
// a rule once hit stays blocked for a while after it is lifted, as real censors do (residual blocks of 60–180 s).

import * as v from "valibot";
import { matchesPattern, parseHostname } from "../../../shared/domain/hostname.ts";

export const HOWS = ["nxdomain", "forged", "reset", "drop", "tls-cut", "blockpage", "cut", "throttle"] as const;
/**
 * nxdomain, forged: the name does not resolve, or to the censor's own page. reset, drop: seen in SNI or Host, ended with a
 * TCP reset or with silence. tls-cut: closed after the ClientHello. blockpage: the censor answers. cut: silence after
 * `kilobytes` have come down (the 16–20 kB cut seen in Russia). throttle: `kilobytes` a second.
 */
export type How = (typeof HOWS)[number];

export const RuleText = v.strictObject({
  /** `host`, `*.zone`, or `*` for everything. */
  pattern: v.pipe(v.string(), v.check(isPattern, "a hostname, *.zone or *")),
  how: v.picklist(HOWS),
  kilobytes: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
  residualSeconds: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(86_400))),
});
export type Rule = v.InferOutput<typeof RuleText>;

const DEFAULT_KILOBYTES = { cut: 16, throttle: 4 } as const;

export function kilobytesOf({ how, kilobytes }: Rule): number {
  if (kilobytes !== undefined) return kilobytes;
  return how === "throttle" ? DEFAULT_KILOBYTES.throttle : DEFAULT_KILOBYTES.cut;
}

/** Told by the resolver, before there is a connection. */
export function isAtLookup({ how }: Rule): boolean {
  return how === "nxdomain" || how === "forged";
}

export function covers({ pattern }: Rule, name: string): boolean {
  return pattern === "*" || matchesPattern(name, pattern);
}

function isPattern(text: string): boolean {
  const parsed = parseHostname(text.replace(/^\*\./, ""));
  return text === "*" || (parsed.ok && parsed.value === text.replace(/^\*\./, ""));
}
