// A link opened as a browser does it: a navigation to its ticket path shows the entering page, whose own POST trades the
// ticket for a pass. What strangers get instead is told from that page by what the page carries, never guessed.

import { ok, type Result, refuse } from "../../shared/domain/result.ts";
import type { Reach } from "../reach.ts";

export interface OpenedLink {
  /** The clean address, ticket gone. */
  readonly url: string;
  /** The pass as a Cookie header's value: `name=value`. */
  readonly cookie: string;
}

export type OpenRefusal = "not a link" | "unreachable" | "stranger" | "refused";

const TIMEOUT_MILLISECONDS = 20_000;

// What Chromium sends when a person follows a link from outside. Only a navigation meets the entering page.
const NAVIGATION = {
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "accept-language": "en",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "sec-fetch-site": "none",
  "sec-fetch-user": "?1",
  "upgrade-insecure-requests": "1",
} as const;

export async function openLink(text: string, reach: Reach): Promise<Result<OpenedLink, OpenRefusal>> {
  const link = URL.parse(text);
  if (link === null || !/^https?:$/.test(link.protocol)) return refuse("not a link");
  try {
    const page = await visit(link, reach);
    if (!page.includes(" data-to=") || !page.includes('<form method="post"')) return refuse("stranger");
    return await exchange(link, reach);
  } catch (error) {
    return refuse("unreachable", causeOf(error));
  }
}

async function visit(link: URL, reach: Reach): Promise<string> {
  const response = await reach(link, { headers: NAVIGATION, redirect: "manual", signal: timeout() });
  return response.text();
}

async function exchange(link: URL, reach: Reach): Promise<Result<OpenedLink, OpenRefusal>> {
  const response = await reach(link, {
    method: "POST",
    headers: {
      origin: link.origin,
      "sec-fetch-dest": "empty",
      "sec-fetch-mode": "cors",
      "sec-fetch-site": "same-origin",
    },
    redirect: "manual",
    signal: timeout(),
  });
  await response.arrayBuffer();
  const location = response.headers.get("location");
  const pass = response.headers.getSetCookie().find((cookie) => cookie.startsWith("__Host-"));
  if (location === null || pass === undefined) return refuse("refused", `HTTP ${response.status} without a pass`);
  return ok({ url: new URL(location, link).href, cookie: pass.split(";")[0] ?? "" });
}

function timeout(): AbortSignal {
  return AbortSignal.timeout(TIMEOUT_MILLISECONDS);
}

/** The system's own word for it (ECONNREFUSED, ENOTFOUND, a certificate's fault), which fetch hides in the cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as NodeJS.ErrnoException;
  return code ?? message;
}
