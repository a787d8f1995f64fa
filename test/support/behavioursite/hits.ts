// Remembers what came to `/hit/<id>` on any of the three servers and tells it at `/seen/<id>`, waiting a little for what is
// still on its way: images, beacons, pings and forms are judged by what the service got.

import { type Echo, echoOf } from "./echo.ts";
import { corsHeaders, type Handler } from "./visit.ts";

export interface Hits {
  readonly answerHit: Handler;
  readonly answerSeen: Handler;
}

const WAIT_MILLISECONDS = 1500;
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
  "base64",
);
/** By the `?as=` of the address. */
const BODIES: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
  png: ["image/png", PNG],
  svg: [
    "image/svg+xml",
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>',
  ],
  css: ["text/css", ".hit { color: rgb(1, 2, 3) }"],
  js: ["text/javascript", "self.hitRan = (self.hitRan ?? 0) + 1"],
  module: ["text/javascript", "export const hit = 'module'; export default import.meta.url"],
  json: ["application/json", '{"hit":true}'],
  html: ["text/html", "<!doctype html><title>hit</title><p>hit"],
  vtt: ["text/vtt", "WEBVTT\n\n00:00.000 --> 00:10.000\nhit\n"],
  text: ["text/plain", "hit"],
};

export function createHits(): Hits {
  const seen = new Map<string, Echo[]>();
  const waiting = new Map<string, Set<() => void>>();

  const answerHit: Handler = async (visit) => {
    const { request, response, url } = visit;
    const id = url.pathname.split("/")[2] ?? "";
    const echo = await echoOf(visit);
    seen.set(id, [...(seen.get(id) ?? []), echo]);
    for (const wake of waiting.get(id) ?? []) wake();
    const [type, body] = BODIES[url.searchParams.get("as") ?? "text"] ?? ["text/plain", "hit"];
    const open = url.searchParams.has("open") ? { "access-control-allow-origin": "*" } : {};
    response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...open, ...corsHeaders(visit) });
    response.end(request.method === "HEAD" ? undefined : body);
  };

  const answerSeen: Handler = async ({ response, url }) => {
    const id = url.pathname.split("/")[2] ?? "";
    const wanted = Number(url.searchParams.get("times") ?? 1);
    const wait = Number(url.searchParams.get("wait") ?? WAIT_MILLISECONDS);
    const has = () => (seen.get(id)?.length ?? 0) >= wanted;
    if (!has()) {
      await new Promise<void>((resolve) => {
        const wakers = waiting.get(id) ?? new Set();
        waiting.set(id, wakers);
        const timer = setTimeout(end, wait);
        const wake = () => has() && end();
        wakers.add(wake);
        function end(): void {
          clearTimeout(timer);
          wakers.delete(wake);
          resolve();
        }
      });
    }
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify(seen.get(id) ?? []));
  };
  return { answerHit, answerSeen };
}
