// Hosts whose only business is to measure readers. Served through a mirror they would still tell a firm, under whatever law
// binds it, who reads what; a page works without them. Short on purpose: the well-known ones, suffixes included.

const HOSTS = [
  "google-analytics.com",
  "googletagmanager.com",
  "analytics.google.com",
  "doubleclick.net",
  "googlesyndication.com",
  "googleadservices.com",
  "connect.facebook.net",
  "mc.yandex.ru",
  "top-fwz1.mail.ru",
  "hm.baidu.com",
  "scorecardresearch.com",
  "chartbeat.com",
  "chartbeat.net",
  "quantserve.com",
  "hotjar.com",
  "clarity.ms",
  "bat.bing.com",
  "segment.io",
  "mixpanel.com",
  "amplitude.com",
  "newrelic.com",
  "nr-data.net",
  "fullstory.com",
  "static.cloudflareinsights.com",
  "plausible.io",
  "criteo.com",
  "taboola.com",
  "outbrain.com",
] as const;

/** A wildcard (`*.google.com`) is one when a host it stands for is. */
export function isMeasurementHost(hostname: string): boolean {
  const below = hostname.startsWith("*.") ? hostname.slice(1) : undefined;
  return HOSTS.some(
    (host) => hostname === host || hostname.endsWith(`.${host}`) || (below !== undefined && host.endsWith(below)),
  );
}
