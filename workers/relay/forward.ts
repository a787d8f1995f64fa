// One request to the service. Redirects are the reader's to follow, bodies stream both ways and are never held, the
// runtime carries WebSockets and cuts the upstream when the reader goes. What is timed is the wait for the answer's
// headers and for what must be read before the reader gets anything: the start of a page that is answered as a whole. A
// download or an event stream may take as long as it takes.

export interface Destination {
  readonly url: string;
  /** Reached through the private network binding of a local mesh. */
  readonly isPrivate: boolean;
  readonly headers: Headers;
  /** Instead of the request's own. */
  readonly body?: Uint8Array;
}

export type Unanswered = "slow" | "unreachable";
/** `receive` makes of the service's answer the reader's; what it throws is thrown. */
export type Forward = (request: Request, destination: Destination, receive: Receive) => Promise<Response | Unanswered>;
export type Receive = (answer: Response) => Promise<Response>;
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ForwardPorts {
  readonly fetchPublic: Fetch;
  /** Absent: this relay has no way to private upstreams, and asking for one is like an upstream that is down. */
  readonly fetchPrivate?: Fetch | undefined;
  readonly answerMilliseconds: number;
}

/**
 * The platform's own cache must not keep one reader's answer for another. What is somebody's own goes past it in any case, for
 * which the runtime adds two headers (`Cache-Control`, `Pragma`) that the service sees. The rest goes as a browser sends it, and
 * the cache is told to keep no answer, whatever its status.
 */
const NO_STORE = { cache: "no-store" } as const;
const NEVER_KEPT = { cf: { cacheTtlByStatus: { "100-599": -1 } } } as const;
/** A request body holds the answer back until it has arrived; below this rate an upload has failed. */
const UPLOAD_BYTES_PER_MILLISECOND = 8;

export function createForward({ fetchPublic, fetchPrivate, answerMilliseconds }: ForwardPorts): Forward {
  return async (request, { url, isPrivate, headers, body }, receive) => {
    const send = isPrivate ? fetchPrivate : fetchPublic;
    if (send === undefined) return "unreachable";
    const clock = createClock(answerMilliseconds + uploadMilliseconds(request));
    const exchange = async (): Promise<Response | Unanswered> => {
      const init = {
        ...message(request, body ?? request.body),
        ...(isPrivate ? undefined : uncached(headers)),
        headers,
      };
      const answer = await send(url, init).catch(() => undefined);
      if (answer === undefined) return "unreachable";
      if (!clock.isOver()) return receive(answer);
      void answer.body?.cancel().catch(() => undefined);
      return "slow";
    };
    // No signal tells the runtime that time is over: it ends what a request has begun with the request, and one costs 5 % of it.
    const answered = Promise.race([exchange(), clock.over]);
    return answered.finally(clock.stop);
  };
}

interface Clock {
  readonly over: Promise<"slow">;
  isOver(): boolean;
  stop(): void;
}

function createClock(milliseconds: number): Clock {
  const { promise: over, resolve } = Promise.withResolvers<"slow">();
  let isOver = false;
  const end = () => {
    isOver = true;
    resolve("slow");
  };
  const timer = Number.isFinite(milliseconds) ? setTimeout(end, milliseconds) : null;
  return { over, isOver: () => isOver, stop: () => clearTimeout(timer) };
}

function uncached(headers: Headers): RequestInit {
  return headers.has("cookie") || headers.has("authorization") ? NO_STORE : NEVER_KEPT;
}

function message({ method }: Request, body: Request["body"] | Uint8Array): RequestInit {
  const hasBody = method !== "GET" && method !== "HEAD" && body !== null;
  return { method, redirect: "manual", ...(hasBody && { body }) };
}

function uploadMilliseconds({ body, headers }: Request): number {
  if (body === null) return 0;
  const length = headers.get("content-length");
  return length === null ? Number.POSITIVE_INFINITY : Number(length) / UPLOAD_BYTES_PER_MILLISECOND;
}
