// Which hosts belong to one site, without the public suffix list (200 kB, and stale the day it is deployed). A site is a
// name's last label with one more before it; with two more where the end is a country's second level (co.uk, com.tr) or
// the suffix of a firm under which strangers live side by side. A suffix missing here makes two strangers one site, so
// the list holds the firms whose names operators give as secondaries. Only cookies of listed hosts depend on it.

const SECOND_LEVELS = new Set("ac co com edu gob go gov gv ltd mil ne net or org".split(" "));
const SHARED_SUFFIXES = new Set(
  (
    "akamaihd.net akamaized.net amazonaws.com amplifyapp.com appspot.com azureedge.net azurewebsites.net b-cdn.net " +
    "blogspot.com cdn77.org cloudfront.net edgekey.net fastly.net firebaseapp.com fly.dev github.io gitlab.io " +
    "googleapis.com googleusercontent.com herokuapp.com netlify.app onrender.com pages.dev r2.dev vercel.app web.app " +
    "wordpress.com workers.dev"
  ).split(" "),
);
const IP_ADDRESS = /^(?:\[.*|\d+(?:\.\d+){3})$/;

/** Anybody may have a name under it, so it can own no cookie. */
export function isPublicSuffix(domain: string): boolean {
  const labels = domain.split(".");
  return !IP_ADDRESS.test(domain) && labels.length <= suffixLabels(labels);
}

/** `www.news.co.uk` → `news.co.uk`; an IP address and a bare suffix are their own. */
export function registrableDomain(hostname: string): string {
  const labels = hostname.split(".");
  return IP_ADDRESS.test(hostname) ? hostname : labels.slice(-1 - suffixLabels(labels)).join(".");
}

/** What a zone was registered under: `garden.example` → `example`, `x.workers.dev` → `workers.dev`. */
export function suffixOf(zone: string): string {
  const domain = registrableDomain(zone);
  return domain.slice(domain.indexOf(".") + 1);
}

export function isSubdomain(hostname: string, domain: string): boolean {
  return hostname === domain || (hostname.endsWith(`.${domain}`) && !IP_ADDRESS.test(hostname));
}

function suffixLabels(labels: readonly string[]): number {
  const [second = "", top = ""] = labels.slice(-2);
  if (labels.length < 2) return 1;
  if (SHARED_SUFFIXES.has(`${second}.${top}`)) return 2;
  return top.length === 2 && SECOND_LEVELS.has(second) ? 2 : 1;
}
