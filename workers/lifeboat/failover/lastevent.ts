// An event stream that a page's stand-in opened anew says in its address which event came last (sockets/events.ts); the service is
// told as a browser tells it.

import { LAST_EVENT } from "../sockets/protocol.ts";

const HEADER = "last-event-id";

/** As an EventSource asks. */
export function isEvents({ headers }: Pick<Request, "headers">): boolean {
  return headers.get("accept") === "text/event-stream";
}

/** Undefined: it says by itself what is to be said. */
export function lastEventOf({ url, headers }: Pick<Request, "url" | "headers">): string | undefined {
  const [, said] = url.split(`#${LAST_EVENT}`);
  return said && !headers.has(HEADER) ? decoded(said) : undefined;
}

export function withLastEvent(request: Request): Request {
  const last = isEvents(request) ? lastEventOf(request) : undefined;
  if (last === undefined) return request;
  const headers = new Headers(request.headers);
  headers.set(HEADER, last);
  return new Request(request, { headers });
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
