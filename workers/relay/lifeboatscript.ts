// The lifeboat as the text of a script. A deployment's bundle carries the built workers/lifeboat/worker.ts in place of this
// module; what stands here is its stub, for `wrangler dev` and tests.

export const lifeboatScript = `self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
`;
