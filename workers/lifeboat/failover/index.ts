// Puts the failover together (failover.ts says what it is to the lifeboat). Nothing stands where the mirror gave no boarding:
// a browser that does not say what it asks for, or a service without keys.

import type { Boarding } from "../../../shared/domain/boat.ts";
import { fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import type { ClientSettings } from "../../../shared/domain/clientsettings.ts";
import { readJarHeader, sealHome } from "../../../shared/domain/jar.ts";
import { MAYBE_TICKET } from "../../../shared/domain/mask.ts";
import type { FallbackPage } from "../fallback/fallback.ts";
import type { Keep } from "../keep/keep.ts";
import { CHANNEL, WATCHED_HEADER } from "../sockets/protocol.ts";
import { type Aboard, createAboard } from "./aboard.ts";
import { createChannel } from "./channel.ts";
import { showCookies, visibleCookies } from "./cookies.ts";
import type { Failover, Sending } from "./failover.ts";
import { createGovern } from "./govern.ts";
import type { OtherMirror } from "./hold.ts";
import { isEvents, lastEventOf, withLastEvent } from "./lastevent.ts";
import { createLocker } from "./locker.ts";
import { createOwnScripts } from "./ownscripts.ts";
import { createWays, type Ways } from "./send.ts";
import { shortText } from "./shortbody.ts";
import { createSockets } from "./sockets.ts";
import { UnsentError } from "./unsent.ts";
import { createUpkeep } from "./upkeep.ts";

declare const self: ServiceWorkerGlobalScope & {
  readonly hezar: ClientSettings & { readonly boat?: Boarding };
  hezarFailover?: Failover;
  /** Of scripts of their own. */
  readonly hezarFallback?: FallbackPage;
  readonly hezarKeep?: Keep;
};

const { boat } = self.hezar;
if (boat) self.hezarFailover = createFailover(boat);

function createFailover(boarding: Boarding): Failover {
  const { hezar: settings, registration, clients, caches } = self;
  const { origin } = self.location;
  const { door } = settings;
  const boatKey = fromBase64url(boarding.key) ?? new Uint8Array();
  const clock = {
    now: () => Date.now(),
    sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  };
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const addressOf = (name: string) => `${origin}/${door}/${name}`;
  const byOwn = async (name: string) => {
    const answer = await fetch(addressOf(name), { cache: "no-store" });
    return shortText(answer);
  };
  const byOther = async (name: string) => {
    const answer = await ways.ask({ method: "GET", url: addressOf(name), headers: [] });
    return answer && shortText(answer);
  };
  const locker = createLocker({ caches, door, boatKey });
  const aboard = createAboard({
    ...{ boarding, settings, origin, locker, now: () => clock.now() / 1000 },
    carry: async (sealed) => {
      const body = new Blob([sealed], { type: "text/plain" });
      return (await ways.ask({ method: "POST", url: addressOf("report"), headers: [], body }))?.ok === true;
    },
    exported: async () => {
      const entries = readJarHeader((await byOwn("jar")) ?? "");
      return entries === "*" ? undefined : entries;
    },
    setAtHome: async (entries) => {
      const body = await sealHome(entries, { boatKey, hostname: boarding.hostname, nonce: random(12) });
      return (await fetch(addressOf("jar"), { method: "POST", body })).ok;
    },
    fetch: (...args) => fetch(...args),
    sleep: clock.sleep,
    network: () => (self.navigator as { readonly connection?: { readonly type?: string } }).connection?.type ?? "",
  });
  let isEnded = false;
  const ways = createWays({
    ...{ hold: aboard, clock, origin, door, random, isEnded: () => isEnded },
    fetch: (...args) => fetch(...args),
    draw: Math.random,
    preload: (isOn) => void registration.navigationPreload?.[isOn ? "enable" : "disable"]().catch(() => undefined),
    cookies: visibleCookies,
    show: showCookies,
    govern: createGovern({ origin, door, siblings: settings.siblings, webrtc: settings.flags.webrtc }),
    again: (id, url) =>
      void clients.get(id).then((client) => (client as WindowClient | undefined)?.navigate(url) ?? null),
  });
  const channel = createChannel({
    ...{ clients, address: addressOf(CHANNEL), isAway: ways.isAway, look: ways.look, reach: ways.reach },
    serve: createSockets({
      ...{ others: ways, jar: aboard.jar, WebSocket, clock },
      fetch: (...args) => fetch(...args),
      lost: ({ hostname }) => aboard.note(hostname, "stall", 0),
    }),
  });
  const ownScripts = createOwnScripts({
    ...{ caches, origin, door, boatKey, clock, random, isHome: ways.isHome, isAway: ways.isAway },
    fetch: (...args) => fetch(...args),
  });
  self.addEventListener("fetch", (event) => {
    channel.takes(event);
    ownScripts.takes(event);
    // An event stream goes straight to its own mirror while that lives, and comes back here each time it breaks.
    if (isEvents(event.request)) event.waitUntil(ways.look(JUST_NOW_MS));
  });
  const upkeep = createUpkeep({ aboard, byOwn, byOther, now: clock.now });
  /** The root called every lifeboat off: nothing of it stays, nor comes back while a page that is open still has its worker. */
  const endIfKilled = async () => {
    if (!aboard.rosters.isKilled()) return;
    isEnded = true;
    await self.hezarKeep?.end();
    caches.open = () => Promise.reject();
    await locker.clear();
    for (const name of await caches.keys()) if (name.startsWith(door)) await caches.delete(name);
    await registration.unregister();
  };
  const look = () =>
    upkeep
      .look()
      .then(endIfKilled)
      .catch(() => undefined);
  self.addEventListener("activate", () => {
    // Not waited for: pages wait for what an activation waits for.
    void aboard.ready.then(() => aboard.jar.take("*", "own"));
    void look();
  });
  self.addEventListener("message", (event) => {
    const {
      data,
      ports: [port],
    } = event;
    const { hezar: verb, value } = (data ?? {}) as { readonly hezar?: string; readonly value?: unknown };
    const answered = aboard.ready.then(async () => {
      if (verb === "state") port?.postMessage(stateOf(aboard, ways));
      if (verb === "code") port?.postMessage(await aboard.lists.enter(String(value)));
      if (verb === "reports") aboard.reports.silence(value === false);
    });
    event.waitUntil(answered);
  });
  return {
    end() {
      isEnded = true;
    },
    async known() {
      await aboard.ready;
      const isDead = ({ hostname }: OtherMirror) => (aboard.remembered(hostname)?.outcome ?? "ok") !== "ok";
      const others = [...aboard.others()].sort((one, other) => Number(isDead(one)) - Number(isDead(other)));
      return { others, carried: toBase64url(aboard.envelopeParts().carried), isAway: ways.isAway() };
    },
    saves: ({ method, url, headers }) =>
      !PASSWORD.test(url) &&
      // The entering page exchanges its ticket; no other mirror could.
      !(method === "POST" && isLink(url)) &&
      (!isEvents({ headers }) || ways.isAway() || lastEventOf({ url, headers }) !== undefined) &&
      (!headers.has(WATCHED_HEADER) || !ways.isHome(LEFT_MS)),
    async send(request, sending) {
      // What a page says in leaving goes at once.
      if (request.keepalive && ways.isHome(LEFT_MS)) return fetch(request);
      sending.event.waitUntil(look());
      // A frame is shown no entering page (relay/app.ts), and needs none: whoever has a lifeboat here is let in by it.
      if (request.mode === "navigate" && request.destination !== "document" && isLink(request.url))
        return (await aheadOf(sending)) ?? Response.redirect(cleanOf(request.url), 307);
      try {
        return await ways.send(withLastEvent(request), sending).finally(channel.tell);
      } catch (error) {
        // A fresh link lets in whom no mirror knows any more.
        if (request.mode === "navigate" && isLink(request.url)) return fetch(request);
        // A frame shows its own failure, as at home.
        const page = self.hezarFallback;
        if (request.destination !== "document" || !(error instanceof UnsentError) || !page) throw error;
        const saved = await self.hezarKeep?.told(request.url);
        const common = { languages: self.navigator.languages, ...(saved && { saved }) };
        return page({ ...common, why: error.why, isSent: request.method !== "GET" });
      }
    },
  };
}

const JUST_NOW_MS = 1_000;
/** The browser alone may use what stands in an address. */
const PASSWORD = /^\w+:\/\/[^/]*@/;
const isLink = (url: string) => MAYBE_TICKET.test(new URL(url).pathname);
const cleanOf = (url: string) => url.replace(new URL(url).pathname, (path) => path.replace(MAYBE_TICKET, "/"));
/** What the browser asked by itself, where that came. */
const aheadOf = ({ event }: Sending) => event.preloadResponse?.catch(() => undefined);
/** Seen so lately, the own mirror is not asked first. */
const LEFT_MS = 30_000;

/** For a page of the reader's: what this lifeboat knows for certain. */
function stateOf({ rosters, others, home, reports }: Aboard, ways: Ways) {
  const roster = rosters.current();
  return {
    isAway: ways.isAway(),
    others: others().length,
    isListed: home() !== undefined,
    version: roster?.version ?? 0,
    expiresAt: roster?.expiresAt ?? 0,
    reports: reports.kept().silent !== true,
  };
}
