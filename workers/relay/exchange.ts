// One exchange between a reader and the service: where it may go, what goes up, what comes down. Whatever cannot be
// relayed ends in a page of the mirror's own.

import { ASKED_AS, readAskedAs } from "../../shared/domain/askedas.ts";
import type { Bytes } from "../../shared/domain/bytes.ts";
import type { MeshView } from "../../shared/store/mesh.ts";
import type { Cross } from "./cross.ts";
import type { Forward } from "./forward.ts";
import { type FoundMirror, originOf } from "./household.ts";
import { leavingPage, noticePage } from "./pages.ts";
import type { Preflight } from "./preflight.ts";
import type { ShimTag } from "./shimtag.ts";
import type { StandpointOf } from "./standpoint.ts";
import type { TranslateContext } from "./translate/context.ts";
import { isBehindLabels } from "./translate/headers/asker.ts";
import { isKeptBack, readingOf, withheld } from "./translate/headers/cors.ts";
import {
  isDocumentNavigation,
  isServiceWorkerScript,
  refuseDocumentRequest,
  refuseDocumentResponse,
  type Said,
} from "./translate/headers/documents.ts";
import { translateRequestHeaders } from "./translate/headers/headers.ts";
import { readHeaders } from "./translate/headers/said.ts";
import { translateAddress } from "./translate/outgoing/address.ts";
import { translateBody } from "./translate/outgoing/body.ts";
import { translateResponse } from "./translate/translate.ts";

export interface ExchangePorts {
  readonly mesh: Pick<MeshView, "service">;
  readonly standpointOf: StandpointOf;
  readonly forward: Forward;
  readonly shimTag: ShimTag;
  readonly cross: Cross;
  readonly preflight: Preflight;
}

export interface ExchangeReader {
  readonly mirror: FoundMirror;
  /** What opens this mirror's other labels to the reader as well; absent: of a lifeboat, whose own labels know the reader. */
  readonly ticket?: Bytes;
}

export type Exchange = (request: Request, url: URL, reader: ExchangeReader) => Promise<Response>;

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

export function createExchange({ mesh, standpointOf, forward, shimTag, cross, preflight }: ExchangePorts): Exchange {
  return async (request, url, { mirror, ticket }) => {
    const record = await mesh.service(mirror.service);
    if (record === undefined) return noticePage(request, "not-ready");
    const standpoint = standpointOf(record, mirror, url);
    const { service, map } = standpoint;
    const said = { method: request.method, headers: readHeaders(request.headers) };
    if (service.policy === "read-only" && !isReading(said)) return noticePage(request, "read-only");

    const upstream = map.toUpstream(url);
    if (upstream === undefined) return noticePage(request, "elsewhere");
    const home = upstream.origin === "primary" ? undefined : mirror.siblings[upstream.origin.alias];
    if (home !== undefined && isDocumentNavigation(said)) {
      return cross(upstream.url, { origin: originOf(home, url), hostname: home.hostname, ...(ticket && { ticket }) });
    }
    if (refuseDocumentRequest(said, upstream.origin)) return noticePage(request, "elsewhere");
    // The service's own worker would take the lifeboat's place.
    if (isServiceWorkerScript(said)) return new Response(null, { status: 404, headers: NO_STORE });

    // A page that a script fetches as text is not shown, so nothing is added to it.
    const inject = isShown(said) ? shimTag(standpoint, said.headers.get("user-agent")) : undefined;
    const asked = readAskedAs(said.headers.get(ASKED_AS));
    const held = said.headers.get("cookie") ?? "";
    const destination = asked?.destination ?? destinationOf(said);
    const context: TranslateContext = {
      ...standpoint,
      ...{ upstream, held, destination },
      ...(inject && { inject }),
      ...(asked && { asked }),
      isBare: asked?.credentials === "omit" || isBehindLabels(said.headers, { ...standpoint, upstream }),
      ...(said.headers.has("authorization") && { isAuthorized: true }),
    };
    const reading = readingOf(said, context);
    if (reading === "never") return withheld(undefined, reading);
    const isPrivate = (upstream.origin === "primary" ? service : upstream.origin).private === true;
    const body = await translateBody(request, context);
    const headers = translateRequestHeaders(said.headers, context);
    const to = { url: translateAddress(context), isPrivate, headers, ...(body && { body }) };
    const isAsked = typeof reading === "string" || (await preflight(request.method, to, reading));
    if (!isAsked) return withheld(undefined, reading);
    const receive = async (answer: Response): Promise<Response> => {
      if (refuseDocumentResponse(said, answer, upstream.origin))
        return dropped(answer, await noticePage(request, "elsewhere"));
      const translated = await translateResponse(answer, context);
      if (!(translated instanceof Response)) return dropped(answer, await leavingPage(request, translated));
      return isKeptBack(answer, reading) ? dropped(translated, withheld(translated, reading)) : translated;
    };
    const received = await forward(request, to, receive);
    return typeof received === "string" ? noticePage(request, received) : received;
  };
}

const NO_STORE = { "cache-control": "no-store" };

function destinationOf({ headers }: Said): string | undefined {
  const said = headers.get("sec-fetch-dest") ?? undefined;
  return said === "empty" && isDocumentNavigation({ headers }) ? "document" : said;
}

/** Browsers without Sec-Fetch-* do not say; then every page is taken for one that is shown. */
function isShown(request: Said): boolean {
  return isDocumentNavigation(request) || !request.headers.has("sec-fetch-dest");
}

/** A WebSocket is no reading: what a page sends over one, a login included, is as free as a form's. */
function isReading({ method, headers }: Said & Pick<Request, "method">): boolean {
  return READING.has(method) && !headers.has("upgrade");
}

/** An answer that is not handed on is let go, or its connection would hang until the isolate ends. */
function dropped(answer: Response, instead: Response): Response {
  void answer.body?.cancel().catch(() => undefined);
  return instead;
}
