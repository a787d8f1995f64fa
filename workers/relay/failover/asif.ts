// A failover request as it would have stood at the lifeboat's own mirror: the same address, method, cookies and Fetch
// Metadata, so that what follows cannot tell the difference and its answer is that mirror's.

import { ASKED_AS, writeAskedAs } from "../../../shared/domain/askedas.ts";
import type { FailoverAsk } from "../../../shared/domain/failover.ts";
import type { FoundMirror } from "../identify.ts";

/** What the browser says of itself on every request, and pages cannot set. */
const OF_THE_BROWSER = /^(?:user-agent|accept-language|sec-ch-ua(?:-mobile|-platform)?|dnt|sec-gpc)$/;
const READING = new Set(["GET", "HEAD"]);

export interface AskedAt {
  /** As it came, for what only the browser and the edge know. */
  readonly outer: Request;
  readonly cookies: string;
  readonly body: BodyInit | null;
  /** Of the outer body, what is not the page's. */
  readonly frontBytes: number;
}

export function requestAsIf(ask: FailoverAsk, { outer, cookies, body, frontBytes }: AskedAt): Request {
  const { origin } = ask.from;
  const headers = new Headers();
  for (const [name, value] of outer.headers) if (OF_THE_BROWSER.test(name)) headers.set(name, value);
  for (const [name, value] of ask.headers) if (!isOurs(name)) headers.set(name, value);
  if (cookies) headers.set("cookie", cookies);
  // What is read here would have to be packed again.
  headers.set("accept-encoding", "identity");
  headers.set("sec-fetch-site", ask.referrer === undefined && !ask.meant ? "none" : "same-origin");
  headers.set("sec-fetch-mode", ask.meant ? "same-origin" : "navigate");
  headers.set("sec-fetch-dest", ask.meant ? ask.meant.destination : "document");
  const isSocket = isUpgrade(outer);
  if (ask.meant) headers.set(ASKED_AS, writeAskedAs(ask.meant));
  else if (!isSocket) headers.set("upgrade-insecure-requests", "1");
  if (ask.referrer !== undefined) headers.set("referer", origin + ask.referrer);
  if (isSocket) {
    headers.set("upgrade", "websocket");
    for (const name of ["sec-fetch-mode", "sec-fetch-dest"]) headers.set(name, "websocket");
    headers.set("sec-fetch-site", "same-origin");
    const protocols = outer.headers.get("sec-websocket-protocol");
    if (protocols !== null) headers.set("sec-websocket-protocol", protocols);
  }
  if (isSocket || !READING.has(ask.method)) headers.set("origin", origin);
  const hasBody = body !== null && !READING.has(ask.method);
  const whole = outer.headers.get("content-length");
  if (hasBody && whole) headers.set("content-length", String(Number(whole) - frontBytes));
  return new Request(origin + ask.path, {
    ...{ method: ask.method, headers, redirect: "manual" },
    ...(hasBody && { body }),
    ...(outer.cf && { cf: outer.cf as RequestInitCfProperties }),
  });
}

export function isUpgrade({ headers }: Pick<Request, "headers">): boolean {
  return headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** Never from a page: what says who asks and how. */
function isOurs(name: string): boolean {
  return /^(?:sec-|service-worker$|cf-|mirror-|x-forwarded-|proxy-|cookie2?$|host$|origin$|referer$|connection$|content-length$|transfer-encoding$|upgrade$|te$|trailer$|x-real-ip$|forwarded$)/.test(
    name,
  );
}

const PLACES_LIMIT = 100;

/** This mirror, or its sibling, with the lifeboat's door, mark and siblings. The same object for the same place: much is made once for one. */
export function createMirrorAsIf(): (mirror: FoundMirror, from: FailoverAsk["from"], mark: string) => FoundMirror {
  const made = new Map<string, { readonly of: FoundMirror; readonly mirror: FoundMirror }>();
  return (mirror, from, mark) => {
    const key = JSON.stringify([from, mark, mirror.label]);
    const known = made.get(key);
    if (known?.of === mirror) return known.mirror;
    const siblings = Object.entries(from.siblings).map(
      ([alias, { origin, door }]) => [alias, { hostname: new URL(origin).hostname, door }] as const,
    );
    const { door, root } = from;
    const asIf = { ...mirror, door, mark, siblings: Object.fromEntries(siblings), ...(root !== undefined && { root }) };
    if (made.size >= PLACES_LIMIT) made.clear();
    made.set(key, { of: mirror, mirror: asIf });
    return asIf;
  };
}
