// Hostnames as they arrive (a Host header, a config, a command line) turned into one spelling, and the two patterns the
// mesh knows: a hostname, and `*.zone`. Making up new labels is label.ts.

import { ok, type Result, refuse } from "./result.ts";

export type HostnameProblem = "empty" | "too-long" | "bad-port" | "bad-label";

const HOSTNAME_LENGTH_LIMIT = 253;
/** Longest accepted input: a hostname, its root dot and `:65535`. */
const TEXT_LENGTH_LIMIT = HOSTNAME_LENGTH_LIMIT + 7;
/** Letters, digits, hyphens, 1-63, no hyphen at either end (RFC 1123 §2.1). Names in other scripts come as punycode. */
const ldhLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * One spelling of a hostname: lower case, without one trailing dot and without a port. IPv4 addresses pass as the
 * labels they are; IPv6 literals, underscores and anything not ASCII are `bad-label`.
 */
export function parseHostname(text: string): Result<string, HostnameProblem> {
  if (text.length > TEXT_LENGTH_LIMIT) return refuse("too-long");
  const colon = text.indexOf(":");
  const hasPort = colon !== -1 && !text.startsWith("[");
  if (hasPort && !isPort(text.slice(colon + 1))) return refuse("bad-port");
  const bare = asciiLowerCase(hasPort ? text.slice(0, colon) : text).replace(/\.$/, "");
  if (bare === "") return refuse("empty");
  if (bare.length > HOSTNAME_LENGTH_LIMIT) return refuse("too-long");
  return bare.split(".").every((label) => ldhLabel.test(label)) ? ok(bare) : refuse("bad-label");
}

/** `host` matches itself; `*.zone` matches the zone and everything under it. Both sides as `parseHostname` spells them. */
export function matchesPattern(hostname: string, pattern: string): boolean {
  if (!pattern.startsWith("*.")) return hostname === pattern;
  const zone = pattern.slice(2);
  return zone !== "" && (hostname === zone || hostname.endsWith(`.${zone}`));
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535;
}

/** Only A-Z: `toLowerCase` would turn the Kelvin sign into `k` and so let two spellings name one host. */
function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
