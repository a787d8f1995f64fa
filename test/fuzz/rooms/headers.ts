// Headers in both directions: whatever an upstream sends, nothing of it acts against the mirror, and whatever a reader
// sends, the pass stays here.
import { translateCookies, translateSetCookies } from "../../../workers/relay/translate/headers/cookies.ts";
import { translateRequestHeaders, translateResponseHeaders } from "../../../workers/relay/translate/headers/headers.ts";
import { CDN, contextOf } from "../../cases/translate/scanning.ts";
import { soup } from "../random.ts";
import type { Room } from "../room.ts";
import { LISTED, UNLISTED } from "./words.ts";

const PASS = "__Host-sid";
const COOKIE = [
  ..."= ; , a b sid session __Host- __Secure- __Host-sid __host-sid Path=/ Path=/x Path Domain=news.example Domain=.example domain Secure HttpOnly SameSite=None SameSite=Lax Max-Age=0 Max-Age=-1 Max-Age=99999999999 Expires=Thu, Partitioned Priority=High _ ~ cdn".split(
    " ",
  ),
  ...[" ", "\t", '"', "é", "\x7f", "%3B", "; ", "=="],
];
const contexts = [
  contextOf(),
  contextOf(CDN),
  contextOf("primary", "https://news.example/"),
  contextOf(CDN, "https://cdn.example/a/b/c"),
];

export const setCookies: Room = {
  name: "set-cookie",
  share: 4,
  // A header cannot hold a break.
  make: (random) => soup(random, COOKIE).replace(/[\0\r\n]/g, ""),
  check(input, random) {
    const cookies = translateSetCookies([input, input.slice(3)], random.pick(contexts));
    for (const cookie of cookies) {
      const [pair = "", ...attributes] = cookie.split(";");
      if (pair.slice(0, Math.max(0, pair.indexOf("="))).trim() === PASS) return `sets the pass: ${cookie}`;
      if (attributes.some((one) => /^\s*domain\b/i.test(one))) return `has a domain: ${cookie}`;
      if (/[\r\n\0]/.test(cookie)) return `has a break: ${JSON.stringify(cookie)}`;
    }
    return undefined;
  },
};

export const cookies: Room = {
  name: "cookie",
  share: 3,
  make: (random) => `${random.once(2) ? `${PASS}=the-pass; ` : ""}${soup(random, COOKIE)}`,
  check(input, random) {
    const sent = translateCookies(input, random.pick(contexts));
    return sent?.includes("the-pass") ? `sends the pass: ${sent}` : undefined;
  },
};

const NAMES =
  "location content-location refresh link sourcemap set-cookie content-security-policy access-control-allow-origin strict-transport-security clear-site-data nel report-to alt-svc service-worker-allowed connection www-authenticate origin referer cookie authorization x-forwarded-for sec-fetch-site accept-encoding via mirror-state etag content-type permissions-policy cross-origin-opener-policy".split(
    " ",
  );
const VALUES = [
  ..."< > ; , = rel=preload rel=preconnect rel=next as=style url= 0 5 * null basic Basic same-origin gzip br max-age=1 close upgrade frame-ancestors".split(
    " ",
  ),
  ...[" ", '"', "\t", "é", "'self'"],
  ...LISTED.map((address) => address.replace(/[\t\n]/g, "")),
  ...UNLISTED,
];
const NEVER_DOWN = [
  "strict-transport-security",
  "clear-site-data",
  "nel",
  "report-to",
  "alt-svc",
  "service-worker-allowed",
  "mirror-state",
];

export const headers: Room = {
  name: "headers",
  share: 4,
  make: (random) =>
    Array.from({ length: random.below(8) + 1 }, () => `${random.pick(NAMES)}: ${soup(random, VALUES)}`).join("\n"),
  check(input, random) {
    const given = readHeaders(input);
    const context = random.pick(contexts);
    const up = translateRequestHeaders(given, context);
    if (up.get("cookie")?.includes(`${PASS}=`)) return `sends the pass: ${up.get("cookie")}`;
    if (up.has("x-forwarded-for")) return "tells the reader's address";
    const down = translateResponseHeaders(given, context);
    const kept = NEVER_DOWN.filter((name) => down.has(name));
    if (kept.length > 0) return `lets ${kept.join(" ")} through`;
    if (down.get("referrer-policy") !== "same-origin") return `referrer-policy is ${down.get("referrer-policy")}`;
    return hasLeakingHint(down.get("link") ?? "") ? `link: ${down.get("link")}` : undefined;
  },
};

/** A parameter stands behind a semicolon, and what stands inside another one's quotes is none. */
function hasLeakingHint(link: string): boolean {
  const [first] = link.replace(/(?<!rel=)"[^"]*"/g, "").match(/;\s*rel\s*=\s*"?[^";,]*/i) ?? [];
  return /\b(?:preconnect|dns-prefetch)\b/i.test(first ?? "");
}

/** As many as the platform takes. */
function readHeaders(text: string): Headers {
  const found = new Headers();
  for (const line of text.split("\n")) {
    const at = line.indexOf(": ");
    const value = line.slice(at + 2).replace(/[\0\r\n]/g, "");
    if (at > 0 && /^[a-z-]+$/.test(line.slice(0, at))) found.append(line.slice(0, at), value);
  }
  return found;
}
