// The lifeboat: the service worker a reader's browser carries. For now it only claims its scope, so that a mirror's pages
// are controlled from their first load; it handles no request and stores nothing. Failover comes with the roster.

interface ServiceWorkerScope {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(
    type: "install" | "activate",
    listen: (event: { waitUntil(promise: Promise<unknown>): void }) => void,
  ): void;
}

declare const self: ServiceWorkerScope;

// A newer lifeboat takes over at once: a reader may not come back before this host is blocked.
self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

export {};
