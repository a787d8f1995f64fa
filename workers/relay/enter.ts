// On a ticket path a person's browser is shown the entering page (entering.ts); what that posts is answered here.

/** The answer to the page's POST, and to its button's. */
export function goOn(target: string, passCookie: string | undefined): Response {
  const headers = new Headers({ location: target, "cache-control": "no-store", "referrer-policy": "no-referrer" });
  if (passCookie !== undefined) headers.append("set-cookie", passCookie);
  return new Response(null, { status: 303, headers });
}
