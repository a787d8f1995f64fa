// A request sent anew in a page's stead. It is always same-origin and carries the pass; how it was meant stands in a header
// for the relay (askedas.ts). Where the address stays the body goes along as the stream it is; where it changes the body is
// held as a blob first, because browsers stream request bodies over HTTP/2 only.

import { ASKED_AS, type AskedAs, writeAskedAs } from "../../../shared/domain/askedas.ts";

export interface Wish {
  /** Absolute, on the mirror. */
  readonly address: string;
  readonly meant: AskedAs;
  readonly origin: string;
}

export async function askAnew(request: Request, { address, meant, origin }: Wish): Promise<Request> {
  const headers = new Headers(request.headers);
  headers.set(ASKED_AS, writeAskedAs(meant));
  const init: RequestInit = {
    headers,
    mode: "same-origin",
    credentials: "same-origin",
    // By our own policy a page's address never goes to another host, so what a script built comes without; a secondary
    // sees the page's origin only, and any of our addresses tells the relay which that is.
    referrer: request.referrer.startsWith(`${origin}/`) ? request.referrer : `${origin}/`,
    referrerPolicy: "same-origin",
    // What a page says in leaving goes on without it.
    ...(request.keepalive && { signal: null }),
  };
  if (request.url === address) return new Request(request, init);
  const { method, cache, redirect, keepalive, signal } = request;
  // Empty where there is none.
  const body = await request.blob();
  return new Request(address, { method, cache, redirect, keepalive, signal, ...init, ...(body.size && { body }) });
}
