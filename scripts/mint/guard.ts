// What stands before each zone. A rate per address, because a free account's 100,000 requests a day are everybody's and a
// stranger's flood spends them; and ECH by the audience's country, because where it is dropped a page with it never loads.

import type { ZoneGuard } from "../providers/provider.ts";

/**
 * Cloudflare's free plan counts in windows of 10 s (its rate limiting rules page, 2026). A page without a lifeboat makes up
 * to 70 requests, and a mobile operator puts many readers behind one address, so the rate is set for three such at once.
 */
const REQUESTS_PER_10_SECONDS = 200;

/**
 * Countries where TLS with Encrypted Client Hello is dropped as such, so that it must be off. Elsewhere it hides the
 * hostname where browser and resolver let it, and costs nothing where they do not.
 * China and Iran are not in the list: there ECH was found to fail for want of encrypted DNS, then browsers go without it
 * (Niere et al., Encrypted Client Hello in Censorship Circumvention, FOCI 2025).
 */
const DROPS_ECH: Readonly<Record<string, string>> = {
  // Since 2024-11-05: ClientHello with ECH and the outer name cloudflare-ech.com is dropped, no reset
  // (net4people/bbs issue 417; ntc.party topic 12837; confirmed by Niere et al. 2025).
  RU: "net4people/bbs#417",
};

export function guardFor(country: string): ZoneGuard {
  return { requestsPer10Seconds: REQUESTS_PER_10_SECONDS, ech: DROPS_ECH[country] === undefined ? "on" : "off" };
}

export function isGuarded(standing: Partial<ZoneGuard>, wanted: ZoneGuard): boolean {
  return standing.requestsPer10Seconds === wanted.requestsPer10Seconds && standing.ech === wanted.ech;
}
