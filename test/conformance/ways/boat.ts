// The lifeboat of a test: the everyday one with the ways, over a hold that forgets everything and is told what to know.

import type { JarEntry } from "../../../shared/domain/jar.ts";
import { showCookies, visibleCookies } from "../../../workers/lifeboat/failover/cookies.ts";
import { createGovern } from "../../../workers/lifeboat/failover/govern.ts";
import type { Hold, OtherMirror, Remembered, Windows } from "../../../workers/lifeboat/failover/hold.ts";
import { createWays } from "../../../workers/lifeboat/failover/send.ts";

export interface Told {
  readonly others: readonly OtherMirror[];
  readonly windows: Windows;
  readonly carried: readonly number[];
  readonly key: readonly number[];
}

// The worker's own global scope, as far as it is used: these tests know the DOM instead.
declare const self: {
  readonly told: Told;
  readonly hezar: { readonly door: string };
  hezarFailover: unknown;
  readonly location: Location;
  readonly clients: { get(id: string): Promise<{ navigate?(url: string): Promise<unknown> } | undefined> };
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
};

const { others, windows, carried, key } = self.told;
const { origin } = self.location;
const notes: unknown[] = [];
const jar = new Map<string, JarEntry>();
const fates = new Map<string, Remembered>();

const hold: Hold = {
  ready: Promise.resolve(),
  others: () => others,
  home: () => undefined,
  windows: () => windows,
  envelopeParts: () => ({
    carried: Uint8Array.from(carried),
    key: Uint8Array.from(key),
    from: { origin, door: self.hezar.door, siblings: {} },
  }),
  carry() {},
  jar: {
    entries: () => [...jar.values()],
    take(updates) {
      if (updates !== "*") for (const one of updates) jar.set(one.id, one);
    },
    bringHome: async () => true,
  },
  remembered: (hostname) => fates.get(hostname),
  note(hostname, outcome, elapsedMs) {
    fates.set(hostname, { outcome, at: Date.now() });
    notes.push([hostname, outcome, elapsedMs]);
  },
  seekLists: async () => false,
};

const ways = createWays({
  hold,
  preload() {},
  isEnded: () => false,
  origin,
  door: self.hezar.door,
  fetch: (input, init) => fetch(input, init),
  clock: { now: Date.now, sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) },
  random: (lengthBytes) => crypto.getRandomValues(new Uint8Array(lengthBytes)),
  draw: Math.random,
  cookies: visibleCookies,
  show: showCookies,
  govern: createGovern({ origin, door: self.hezar.door }),
  again: async (id, url) => void (await self.clients.get(id))?.navigate?.(url),
});

self.hezarFailover = { send: ways.send, saves: () => true };
self.addEventListener("message", (event) => {
  if (event.data === "notes") event.ports[0]?.postMessage(notes);
});
