// A lifeboat's ways on a line with a long round trip, without a browser: mirrors that answer, are slow or silent, time that passes
// by itself, and every request written down as the wire hears it. A new connection costs three round trips, an open one costs one.

import { CARRIED_BYTES } from "../../shared/domain/carried.ts";
import { FRONT_BYTES, frontOfAnswer, openAsk, readFront } from "../../shared/domain/failover.ts";
import { sealHead } from "../../shared/domain/failoverhead.ts";
import { answerMark, MARK_HEADER } from "../../shared/domain/mark.ts";
import type { Outcome } from "../../shared/domain/report.ts";
import type { Hold, OtherMirror, Remembered } from "../../workers/lifeboat/failover/hold.ts";
import { createWays, type Ways } from "../../workers/lifeboat/failover/send.ts";
import { createVirtualTime } from "./virtualtime.ts";

export interface SlowLineOptions {
  readonly rttMs: number;
  /** The other mirrors by name, the own one is `own`; `b` alone. */
  readonly others?: readonly string[];
  /** One of them answered before. */
  readonly familiar?: string;
  /** Answers at no time from now on; may change. */
  readonly silent?: ReadonlySet<string>;
  /** No connection to them is made any more, and one that stands is not broken; may change. */
  readonly shut?: ReadonlySet<string>;
  /** How long the service takes, milliseconds, Infinity: it never answers; nothing. */
  readonly service?: (path: string, by: string) => number;
  /** Documents, the same by all mirrors, of which the own one sends the half. */
  readonly cut?: (path: string) => boolean;
  /** The others send no more of them. */
  readonly isCutEverywhere?: boolean;
  /** Where the service sends on to, by path. */
  readonly redirects?: Readonly<Record<string, string>>;
}

/** What the wire hears. */
export interface Said {
  readonly at: number;
  readonly name: string;
  /** `HEAD /`: a knock; of what another mirror is sent, what the page asked for: `via GET /x`. */
  readonly what: string;
}

export interface SlowLine {
  readonly ways: Ways;
  readonly said: readonly Said[];
  /** Mirrors that did not answer when they were last asked, as far as is remembered; the own one is `own`. */
  failing(): Readonly<Record<string, Outcome>>;
  /** By whom answers came that nobody wanted any more. */
  readonly unread: readonly string[];
  /** When the own mirror was taken for dead. */
  readonly deaths: readonly number[];
  /** By which mirror it was answered, or why not. `destination`: absent, it is a document's. */
  send(path: string, init?: RequestInit & { readonly destination?: string }): Promise<string>;
  /** Until so many milliseconds have passed. */
  pass(milliseconds: number): Promise<void>;
  /** Milliseconds since the line began. */
  now(): number;
  /** Who was sent it, in order. */
  sent(what: string): readonly string[];
  readonly run: <T>(work: Promise<T>) => Promise<T>;
}

const boatKey = new Uint8Array(32).fill(3);
const DOOR = "abcdefgh";
const START = 1_800_000_000_000;
const HOUR_MILLISECONDS = 3_600_000;
const COLD_ROUND_TRIPS = 3;

const originOf = (name: string) => `https://${name}.example`;
const mirrorOf = (name: string): OtherMirror => ({
  ...{ hostname: `${name}.example`, origin: originOf(name), door: DOOR, zone: 0, provider: 0 },
});

/** A page's own body follows it. */
async function sealedIn(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  return bytes.subarray(FRONT_BYTES, FRONT_BYTES + (readFront(bytes)?.length ?? 0));
}

export async function createSlowLine({
  rttMs,
  others = ["b"],
  familiar,
  silent = new Set(),
  shut = new Set(),
  service = () => 0,
  cut = () => false,
  redirects = {},
  isCutEverywhere = false,
}: SlowLineOptions): Promise<SlowLine> {
  const { clock, run } = createVirtualTime(START);
  const said: Said[] = [];
  const unread: string[] = [];
  const deaths: number[] = [];
  const states = new Map<string, Remembered>();
  if (familiar) states.set(`${familiar}.example`, { outcome: "ok", at: START });
  const hold: Hold = {
    ready: Promise.resolve(),
    others: () => others.map(mirrorOf),
    home: () => undefined,
    windows: () => ({ refreshSeconds: 3600, retrySeconds: 300, pauseSeconds: 10 }),
    envelopeParts: () => ({
      ...{ carried: new Uint8Array(CARRIED_BYTES), key: boatKey },
      from: { origin: originOf("own"), door: DOOR, siblings: {} },
    }),
    carry: () => undefined,
    jar: { entries: () => [], take: () => undefined, bringHome: async () => true },
    remembered: (hostname) => states.get(hostname),
    note: (hostname, outcome) => void states.set(hostname, { outcome, at: clock.now() }),
    seekLists: async () => false,
  };

  const mark = await answerMark(boatKey, START / HOUR_MILLISECONDS);
  const date = new Date(START).toUTCString();
  /** When each connection is open. */
  const openAt = new Map<string, number>();
  const travel = async (connection: string) => {
    const ready = openAt.get(connection) ?? clock.now() + (COLD_ROUND_TRIPS - 1) * rttMs;
    openAt.set(connection, ready);
    await clock.sleep(Math.max(ready - clock.now(), 0) + rttMs);
  };
  /** The head of another mirror's answer, then who gave it. */
  const bodyOf = (name: string, path: string, front = new Uint8Array()) => {
    const isCut = cut(path) && (name === "own" || isCutEverywhere);
    const chunks = [front, new TextEncoder().encode(isCut ? "doc" : cut(path) ? "document" : name)];
    return new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const chunk = chunks.shift();
          if (chunk?.length === 0) return this.pull?.(controller);
          if (chunk) return controller.enqueue(chunk);
          if (isCut) controller.error(new TypeError("network error"));
          else controller.close();
        },
        cancel: () => void unread.push(name),
      },
      { highWaterMark: 0 },
    );
  };
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { hostname, pathname } = new URL(request.url);
    const [name = ""] = hostname.split(".");
    const isOwn = name === "own";
    const isForwarded = !isOwn && request.method === "POST";
    const opened = isForwarded && (await openAsk(await sealedIn(request), boatKey, hostname));
    const { id, method, path } = opened ? JSON.parse(opened) : request;
    const asked: string = opened ? path : pathname;
    said.push({ at: clock.now() - START, name, what: `${isForwarded ? "via " : ""}${method} ${asked}` });
    if (silent.has(name)) return new Promise(() => {});
    const connection = `${name} ${request.credentials}`;
    if (shut.has(name) && !openAt.has(connection)) throw new TypeError("Failed to fetch");
    await travel(connection);
    const isSmall = request.method === "HEAD";
    const takes = isSmall ? 0 : service(asked, name);
    await (takes === Number.POSITIVE_INFINITY ? new Promise(() => {}) : clock.sleep(takes));
    const type = { "content-type": cut(asked) ? "text/html" : "application/octet-stream" };
    const own = { headers: { [MARK_HEADER]: mark, date, ...type } };
    if (isOwn) return new Response(isSmall ? null : bodyOf(name, asked), own);
    if (!isForwarded) return new Response(null);
    const location = redirects[asked];
    const head = {
      ...{ status: location ? 307 : 200, jar: [] },
      headers: Object.entries(location ? { location } : type),
    };
    const sealed = await sealHead(head, { boatKey, to: hostname, id, nonce: new Uint8Array(12) });
    return new Response(bodyOf(name, asked, frontOfAnswer(sealed)));
  };
  const ways = createWays({
    ...{ hold, clock, fetch, door: DOOR, origin: originOf("own") },
    random: (lengthBytes) => new Uint8Array(lengthBytes),
    draw: () => 0,
    cookies: async () => undefined,
    show: async () => undefined,
    govern: (headers) => headers,
    // Of a dead mirror nothing is asked ahead.
    preload: (isOn) => void (isOn || deaths.push(clock.now() - START)),
    again: () => undefined,
    isEnded: () => false,
  });
  return {
    ...{ ways, said, unread, deaths, run },
    async send(path, { destination, ...init } = {}) {
      const request = new Request(originOf("own") + path, init);
      const event = { request, resultingClientId: "", waitUntil: () => undefined };
      const meant = destination && { meant: { mode: "same-origin", credentials: "include", destination } as const };
      try {
        const answer = await run(ways.send(request, { event, ...meant }));
        return await run(answer.text());
      } catch (error) {
        return error instanceof Error && "why" in error ? String(error.why) : String(error);
      }
    },
    pass: (milliseconds) => run(clock.sleep(milliseconds)),
    now: () => clock.now() - START,
    failing() {
      const failed = [...states].filter(([, { outcome }]) => outcome !== "ok");
      return Object.fromEntries(failed.map(([hostname, { outcome }]) => [hostname.split(".")[0] || "own", outcome]));
    },
    sent: (what) => said.filter((one) => one.what === what || one.what === `via ${what}`).map(({ name }) => name),
  };
}
