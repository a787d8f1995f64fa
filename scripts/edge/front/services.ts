// Service bindings: a script's subrequest comes here on a private Unix socket, with the target's name in a header that
// workerd set, and goes to whatever version serves now. No visitor is described anew: the caller's `cf` travels along.
import { createServer, type Server } from "node:http";
import type { Fleet } from "../runtime/fleet.ts";
import { LOCALHOST, schemeHeader, serviceHeader } from "../runtime/spec.ts";
import { forward, headerBytesMax, refuse } from "./forward.ts";
import { withoutConnection } from "./headers.ts";
import { toLocalhost } from "./localhost.ts";
import { forwardUpgrade, isWebSocket, refuseSocket } from "./upgrade.ts";

/** `certificate`: what the mirrors' port shows, where it speaks TLS; scripts that ask it as visitors trust it. */
export function createServices(fleet: Fleet, certificate?: string): Server {
  const dress = (rawHeaders: readonly string[]) => withoutConnection(rawHeaders, (name) => name === serviceHeader);
  const dressOutward = (rawHeaders: readonly string[]) =>
    withoutConnection(rawHeaders, (name) => name === serviceHeader || name === schemeHeader);
  const server = createServer(
    { maxHeaderSize: headerBytesMax, requestTimeout: 0, shouldUpgradeCallback: isWebSocket },
    async (request, response) => {
      if (request.headers[serviceHeader] === LOCALHOST)
        return toLocalhost(request, response, { headers: dressOutward(request.rawHeaders), certificate });
      const lease = await fleet.lease(String(request.headers[serviceHeader])).catch(() => undefined);
      if (lease === undefined) return refuse(response, 503);
      forward(request, response, { lease, path: request.url ?? "/", headers: dress(request.rawHeaders) });
    },
  );
  server.on("upgrade", async (request, socket, head) => {
    const lease = await fleet.lease(String(request.headers[serviceHeader])).catch(() => undefined);
    if (lease === undefined) return refuseSocket(socket, "503 Service Unavailable");
    forwardUpgrade(socket, { lease, head, path: request.url ?? "/", headers: dress(request.rawHeaders) });
  });
  return server;
}
