// A reader whose own mirror is blocked asks here instead (shared/domain/failover.ts): opened and checked, then served as if
// it stood at that mirror. Whatever does not hold is a stranger's request, and meets the cover like any other POST; what a
// reader's lifeboat did seal, but nobody here can read, is told so, or the reader would take every mirror for blocked.

import type { Tier } from "../../../shared/domain/boat.ts";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { openCarried, sealCarried } from "../../../shared/domain/carried.ts";
import { FRONT_BYTES, openAsk } from "../../../shared/domain/failover.ts";
import type { FailoverHead } from "../../../shared/domain/failoverhead.ts";
import type { JarEntry } from "../../../shared/domain/jar.ts";
import type { JarKeys } from "../../../shared/domain/jarkeys.ts";
import type { Keyring } from "../../../shared/domain/keyring.ts";
import { MAYBE_TICKET } from "../../../shared/domain/mask.ts";
import { openTicket, type Ticket } from "../../../shared/domain/ticket.ts";
import type { FoundMirror, Spot } from "../identify.ts";
import type { LinkTo } from "../link.ts";
import type { HeldTicket } from "../passes.ts";
import { failoverAnswer } from "./answer.ts";
import { createMirrorAsIf, isUpgrade, requestAsIf } from "./asif.ts";
import { readAsk, senderOf } from "./ask.ts";
import { openJar, sealJar } from "./cookies.ts";
import type { ReadFront } from "./front.ts";
import { createOnce } from "./once.ts";
import { pipedAnswer } from "./socket.ts";

export interface FailoverPorts {
  readonly keyring: () => Promise<Keyring | undefined>;
  readonly jarKeys: (service: string) => Promise<JarKeys | undefined>;
  /** Volunteers' relays see no cookies. */
  readonly tierOf: (service: string) => Promise<Tier | undefined>;
  /** The stages behind the gate. */
  readonly serve: (request: Request, url: URL, reader: FailoverReader) => Promise<Response>;
  readonly linkTo: LinkTo;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

export interface FailoverReader {
  readonly spot: Spot;
  readonly mirror: FoundMirror;
  readonly held: HeldTicket;
}

/** Where it was sent to, and what it begins with. */
export interface FailoverSpot {
  readonly spot: Spot;
  readonly mirror: FoundMirror;
  readonly front: ReadFront;
}

export interface Served {
  readonly answer: Response;
  readonly ticket: Ticket;
}

/** Undefined: a stranger. */
export type FailoverStage = (request: Request, at: FailoverSpot) => Promise<Served | undefined>;

/** A phone's clock may be hours off; what is older is somebody's recording. */
const AGE_LIMIT_SECONDS = 86_400;
const OF_PACKING = new Set(["content-encoding", "content-length"]);
const READING = new Set(["GET", "HEAD", "OPTIONS"]);

export function createFailoverStage(ports: FailoverPorts): FailoverStage {
  const mirrorAsIf = createMirrorAsIf();
  const isFirst = createOnce();
  return async (request, { spot, mirror, front }) => {
    const [jarKeys, tier, keyring] = await Promise.all([
      ports.jarKeys(mirror.service),
      ports.tierOf(mirror.service),
      ports.keyring(),
    ]);
    const place = jarKeys && tier && { jarKeys, tier, service: mirror.service };
    const carried = place && (await openCarried(front.carried, place));
    if (!carried || !keyring) return undefined;
    const now = ports.now();
    const ticket = await openTicket(carried.ticket, { keyring, now });
    if (!ticket.ok || !mirror.lineages.includes(ticket.value.lineage)) return undefined;
    const opened = await front.sealed();
    const json = opened && (await openAsk(opened.sealed, carried.boatKey, spot.hostname));
    const sender = json === undefined ? undefined : senderOf(json);
    if (!opened || !sender || sender.origin !== request.headers.get("origin")) return undefined;
    const answerPlace = { boatKey: carried.boatKey, to: spot.hostname, ...sender };
    const told = async (what: Partial<FailoverHead>) => {
      const head = { ...{ status: 400, headers: [], jar: [] }, ...what };
      return { answer: await failoverAnswer(null, head, answerPlace), ticket: ticket.value };
    };
    const ask = readAsk(json ?? "");
    if (!ask) return told({});
    if (Math.abs(now - ask.at) > AGE_LIMIT_SECONDS) return told({ now: Math.floor(now) });
    const isSocket = isUpgrade(request);
    if ((isSocket || !READING.has(ask.method)) && !isFirst(ask.id)) return undefined;
    if (isSocket && ask.method !== "GET") return told({});
    // A lifeboat of this very label whose reader's pass has ended, for else it would ask as anybody: it is shown the way in.
    if (sender.origin === new URL(request.url).origin)
      return told({
        status: 204,
        headers: [["location", await ports.linkTo(sender.origin, spot.hostname, carried.ticket)]],
      });
    // The lifeboats of other siblings ask the mirror itself too.
    if (mirror.root !== undefined) return undefined;
    const { root } = ask.from;
    if (root !== undefined && !Object.hasOwn(mirror.siblings, root)) return told({});

    // A link that was opened in a block: only its own mirror can read the ticket in it, and no service is to be shown it.
    const clean = ask.path.replace(MAYBE_TICKET, "/");
    if (!ask.meant && clean !== ask.path)
      return told({ status: 307, headers: [["location", ask.from.origin + clean]] });

    const { lineage: _, ...reader } = ticket.value;
    const jarReader = { jarKeys: place.jarKeys, service: place.service, boatKey: carried.boatKey, now, ...reader };
    const url = new URL(ask.from.origin + ask.path);
    const hasJar = tier === "operator";
    const jar = hasJar
      ? await openJar(ask.jar, { ...jarReader, path: url.pathname, scripted: ask.cookies })
      : { cookies: "", renewed: [] };
    const asked = requestAsIf(ask, {
      outer: request,
      cookies: jar.cookies,
      body: opened.rest,
      frontBytes: FRONT_BYTES + front.length,
    });
    const held = { bytes: carried.ticket, ticket: ticket.value };
    const asIf = mirrorAsIf(mirror, ask.from, carried.mark);
    const answer = await ports.serve(asked, url, { spot, mirror: asIf, held });
    const set = hasJar
      ? await sealJar(answer.headers.getSetCookie(), jarReader)
      : { entries: [] as readonly JarEntry[], visible: [] };
    const fresh = await sealCarried(carried, place);
    const isAged = toBase64url(fresh) !== toBase64url(front.carried);
    // The runtime unpacks what is read.
    const isPacked = /^(?:gzip|br)$/i.test(answer.headers.get("content-encoding") ?? "");
    const head: FailoverHead = {
      // A browser makes no answer of another one; a socket's is 101.
      status: Math.min(Math.max(answer.status, 200), 599),
      headers: [...answer.headers].filter(([name]) => name !== "set-cookie" && !(isPacked && OF_PACKING.has(name))),
      jar: [...jar.renewed, ...set.entries],
      ...(set.visible.length > 0 && { visible: set.visible }),
      ...(isAged && { carried: toBase64url(fresh) }),
    };
    const made = answer.webSocket
      ? await pipedAnswer(answer.webSocket, head, answerPlace)
      : await failoverAnswer(answer.body, head, answerPlace);
    return { answer: made, ticket: ticket.value };
  };
}
