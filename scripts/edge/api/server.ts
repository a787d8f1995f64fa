// The API's own loopback listener: admit → route → answer. Nothing of an exception reaches the caller but our own refusals.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readBody } from "../storage/body.ts";
import type { Gatekeeper } from "./auth.ts";
import { ApiFailure, fail, failed, type Reply } from "./envelope.ts";
import { createRouter, type RouteEntry } from "./router.ts";

export interface ApiOptions {
  readonly gatekeeper: Gatekeeper;
  readonly routes: readonly RouteEntry[];
  /** The edge's own, below /edge. */
  readonly controls: readonly RouteEntry[];
  /** Told about calls that have no route, so that a client's needs can be learnt. */
  readonly onUnknownRoute: (call: string) => void;
}

const base = "/client/v4";
const controlBase = "/edge";
const bodyBytesMax = 100 * 1024 * 1024;

export function createApi({ gatekeeper, routes, controls, onUnknownRoute }: ApiOptions): Server {
  const findRoute = createRouter(routes);
  const findControl = createRouter(controls);
  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const [path = "", search = ""] = (request.url ?? "/").split(/\?(.*)/s);
    const isControl = path.startsWith(`${controlBase}/`);
    if (!isControl && !path.startsWith(`${base}/`)) fail(404, 7000, "No route for that URI");
    const inner = path.slice((isControl ? controlBase : base).length).replace(/\/$/, "");
    const account = gatekeeper.admit(request.headers.authorization, inner, { evenIfSuspended: isControl });
    const found = (isControl ? findControl : findRoute)(request.method ?? "GET", inner);
    if (found === undefined) return unknownRoute(`${request.method} ${inner}`, inner);
    return found.handler({
      account,
      params: found.params,
      query: new URLSearchParams(search),
      contentType: request.headers["content-type"] ?? "",
      userAgent: request.headers["user-agent"] ?? "",
      body: async () => (await readBody(request, bodyBytesMax)) ?? fail(413, 10027, "Request body is too large"),
    });
  };
  const unknownRoute = (call: string, path: string): never => {
    onUnknownRoute(call);
    return fail(404, 7003, `Could not route to ${base}${path}, perhaps your object identifier is invalid?`);
  };
  return createServer((request, response) => {
    answer(request)
      .catch((error: unknown) => failed(error instanceof ApiFailure ? error : unexpected))
      .then((reply) => send(response, reply));
  });
}

const unexpected = new ApiFailure(500, { code: 10001, message: "Internal service error" });

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  const raw = body instanceof Uint8Array;
  response.writeHead(status, { "Content-Type": raw ? "application/octet-stream" : "application/json", ...headers });
  response.end(raw ? body : JSON.stringify(body));
}
