// The way to the mirror's own pages (notices.ts): a relay that shows none never parses their texts, and most requests end in
// none.

import type { Departure, Notice } from "./notices.ts";

export async function noticePage(request: Request, notice: Notice): Promise<Response> {
  const notices = await import("./notices.ts");
  return notices.noticePage(request, notice);
}

/** Shown instead of going to a host that the service does not list; only web addresses get a link. */
export async function leavingPage(request: Request, departure: Departure): Promise<Response> {
  const notices = await import("./notices.ts");
  return notices.leavingPage(request, departure);
}
