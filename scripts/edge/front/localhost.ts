// The network `localhost`: a script's subrequest to a name under .localhost goes to that port of this machine, as a browser
// would send it (RFC 6761 §6.3). workerd asks the system's resolver, which on many machines knows no such name.
import { type IncomingMessage, request as openRequest, type ServerResponse } from "node:http";
import { request as openTlsRequest } from "node:https";
import { schemeHeader } from "../runtime/spec.ts";
import { headerBytesMax, refuse } from "./forward.ts";
import { parseTarget } from "./hostname.ts";

export interface Outward {
  readonly headers: readonly string[];
  /** Trusted besides the well-known ones. */
  readonly certificate: string | undefined;
}

export function toLocalhost(request: IncomingMessage, response: ServerResponse, options: Outward): void {
  const { headers, certificate } = options;
  const target = parseTarget(request);
  if (!target?.hostname.endsWith(".localhost")) {
    refuse(response, 502);
    return;
  }
  const port = Number(/:(\d+)$/.exec(target.authority)?.[1] ?? 80);
  const { method = "GET" } = request;
  const isTls = request.headers[schemeHeader] === "https";
  const onward = (isTls ? openTlsRequest : openRequest)({
    ...{ host: "127.0.0.1", port, method, path: target.path, agent: false },
    ...(isTls && { servername: target.hostname, ca: certificate }),
    headers: [...headers],
    maxHeaderSize: headerBytesMax,
  });
  onward.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => (response.headersSent ? response.destroy() : refuse(response, 502)));
  response.on("close", () => onward.destroy());
  request.on("error", () => onward.destroy());
  request.pipe(onward);
}
