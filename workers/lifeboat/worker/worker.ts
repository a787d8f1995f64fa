// The lifeboat: the service worker a reader's browser carries, the second of the three layers between a page and the hosts it
// names (the translation before it, the policy behind it). It maps what scripts build, refuses every host the service does
// not list before its name is looked up, tells the relay what a request would have been at home, and hands documents over
// with the wider policy. Where a browser has no service workers (private windows of Firefox, cookies blocked, a hard
// reload) pages live by the translation, the shim and the relay's strict policy: less works, nothing leaks.
// Where failover stands, every request to the service goes its ways (failover/).

import type { ClientSettings } from "../../../shared/domain/clientsettings.ts";
import { policyHosts } from "../../../shared/domain/policy.ts";
import type { Failover } from "../failover/failover.ts";
import type { Keep } from "../keep/keep.ts";
import { createAim } from "./aim.ts";
import { widened } from "./answers.ts";
import { createShelf } from "./shelf.ts";
import { createSubresources } from "./subresources.ts";

// The relay writes the settings in front of this script, and imports what stands as `hezarFailover`.
declare const self: ServiceWorkerGlobalScope & {
  readonly hezar: ClientSettings & { readonly build: string };
  readonly hezarFailover?: Failover;
  readonly hezarKeep?: Keep;
};

const { origin } = self.location;
const { service, door, build } = self.hezar;
const aimOf = createAim(self.hezar, origin);
const hosts = policyHosts(service);
const shelf = createShelf({ caches: self.caches, door, build, now: () => Date.now() / 1000 });
const send: Failover["send"] = async (request, sending) =>
  self.hezarFailover?.send(request, sending) ?? (await sending.event.preloadResponse) ?? fetch(request);
const subresources = createSubresources({ origin, hosts, shelf, send });

// A newer lifeboat takes over at once: a reader may not come back before this host is blocked.
self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => {
  // The browser asks for a page while the lifeboat still starts, and as the page asked: from where, with which cookies.
  const preload = self.registration.navigationPreload?.enable();
  event.waitUntil(Promise.all([self.clients.claim(), preload, shelf.sweep()]));
});

self.addEventListener("fetch", (event) => {
  const answer = answerTo(event);
  if (!answer) return;
  event.respondWith(self.hezarKeep?.see(event, answer) ?? answer);
  event.waitUntil(answer.catch(() => undefined));
});

/** Undefined: the browser does it by itself. */
function answerTo(event: FetchEvent): Promise<Response> | undefined {
  const { request } = event;
  const aim = aimOf(request.url);
  if (aim.kind === "mirror") return undefined;
  if (request.mode === "navigate")
    return request.method === "GET" || (isOurs(request) && aim.kind === "primary") ? navigate(event) : undefined;
  const isTaken = aim.kind === "elsewhere" || !subresources.isPlain(request, aim) || self.hezarFailover?.saves(request);
  return isTaken ? subresources.answer(event, aim) : undefined;
}

/**
 * A form that another site sent is left to the browser: sent on from here it would look like our own page's. All our pages
 * tell us where they are, by our own Referrer-Policy. One for a framed secondary goes on to its sibling with its body.
 */
function isOurs({ referrer }: Request): boolean {
  return referrer.startsWith(`${origin}/`);
}

async function navigate(event: FetchEvent): Promise<Response> {
  return widened(await send(event.request, { event }), hosts);
}
