// The lifeboat's script as one mirror serves it: the built script with that mirror's settings in front and, where the
// browser installs it, what this reader's lifeboat alone may know. Browsers compare a service worker byte by byte, so a
// change of the service's record, or of the week's jar key, is a new lifeboat; the tag lets them ask without a body.

import type { Boarding } from "../../shared/domain/boat.ts";
import { toHex, utf8 } from "../../shared/domain/bytes.ts";
import { type ClientSettings, clientSettings } from "../../shared/domain/clientsettings.ts";
import type { Standpoint } from "./standpoint.ts";

/**
 * What a browser says of itself when it asks for a service worker's script; no page can make it say all of this.
 * `<link rel=modulepreload as=serviceworker>` gives the first, and would hand a page the script as a module of its own.
 */
const INSTALLING = {
  "sec-fetch-dest": "serviceworker",
  "sec-fetch-mode": "same-origin",
  "sec-fetch-site": "same-origin",
  "service-worker": "script",
} as const;
const VARY = Object.keys(INSTALLING).join(", ");

export function isInstalling({ headers }: Request): boolean {
  return Object.entries(INSTALLING).every(([name, value]) => headers.get(name) === value);
}

export type LifeboatScript = (request: Request, standpoint: Standpoint, boat?: Boarding) => Promise<Response>;

/**
 * Browsers look for a new lifeboat after every navigation. Their own cache may answer for ten minutes (entering.ts registers
 * with `updateViaCache: "all"`): else each look is a request. It must not answer a page with what was meant for the lifeboat:
 * that Chromium keeps to `Vary` in every way a page can ask is tested (test/conformance/lifeboat.test.ts), so it may keep it.
 */
const CACHE_CONTROL = "private, max-age=600";
const KEEPS_TO_VARY = /Chrome\/\d/;
const NOT_KEPT = "no-store";
const CHROMIUM_WITH_ED25519 = 137;
const OLDER_KEYS = "olderkeys";

/** What a lifeboat with a boarding imports, in this order. */
export interface Carried {
  readonly names: readonly string[];
  /** Of all of them together. */
  readonly version: string;
}

export function createLifeboatScript(script: string, carried: Carried): LifeboatScript {
  const made = new WeakMap<Standpoint, Promise<Made>>();
  return async ({ headers }, standpoint, boat) => {
    const known = made.get(standpoint) ?? make(script, standpoint);
    made.set(standpoint, known);
    const { settings, build } = await known;
    const tag = boat === undefined ? build : `${build}.${carried.version}.${await digestOf(JSON.stringify(boat))}`;
    const etag = `"${tag}"`;
    const isKept = boat === undefined || KEEPS_TO_VARY.test(headers.get("user-agent") ?? "");
    const isKnown = headers.get("if-none-match")?.includes(etag) === true;
    // The lifeboat names its cache by its build, so that what an older one kept is dropped with it.
    const told = { ...settings, build, ...(boat && { boat }) };
    const isOlder = Number(/Chrome\/(\d+)/.exec(headers.get("user-agent") ?? "")?.[1]) < CHROMIUM_WITH_ED25519;
    const names = carried.names.filter((name) => isOlder || name !== OLDER_KEYS);
    const imported = boat ? importing(names.map((name) => `/${settings.door}/${name}.js?${carried.version}`)) : "";
    return new Response(isKnown ? null : scriptWith(told, imported + script), {
      status: isKnown ? 304 : 200,
      headers: {
        "cache-control": isKept ? CACHE_CONTROL : NOT_KEPT,
        etag,
        vary: VARY,
        "content-type": "text/javascript; charset=utf-8",
        "service-worker-allowed": "/",
        "x-content-type-options": "nosniff",
      },
    });
  };
}

interface Made {
  readonly settings: ClientSettings;
  readonly build: string;
}

async function make(script: string, { service, place }: Standpoint): Promise<Made> {
  const settings = clientSettings(service, place);
  return { settings, build: await digestOf(scriptWith(settings, script)) };
}

/** So the browser keeps them beside the lifeboat. An everyday lifeboat is better than none, a failover without its page too. */
function importing(addresses: readonly string[]): string {
  return `for(const one of ${JSON.stringify(addresses)})try{importScripts(one)}catch{}\n`;
}

function scriptWith(told: object, script: string): string {
  return `self.hezar=${JSON.stringify(told)};\n${script}`;
}

async function digestOf(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)), 0, 8));
}
