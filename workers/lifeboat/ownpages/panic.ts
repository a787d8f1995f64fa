// A panic, begun by the bar's button or arrived from another of the reader's mirrors: answered here, so that it works where
// the mirror is blocked (shared/domain/panicpage.ts does the work). What comes neither from our own pages nor with a step
// that this reader's browser sealed is left to the mirror, which refuses it.

import { fromBase64url } from "../../../shared/domain/bytes.ts";
import type { ClientSettings } from "../../../shared/domain/clientsettings.ts";
import { createPanic, PANIC_NAME, PANIC_QUERY } from "../../../shared/domain/panic.ts";
import { panicPage } from "../../../shared/domain/panicpage.ts";
import type { Failover } from "../failover/failover.ts";
import type { Keep } from "../keep/keep.ts";

declare const self: ServiceWorkerGlobalScope & {
  readonly hezar: ClientSettings & { readonly boat?: { readonly readerKey: string; readonly alias?: string } };
  readonly hezarFailover?: Failover;
  readonly hezarKeep?: Keep;
};

/** The page asks this way whether the next mirror can be reached: the lifeboat lets it ask no other host. */
const REACH = "?reach";
let nextOrigin: string | undefined;

self.addEventListener("fetch", (event) => {
  const { mode, destination, url, referrer } = event.request;
  const { origin, hostname } = self.location;
  const { origin: asked, pathname, search } = new URL(url);
  if (asked !== origin || pathname !== `/${self.hezar.door}/${PANIC_NAME}`) return;
  if (search === REACH && nextOrigin) return event.respondWith(reach(nextOrigin));
  // In a frame it would show nothing, and forget all the same.
  if (mode !== "navigate" || destination !== "document" || (search === "" && !referrer.startsWith(`${origin}/`)))
    return;
  const answered = answer(search, hostname);
  event.respondWith(answered.then((page) => page ?? fetch(event.request)));
  event.waitUntil(answered.then((page) => page && settle()));
});

/** Other tabs of this mirror keep their worker until they are closed: nothing that it still does there is kept. */
async function settle(): Promise<void> {
  const ended = self.hezarKeep?.end();
  self.hezarFailover?.end();
  self.caches.open = () => Promise.reject(new Error("cleared"));
  await ended;
}

async function reach(there: string): Promise<Response> {
  await fetch(`${there}/`, { mode: "no-cors", credentials: "omit", cache: "no-store" });
  return new Response(null, { status: 204 });
}

/** Undefined: nothing shows that the reader wants it. */
async function answer(search: string, hostname: string): Promise<Response | undefined> {
  const now = Math.floor(Date.now() / 1000);
  const key = fromBase64url(self.hezar.boat?.readerKey ?? "");
  const panic = key?.length ? await createPanic(key) : undefined;
  const [, carried = "", step = ""] = PANIC_QUERY.exec(search) ?? [];
  const came = await panic?.read(step, hostname, now);
  if (search !== "" && came === undefined) return undefined;
  const { isAway, ...begins } = await known();
  // The mirror's own frames at once; from a sibling nobody goes on to the others: they have been visited, or will be.
  const frames = self.hezar.boat?.alias === undefined ? Object.values(self.hezar.siblings) : [];
  const begun = came ? { ...came, rest: [...frames, ...came.rest] } : { at: now, ...begins };
  const trip = { carried, ...begun };
  const next = await panic?.next(trip.rest, trip, crypto.getRandomValues(new Uint8Array(12)));
  nextOrigin = trip.rest[0]?.origin;
  const { markup, policy } = await panicPage({ next, reach: REACH, cookies: isAway ? "silent" : "asks" });
  return new Response(markup, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": policy,
      "referrer-policy": "same-origin",
    },
  });
}

async function known() {
  const { others, carried, isAway } = (await self.hezarFailover?.known()) ?? { others: [], carried: "", isAway: false };
  // Last: where the mirror is blocked its siblings may be too, and the others are not.
  return { rest: [...others, ...Object.values(self.hezar.siblings)], carried, isAway };
}
