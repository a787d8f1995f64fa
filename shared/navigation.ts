// Whether a GET is a person's browser going to a page: not an unfurler, a prefetch, a script or a frame. Pages that cost
// something (an invite used, a lifeboat installed) answer only to these.

export interface HeadersLike {
  get(name: string): string | null;
}

/**
 * Browsers older than Sec-Fetch-* (Safari before 16.4) are known by two headers that only their navigations send; any
 * unfurler could send them too, and then pays for the request like a browser.
 */
export function isNavigation({ method, headers }: { readonly method: string; readonly headers: HeadersLike }): boolean {
  if (method !== "GET" || headers.get("sec-purpose") !== null || headers.get("purpose") !== null) return false;
  const mode = headers.get("sec-fetch-mode");
  const destination = headers.get("sec-fetch-dest");
  if (mode !== null || destination !== null) return mode === "navigate" && destination === "document";
  return headers.get("upgrade-insecure-requests") === "1" && (headers.get("accept") ?? "").includes("text/html");
}
