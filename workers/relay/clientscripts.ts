// The scripts a mirror sends to its readers' browsers, as text. What `hezar` deploys carries the built workers/lifeboat/
// in place of this module; what stands here is for tests and for what wrangler runs or deploys: a lifeboat that claims its
// scope, and no shim.

export const lifeboatScript = `self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
`;

export const shimScript = "";

export const barScript = "";

/** What a lifeboat with a boarding imports at its start, by name under the door, in this order. */
export const carriedScripts: Readonly<Record<string, string>> = {};

/** Of all of them together. */
export const carriedVersion = "";
