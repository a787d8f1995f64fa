// The mirror's own pages and forms (workers/relay/about/, notices.ts), where the mirror is blocked: another one answers them as well.

import type { ClientSettings } from "../../../shared/domain/clientsettings.ts";
import type { Failover } from "../failover/failover.ts";

declare const self: ServiceWorkerGlobalScope & { readonly hezar: ClientSettings; readonly hezarFailover?: Failover };

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const [, door, name = "", ...rest] = pathname.split("/");
  const isOurs = origin === self.location.origin && door === self.hezar.door && rest.length === 0;
  if (
    !isOurs ||
    request.mode !== "navigate" ||
    request.destination !== "document" ||
    !/^(?:about|share|problem|leave)$/.test(name)
  )
    return;
  const answer = self.hezarFailover?.send(request, { event });
  if (answer) event.respondWith(answer);
});
