// The lifeboat: the service worker a reader's browser carries, the second of the three layers between a page and the hosts it
// names (the translation before it, the policy behind it). It maps what scripts build, refuses every host the service does
// not list before its name is looked up, tells the relay what a request would have been at home, and hands documents over
// with the wider policy. Where a browser has no service workers (private windows of Firefox, cookies blocked, a hard
// reload) pages live by the translation, the shim and the relay's strict policy: less works, nothing leaks.
// Failover comes with the roster.

import type { ClientSettings } from "../../../shared/domain/clientsettings.ts";
import { policyHosts } from "../../../shared/domain/policy.ts";
import { createAim } from "./aim.ts";
import { emptied, exposed, widened } from "./answers.ts";
import { askAnew } from "./ask.ts";
import { type Plan, planFor } from "./plan.ts";
import { mayRead } from "./reading.ts";

// The relay writes the settings in front of this script.
declare const self: ServiceWorkerGlobalScope & { readonly hezar: ClientSettings };

const { origin } = self.location;
const aimOf = createAim(self.hezar, origin);
const hosts = policyHosts(self.hezar.service);

// A newer lifeboat takes over at once: a reader may not come back before this host is blocked.
self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => {
  // The browser asks for a page while the lifeboat still starts, and as the page asked: from where, with which cookies.
  event.waitUntil(Promise.all([self.clients.claim(), self.registration.navigationPreload?.enable()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const aim = aimOf(request.url);
  if (aim.kind === "elsewhere") return event.respondWith(Response.error());
  if (aim.kind === "mirror") return;
  if (request.mode === "navigate") return isOurs(request) ? event.respondWith(navigate(event)) : undefined;
  const plan = planFor(request, aim);
  if (plan !== undefined) event.respondWith(relay(request, aim.address, plan));
});

/**
 * A write that another site set off is left to the browser: sent on from here it would look like our own page's. All our
 * pages tell us where they are, by our own Referrer-Policy.
 */
function isOurs({ method, referrer }: Request): boolean {
  return method === "GET" || referrer.startsWith(`${origin}/`);
}

async function navigate({ request, preloadResponse }: FetchEvent): Promise<Response> {
  const preloaded = (await preloadResponse) as Response | undefined;
  return widened(preloaded ?? (await fetch(request)), hosts);
}

async function relay(request: Request, address: string, { told, reading, isWorker }: Plan): Promise<Response> {
  const response = await fetch(told ? await askAnew(request, { address, told, origin }) : request);
  if (isWorker) return widened(response, hosts);
  if (reading === "nothing") return emptied(response);
  if (reading === "all" || response.type === "opaqueredirect") return response;
  const withCookies = request.credentials === "include";
  if (!mayRead(response.headers, { origin, withCookies })) return Response.error();
  return request.destination === "" ? exposed(response, { withCookies }) : response;
}
