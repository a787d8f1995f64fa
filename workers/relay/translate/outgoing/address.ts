// The address a request goes to, with our own names in its path and query become the service's (`?page=https%3A%2F%2F…`).

import type { TranslateContext } from "../context.ts";

export function translateAddress({ upstream, ownNames }: Pick<TranslateContext, "upstream" | "ownNames">): string {
  // The host comes from the allow-list and stays.
  const start = upstream.url.indexOf("/", upstream.url.indexOf("://") + 3);
  return upstream.url.slice(0, start) + ownNames.toService(upstream.url.slice(start));
}
