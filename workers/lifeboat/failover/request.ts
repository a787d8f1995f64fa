// A page's request as it goes to another mirror: one simple POST of text/plain, sealed at the front, the page's body behind
// (failover.ts). A browser asks nobody before it sends such a one, and it looks like any form of that mirror's.

import { ASKED_AS, type AskedAs } from "../../../shared/domain/askedas.ts";
import { type Bytes, toBase64url, toHex } from "../../../shared/domain/bytes.ts";
import {
  COOKIES_CHARACTERS_MOST,
  FAILOVER_NAME,
  type FailoverAsk,
  JAR_CHARACTERS_MOST,
  type Pairs,
  sealAsk,
} from "../../../shared/domain/failover.ts";
import { openHead } from "../../../shared/domain/failoverhead.ts";
import type { JarEntry } from "../../../shared/domain/jar.ts";
import type { Hold, MirrorAt } from "./hold.ts";
import type { OpenHead } from "./rebuild.ts";

/** What is asked of whichever mirror. */
export interface Wish {
  readonly method: string;
  /** Absolute, on the own mirror. */
  readonly url: string;
  readonly headers: Pairs;
  readonly referrer?: string;
  readonly meant?: AskedAs;
  readonly body?: Blob;
  readonly signal?: AbortSignal;
  /** Never sent to a second mirror, and to the first only if it lives. */
  readonly once?: boolean;
  /** Its answer may take as long as a relay waits for one: a script may ask for what is not there yet. */
  readonly mayLast?: boolean;
}

export interface EnvelopePorts {
  readonly hold: Pick<Hold, "envelopeParts" | "jar">;
  readonly random: (lengthBytes: number) => Bytes;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What scripts may see for an address, as a Cookie header; undefined: this browser tells no worker. */
  readonly cookies: (url: string) => Promise<string | undefined>;
}

/** One request, however many mirrors it is sent to: its id stays. */
export type Envelope = (to: MirrorAt) => Promise<Sealed>;

export interface Sealed {
  readonly to: MirrorAt;
  readonly url: string;
  readonly init: RequestInit;
  /** Where a WebSocket is asked for. */
  readonly socketUrl: string;
  /** Opens what answers it. */
  readonly open: OpenHead;
}

export async function createEnvelope(
  wish: Wish,
  { hold, random, now, cookies }: EnvelopePorts,
  jarCharacters = JAR_CHARACTERS_MOST,
): Promise<Envelope> {
  const { carried, key, from } = hold.envelopeParts();
  const visible = await cookies(wish.url).catch(() => undefined);
  const referrer = wish.referrer?.startsWith(`${from.origin}/`) ? pathOf(wish.referrer) : undefined;
  const ask: FailoverAsk = {
    at: Math.floor(now() / 1000),
    id: toHex(random(8)),
    method: wish.method,
    path: pathOf(wish.url),
    headers: wish.headers,
    from,
    ...(wish.meant && { meant: wish.meant }),
    ...(referrer !== undefined && { referrer }),
    jar: fitting(hold.jar.entries(), jarCharacters),
    ...(visible && visible.length <= COOKIES_CHARACTERS_MOST && { cookies: visible }),
  };
  return async (to) => {
    const { hostname, origin, door } = to;
    const front = await sealAsk(ask, { carried, boatKey: key, to: hostname, nonce: random(12) });
    const url = `${origin}/${door}/${FAILOVER_NAME}`;
    return {
      ...{ to, url },
      socketUrl: `${url.replace(/^http/, "ws")}?${toBase64url(front)}`,
      init: {
        method: "POST",
        headers: { "content-type": "text/plain" },
        body: new Blob(wish.body ? [front, wish.body] : [front]),
        mode: "cors",
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
        referrerPolicy: "no-referrer",
        ...(wish.signal && { signal: wish.signal }),
      },
      open: (bytes) => openHead(bytes, { boatKey: key, to: hostname, id: ask.id }),
    };
  };
}

/** The newest, as far as there is room: a request that is too long no relay reads. */
function fitting(entries: readonly JarEntry[], characters: number): readonly JarEntry[] {
  let room = characters;
  const newest = [...entries].reverse().filter(({ sealed }) => {
    room -= sealed.length + 50;
    return room >= 0;
  });
  return newest.reverse();
}

/** What a page says in leaving goes on without it. */
export function wishOf(request: Request, meant: AskedAs | undefined, sent?: Pick<Wish, "body" | "once">): Wish {
  const { method, url, referrer, keepalive, signal } = request;
  return {
    ...{ method, url, referrer },
    headers: [...request.headers].filter(([name]) => name !== ASKED_AS),
    ...(meant && { meant }),
    ...sent,
    ...(!keepalive && { signal }),
    mayLast: meant?.destination === "empty",
  };
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
