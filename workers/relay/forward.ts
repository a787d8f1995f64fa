// One request to the service. Redirects are the reader's to follow, bodies stream both ways and are never held, the
// runtime carries WebSockets and cuts the upstream when the reader goes. What is timed is the wait for the answer's
// headers, not its body: a download or an event stream may take as long as it takes.

export interface Destination {
  readonly url: string;
  /** Reached through the private network binding of a local mesh. */
  readonly isPrivate: boolean;
  readonly headers: Headers;
  /** Instead of the request's own. */
  readonly body?: Uint8Array;
}

export type Unanswered = "slow" | "unreachable";
export type Forward = (request: Request, destination: Destination) => Promise<Response | Unanswered>;
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ForwardPorts {
  readonly fetchPublic: Fetch;
  /** Absent: this relay has no way to private upstreams, and asking for one is like an upstream that is down. */
  readonly fetchPrivate?: Fetch | undefined;
  readonly answerMilliseconds: number;
}

/** A request body holds the answer back until it has arrived; below this rate an upload has failed. */
const UPLOAD_BYTES_PER_MILLISECOND = 8;

export function createForward({ fetchPublic, fetchPrivate, answerMilliseconds }: ForwardPorts): Forward {
  return async (request, { url, isPrivate, headers, body }) => {
    const send = isPrivate ? fetchPrivate : fetchPublic;
    if (send === undefined) return "unreachable";
    const stop = new AbortController();
    const patience = answerMilliseconds + uploadMilliseconds(request);
    const timer = Number.isFinite(patience) ? setTimeout(() => stop.abort(), patience) : null;
    try {
      return await send(url, {
        ...message(request, body ?? request.body),
        headers,
        redirect: "manual",
        signal: stop.signal,
      });
    } catch {
      return stop.signal.aborted ? "slow" : "unreachable";
    } finally {
      clearTimeout(timer);
    }
  };
}

/** `no-store`: the runtime's own cache must not keep one reader's answer for another. */
function message({ method }: Request, body: Request["body"] | Uint8Array): RequestInit {
  const hasBody = method !== "GET" && method !== "HEAD" && body !== null;
  return { method, cache: "no-store", ...(hasBody && { body }) };
}

function uploadMilliseconds({ body, headers }: Request): number {
  if (body === null) return 0;
  const length = headers.get("content-length");
  return length === null ? Number.POSITIVE_INFINITY : Number(length) / UPLOAD_BYTES_PER_MILLISECOND;
}
