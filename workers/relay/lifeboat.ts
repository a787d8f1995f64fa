// The lifeboat's script as one mirror serves it: the built script with that mirror's settings in front. Browsers compare a
// service worker byte by byte, so a change of the service's record is a new lifeboat; the tag lets them ask without a body.

import { clientSettings } from "../../shared/domain/clientsettings.ts";
import type { Standpoint } from "./standpoint.ts";

export type LifeboatScript = (request: Request, standpoint: Standpoint) => Promise<Response>;

/**
 * Browsers look for a new lifeboat after every navigation. Their own cache may answer for ten minutes (enter.ts registers
 * with `updateViaCache: "all"`): else each look is a request.
 */
const CACHE_CONTROL = "private, max-age=600";

export function createLifeboatScript(script: string): LifeboatScript {
  const made = new WeakMap<Standpoint, Promise<Served>>();
  return async (request, standpoint) => {
    const known = made.get(standpoint) ?? serve(script, standpoint);
    made.set(standpoint, known);
    const { body, etag } = await known;
    const headers = {
      "cache-control": CACHE_CONTROL,
      etag,
      "content-type": "text/javascript; charset=utf-8",
      "service-worker-allowed": "/",
      "x-content-type-options": "nosniff",
    };
    const isKnown = request.headers.get("if-none-match")?.includes(etag) === true;
    return new Response(isKnown ? null : body, { status: isKnown ? 304 : 200, headers });
  };
}

interface Served {
  readonly body: string;
  readonly etag: string;
}

async function serve(script: string, { service, place }: Standpoint): Promise<Served> {
  const settings = clientSettings(service, place);
  const whole = (told: object) => `self.hezar=${JSON.stringify(told)};\n${script}`;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(whole(settings)));
  const build = [...new Uint8Array(digest.slice(0, 8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  // The lifeboat names its cache by its build, so that what an older one kept is dropped with it.
  return { body: whole({ ...settings, build }), etag: `"${build}"` };
}
