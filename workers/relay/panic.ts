// A panic where no lifeboat answers it: the browser forgets this mirror. Begun on the mirror's own pages it ends here;
// come from another of the reader's mirrors it goes on to the next (shared/domain/panic.ts). Nobody else, no other site and no
// link in a chat, takes a reader's pass away.

import { fromBase64url } from "../../shared/domain/bytes.ts";
import { openCarried } from "../../shared/domain/carried.ts";
import { createPanic, PANIC_QUERY } from "../../shared/domain/panic.ts";
import { panicPage } from "../../shared/domain/panicpage.ts";
import { openTicket, readerKey } from "../../shared/domain/ticket.ts";
import type { MeshView } from "../../shared/store/mesh.ts";
import { originOf } from "./household.ts";
import type { FoundMirror } from "./identify.ts";

const CLEARING = { "clear-site-data": '"*"', "cache-control": "no-store" };

export async function begun({ headers }: Request): Promise<Response> {
  if (headers.get("sec-fetch-site") !== "same-origin" || isAhead(headers))
    return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
  // The page of a lifeboat asks as well, and knows by a redirect that its cookies went.
  return isScripts(headers) ? forgotten() : cleared(undefined, "");
}

/** A browser of before Fetch Metadata says nothing. */
function isScripts(headers: Headers): boolean {
  return (headers.get("sec-fetch-mode") ?? "navigate") !== "navigate";
}

function forgotten(): Response {
  return new Response(null, { status: 303, headers: { ...CLEARING, location: "/" } });
}

/** What a browser asks ahead while the lifeboat starts would clear the lifeboat's memory under its hands. */
function isAhead(headers: Headers): boolean {
  return headers.has("service-worker-navigation-preload");
}

export interface Arriving {
  readonly url: URL;
  readonly mirror: FoundMirror;
  readonly mesh: Pick<MeshView, "jarKeys" | "keyring" | "service">;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** Undefined: a stranger's. */
export async function arrived(
  { headers }: Request,
  { url, mirror, mesh, now }: Arriving,
): Promise<Response | undefined> {
  if (isAhead(headers)) return undefined;
  const [, carried = "", step = ""] = PANIC_QUERY.exec(url.search) ?? [];
  const bytes = fromBase64url(carried);
  const [jarKeys, service, keyring] = await Promise.all([
    mesh.jarKeys(mirror.service),
    mesh.service(mirror.service),
    mesh.keyring(),
  ]);
  if (!bytes || !jarKeys || !service || !keyring) return undefined;
  const opened = await openCarried(bytes, { jarKeys, service: mirror.service, tier: service.tier ?? "operator" });
  const ticket = opened && (await openTicket(opened.ticket, { keyring, now }));
  if (!opened || !ticket?.ok || !mirror.lineages.includes(ticket.value.lineage)) return undefined;
  const panic = await createPanic(await readerKey(opened.ticket));
  const came = await panic.read(step, url.hostname, now);
  if (!came) return undefined;
  if (isScripts(headers)) return forgotten();
  // From a sibling nobody goes on to the others: they have been visited, or will be.
  const homes = mirror.root === undefined ? Object.values(mirror.siblings) : [];
  const rest = [...homes.map((home) => ({ origin: originOf(home, url), door: home.door })), ...came.rest];
  const next = await panic.next(rest, { at: came.at, carried }, crypto.getRandomValues(new Uint8Array(12)));
  return cleared(next, `${rest[0]?.origin}/`);
}

async function cleared(next: string | undefined, reach: string): Promise<Response> {
  const { markup, policy } = await panicPage({ next, reach, cookies: "cleared" });
  return new Response(markup, {
    headers: {
      ...CLEARING,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
  });
}
