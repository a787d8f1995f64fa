// Every header with a rule of its own, in both directions, with the reason (a comment, which the relay need not carry; a test
// looks for it). What is not named here passes unchanged;
// `keep` is said where one might expect otherwise. Early hints (103) and trailers never get here: the runtime ends both.
// `apart`: another file decides (cookies, redirects, policy). A name that ends in `*` stands for a prefix.

export type FieldRule = "drop" | "keep" | "map" | "apart" | "set";

export interface Field {
  readonly name: string;
  readonly rule: FieldRule;
}

type Row = readonly [name: string, rule: FieldRule];

const HOP_BY_HOP: readonly Row[] = [
  ["connection", "drop"], // belongs to one connection (RFC 9110 §7.6.1); what Connection names goes too
  ["keep-alive", "drop"], // belongs to one connection (RFC 9110 §7.6.1); what Connection names goes too
  ["proxy-connection", "drop"], // belongs to one connection (RFC 9110 §7.6.1); what Connection names goes too
  ["proxy-authenticate", "drop"], // belongs to one connection (RFC 9110 §7.6.1); what Connection names goes too
  ["proxy-authorization", "drop"], // belongs to one connection (RFC 9110 §7.6.1); what Connection names goes too
  ["te", "drop"], // belongs to one connection (RFC 9110 §7.6.1); what Connection names goes too
  ["trailer", "drop"], // belongs to one connection (RFC 9110 §7.6.1); what Connection names goes too
  ["transfer-encoding", "drop"], // belongs to one connection (RFC 9110 §7.6.1); what Connection names goes too
  ["upgrade", "drop"], // belongs to one connection (RFC 9110 §7.6.1); what Connection names goes too; an upgrade to websocket is asked for again
];

export const REQUEST_FIELDS: readonly Field[] = rows([
  ...HOP_BY_HOP,
  ["host", "set"], // comes from the upstream address
  ["content-length", "set"], // comes from the body as it is sent
  ["expect", "drop"], // 100-continue is between the reader and the edge
  ["http2-settings", "drop"], // belongs to one connection (RFC 9110 §7.6.1); what Connection names goes too
  ["early-data", "drop"], // tells of the reader's connection, which is not the one to the service (RFC 8470)
  ["cookie", "apart"], // the pass is ours, and each origin sees only its own cookies
  ["cookie2", "drop"], // RFC 2965 is dead; it could carry cookies past the rules
  ["origin", "map"], // the mirror's own becomes the service's; any other becomes null, so nobody can borrow the mirror's good name
  ["referer", "map"], // ours, a sibling's too, becomes the service's; any other is dropped: it names where the link was found
  ["authorization", "apart"], // a browser sends its password for the primary to the whole mirror; secondaries must not see it
  ["accept-encoding", "set"], // only what the runtime can undo, because pages are read on the way
  ["available-dictionary", "drop"], // dictionary compression cannot be undone here
  ["dictionary-id", "drop"], // dictionary compression cannot be undone here
  ["service-worker", "drop"], // a service's own worker would take the lifeboat's place; the registration is refused
  ["sec-websocket-key", "drop"], // the runtime makes its own handshake
  ["sec-websocket-version", "drop"], // the runtime makes its own handshake
  ["sec-websocket-extensions", "drop"], // the runtime makes its own handshake
  ["sec-fetch-site", "map"], // kept, since services check it against forgery; for a secondary what the two hosts are to each other
  ["sec-fetch-storage-access", "drop"], // speaks of the browser's storage under the mirror's name
  ["sec-ch-*", "keep"], // hints the primary asked for (Accept-CH) go to the primary; secondaries get what everybody gets
  ["alt-used", "drop"], // a browser on HTTP/3 says by which name it came: the mirror's
  ["mirror-*", "drop"], // the lifeboat's own words to the relay (askedas.ts)
  ["service-worker-navigation-preload", "drop"], // says that a lifeboat is there; the browser sends it, not the service's page
  ["if-match", "map"], // the tag of a page that was translated went down as a weak one; the service knows it as its own
  ["ping-from", "map"], // of a click's ping; holds addresses of the mirror
  ["ping-to", "map"], // of a click's ping; holds addresses of the mirror
  ["via", "drop"], // names proxies on the way
  ["forwarded", "drop"], // would tell the service the reader's address
  ["x-forwarded", "drop"], // would tell the service the reader's address
  ["x-forwarded-*", "drop"], // would tell the service the reader's address
  ["x-real-ip", "drop"], // would tell the service the reader's address
  ["client-ip", "drop"], // would tell the service the reader's address
  ["x-client-ip", "drop"], // would tell the service the reader's address
  ["x-cluster-client-ip", "drop"], // would tell the service the reader's address
  ["x-original-*", "drop"], // would tell the service the reader's address
  ["true-client-ip", "drop"], // would tell the service the reader's address
  ["x-envoy-external-address", "drop"], // would tell the service the reader's address
  ["fastly-client-ip", "drop"], // would tell the service the reader's address
  ["fly-client-ip", "drop"], // would tell the service the reader's address
  ["cf-*", "drop"], // the edge's own words about the reader or this zone
  ["cdn-loop", "drop"], // the edge's own words about the reader or this zone
]);

export const RESPONSE_FIELDS: readonly Field[] = rows([
  ...HOP_BY_HOP,
  ["set-cookie", "apart"], // Domain names the service; secondaries' cookies get a place of their own
  ["set-cookie2", "drop"], // RFC 2965 is dead; it could carry cookies past the rules

  ["location", "apart"], // an address; one that leaves the allow-list becomes a page that names the host
  ["content-location", "map"], // holds an address
  ["refresh", "map"], // holds an address; one that leaves the allow-list is dropped
  ["link", "map"], // holds addresses; hints to connect elsewhere are dropped
  ["sourcemap", "map"], // holds an address
  ["x-sourcemap", "map"], // holds an address
  ["onion-location", "drop"], // browsers offer to leave for it
  ["alt-svc", "drop"], // sends the browser to another host or port
  ["speculation-rules", "drop"], // names a list of pages to load ahead, other hosts among them
  ["use-as-dictionary", "drop"], // dictionary compression cannot be undone here

  ["access-control-allow-origin", "map"], // the primary's origin becomes the mirror's; any other is dropped: no page of it stands here
  ["access-control-*", "keep"], // of preflights and exposure; between a mirror's own addresses no browser asks
  ["timing-allow-origin", "drop"], // on the mirror everything is same-origin, so it can only name hosts
  ["cross-origin-resource-policy", "keep"], // what were secondaries are of one origin with the page, so it holds by itself
  ["cross-origin-embedder-policy", "keep"], // holds for files by itself; framed documents have origins here as there
  ["cross-origin-opener-policy", "keep"], // siblings are other origins as the secondaries were, so windows part as they did
  ["origin-agent-cluster", "keep"], // asks for a process of the origin's own; the mirror is one origin as well
  ["document-policy", "keep"], // names features, no hosts; where it would report to is dropped
  ["require-document-policy", "keep"], // names features, no hosts
  ["permissions-policy", "map"], // names origins: framed ones by the label of their documents, others go
  ["feature-policy", "map"], // the older spelling of permissions-policy
  ["integrity-policy", "drop"], // wants a hash on every script; ours has none, and what is translated has another
  ["content-security-policy", "apart"], // ours first, then the service's as it reads here (sitepolicy.ts)
  ["connection-allowlist", "set"], // ours names nobody but the mirror (shared/domain/connections.ts), and only the first of two counts
  ["connection-allowlist-report-only", "drop"], // makes browsers report to hosts that are no mirror
  ["x-content-security-policy", "drop"], // an old spelling of a policy that names other hosts
  ["x-webkit-csp", "drop"], // an old spelling of a policy that names other hosts
  ["x-frame-options", "keep"], // browsers ignore it beside our frame-ancestors, which says the same
  ["referrer-policy", "set"], // same-origin: a mirror's name never goes to another host
  ["x-dns-prefetch-control", "set"], // off: links must not be looked up by name before they are clicked
  ["accept-ch", "keep"], // the browser's hints then reach the service as they would without us
  ["critical-ch", "drop"], // makes the browser ask for every first page twice; the hints come with the second

  ["content-security-policy-report-only", "drop"], // makes browsers report to hosts that are no mirror
  ["cross-origin-opener-policy-report-only", "drop"], // makes browsers report to hosts that are no mirror
  ["cross-origin-embedder-policy-report-only", "drop"], // makes browsers report to hosts that are no mirror
  ["document-policy-report-only", "drop"], // makes browsers report to hosts that are no mirror
  ["permissions-policy-report-only", "drop"], // makes browsers report to hosts that are no mirror
  ["integrity-policy-report-only", "drop"], // makes browsers report to hosts that are no mirror
  ["nel", "drop"], // makes browsers report to hosts that are no mirror
  ["report-to", "drop"], // makes browsers report to hosts that are no mirror
  ["reporting-endpoints", "drop"], // makes browsers report to hosts that are no mirror
  ["expect-ct", "drop"], // makes browsers report to hosts that are no mirror
  ["x-xss-protection", "drop"], // makes browsers report to hosts that are no mirror; the filter it ruled is gone from browsers
  ["attribution-reporting-*", "drop"], // makes browsers report to hosts that are no mirror

  ["strict-transport-security", "drop"], // the service may not pin a zone it does not own
  ["public-key-pins*", "drop"], // the service may not pin a zone it does not own
  ["clear-site-data", "drop"], // would erase the pass and the lifeboat; a logout keeps working by its cookies
  ["service-worker-allowed", "drop"], // the scope of the mirror belongs to the lifeboat
  ["service-worker-navigation-preload", "drop"], // speaks to a service worker of the service, of which there is none
  ["origin-trial", "drop"], // speaks of keys or tokens bound to the service's own origin, which is not here
  ["sec-session-*", "drop"], // speaks of keys or tokens bound to the service's own origin, which is not here
  ["secure-session-*", "drop"], // speaks of keys or tokens bound to the service's own origin, which is not here
  ["set-login", "drop"], // speaks of keys or tokens bound to the service's own origin, which is not here
  ["observe-browsing-topics", "drop"], // lets advertisers keep or fetch things of their own in the browser, past the mirror
  ["ad-auction-*", "drop"], // lets advertisers keep or fetch things of their own in the browser, past the mirror
  ["shared-storage-write", "drop"], // lets advertisers keep or fetch things of their own in the browser, past the mirror
  ["x-allow-fledge", "drop"], // lets advertisers keep or fetch things of their own in the browser, past the mirror
  ["supports-loading-mode", "drop"], // agrees to be loaded ahead from other sites
  ["www-authenticate", "apart"], // a secondary may not ask for a password in the name of the whole mirror
  ["mirror-*", "drop"], // the mirror's own words to the lifeboat; a service may not call it burned

  ["cache-control", "set"], // private is added, and what speaks to shared caches goes: they would answer before the gate
  ["cdn-cache-control", "drop"], // speaks to shared caches, and nothing of a service may answer before the gate
  ["cloudflare-cdn-cache-control", "drop"], // speaks to shared caches, and nothing of a service may answer before the gate
  ["surrogate-control", "drop"], // speaks to shared caches, and nothing of a service may answer before the gate
  ["vary", "keep"], // is true of the answer here as well: what we change depends on nothing it does not name
  ["content-disposition", "keep"], // a file keeps its name
  ["via", "drop"], // names proxies on the way
  ["cf-*", "drop"], // the edge writes its own
]);

/** Of a body that is rewritten these would be untrue. */
export const BODY_FIELDS: readonly Field[] = rows([
  ["content-length", "drop"], // the length changes
  ["content-encoding", "drop"], // the body was decoded to be read
  ["content-md5", "drop"], // the bytes change
  ["digest", "drop"], // the bytes change
  ["content-digest", "drop"], // the bytes change
  ["repr-digest", "drop"], // the bytes change
  ["accept-ranges", "drop"], // a range of the original is no range of the translation
  ["etag", "set"], // weak: the same page, not the same bytes
]);

function rows(table: readonly Row[]): readonly Field[] {
  return table.map(([name, rule]) => ({ name, rule }));
}

/** A quick look-up by lower-case name; undefined: it passes. */
export function indexFields(fields: readonly Field[]): (name: string) => FieldRule | undefined {
  const ruled = fields.filter(({ rule }) => rule !== "keep");
  const exact = new Map(ruled.map((field) => [field.name, field.rule]));
  const prefixes = ruled.filter((field) => field.name.endsWith("*"));
  return (name) => exact.get(name) ?? prefixes.find((field) => name.startsWith(field.name.slice(0, -1)))?.rule;
}
