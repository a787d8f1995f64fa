// The scripts a mirror sends to its readers' browsers, as text. A deployment's bundle carries the built
// workers/lifeboat/{worker,shim}.ts in place of this module; what stands here is for `wrangler dev` and tests: a lifeboat
// that claims its scope, and no shim.

export const lifeboatScript = `self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
`;

export const shimScript = "";
