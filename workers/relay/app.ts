// The relay's stages in order: identify → gate → enter → own endpoints → exchange. Up to the gate every way out is the
// cover; behind it every way out is an answer to a reader. A throw ends in one of the two and in one scrubbed log line.

import { Hono } from "hono/tiny";
import { JAR_HEADER } from "../../shared/domain/jar.ts";
import { MARK_HEADER } from "../../shared/domain/mark.ts";
import type { Log } from "../../shared/log.ts";
import { isNavigation } from "../../shared/navigation.ts";
import type { Boats } from "./boats.ts";
import type { IsBurned } from "./burned.ts";
import { type Collect, countryOf } from "./collect.ts";
import type { Cover } from "./cover.ts";
import { crossed, isCrossing } from "./cross.ts";
import { goOn } from "./enter.ts";
import type { Exchange } from "./exchange.ts";
import type { Failover } from "./failover.ts";
import type { Admitted, Gate } from "./gate.ts";
import { parseSpot } from "./identify.ts";
import type { RelayJar } from "./jar.ts";
import type { LockOf } from "./lock.ts";
import type { Own } from "./own.ts";
import { noticePage } from "./pages.ts";
import { isAged, sealPass } from "./passes.ts";

export interface Stages {
  readonly zone: string;
  readonly gate: Gate;
  readonly cover: Cover;
  readonly lockOf: LockOf;
  readonly boats: Boats;
  readonly jar: RelayJar;
  readonly own: Own;
  readonly exchange: Exchange;
  readonly isBurned: IsBurned;
  readonly failover: Failover;
  /** Absent: there is no warden to tell. */
  readonly collect?: Collect | undefined;
  readonly log: Log;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

interface Standing {
  readonly url: URL;
  readonly admitted: Admitted;
  readonly burned: boolean;
}

/** One route and no middleware: a page is a hundred requests, and each layer of the router costs every one of them. */
export function createApp(stages: Stages): Hono {
  const app = new Hono();
  app.all("*", (c) => answer(c.req.raw, stages, (told) => c.executionCtx.waitUntil(told)));
  return app;
}

/** `wait` keeps what goes on beside the answer alive. */
async function answer(request: Request, stages: Stages, wait: (told: Promise<void>) => void): Promise<Response> {
  const url = addressOf(request);
  let standing: Standing | undefined;
  const failed = async (error: unknown): Promise<Response> => {
    stages.log.failed("request", error);
    return standing ? noticePage(request, "failed") : stages.cover(request, url);
  };
  try {
    const failover = stages.failover(request, url, wait);
    if (failover) return (await failover) ?? stages.cover(request, url);
    standing = await admit(request, url, stages);
    if (standing === undefined) return stages.cover(request, url);
    const served = await serve(request, standing, stages).catch(failed);
    const told = tell(request, standing, stages);
    if (told) wait(told);
    return marked(served, await marksFor(served, standing, stages));
  } catch (error) {
    return failed(error);
  }
}

/** Undefined: a stranger, or who follows a link in a way that no reader does. */
async function admit(request: Request, url: URL, { gate, zone, isBurned }: Stages): Promise<Standing | undefined> {
  const admitted = await gate(request, url, parseSpot(url.host, zone));
  if (admitted === undefined) return undefined;
  if (admitted.link && request.method !== "POST" && !isGoing(request)) return undefined;
  const { spot, mirror } = admitted;
  const burned = await isBurned({ hostname: spot.hostname, mirror, country: () => countryOf(request) });
  return { url, admitted, burned };
}

async function serve(request: Request, { url, admitted, burned }: Standing, stages: Stages): Promise<Response> {
  if (admitted.link) return enter(request, admitted, stages);
  const { spot, mirror, pass } = admitted;
  const own = await stages.own(request, url, { spot, mirror, held: pass, burned });
  if (own) return own;
  return stages.exchange(request, url, { mirror, ...(pass && { ticket: pass.bytes }) });
}

async function enter(request: Request, admitted: Admitted, stages: Stages): Promise<Response> {
  const { spot, link, mirror, pass } = admitted;
  const target = link?.target ?? "/";
  if (isCrossing(request)) return arrive(admitted, stages);
  if (request.method === "GET") {
    const { enteringPage } = await import("./entering.ts");
    return enteringPage(request, { target, door: mirror.door, holdsPass: !!pass });
  }
  if (pass || !link?.held) return goOn(target, undefined);
  const lock = await stages.lockOf(spot.hostname);
  return goOn(target, await sealPass(link.held, { lock, now: stages.now() }));
}

function isGoing(request: Request): boolean {
  return isNavigation(request) || isCrossing(request) || isSentOn(request);
}

/** As a lifeboat sends on a navigation that the browser has not asked ahead: the mode stays, and the destination is nobody's. */
function isSentOn({ method, headers }: Request): boolean {
  if (method !== "GET" || headers.get("sec-purpose") !== null || headers.get("purpose") !== null) return false;
  return headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "empty";
}

/** A sibling's readers say nothing of the mirror's own name. */
function tell(request: Request, { admitted }: Standing, { collect }: Stages): Promise<void> | undefined {
  const { mirror, pass, link } = admitted;
  const ticket = (pass ?? link?.held)?.ticket;
  return ticket && !mirror.root ? collect?.served({ request, label: mirror.label, ticket }) : undefined;
}

/** Off to the clean address at once, with a pass for this label where the reader had none. */
async function arrive({ spot, link, pass }: Admitted, { lockOf, now }: Stages): Promise<Response> {
  const held = pass ? undefined : link?.held;
  const cookie = held && (await sealPass(held, { lock: await lockOf(spot.hostname), now: now() }));
  return crossed(link?.target ?? "/", cookie);
}

/** A Host header that makes no URL is a stranger's. */
function addressOf(request: Request): URL {
  return URL.parse(request.url) ?? new URL("http://nowhere.invalid/");
}

type Mark = readonly [name: string, value: string];

/**
 * What every answer to a reader says: that it is this mirror's (shared/domain/mark.ts), that the mirror is burned, what
 * cookies it sets (shared/domain/jar.ts), and a fresh pass half-way through the old one's day.
 */
async function marksFor(
  served: Response,
  { url, admitted, burned }: Standing,
  { boats, jar, lockOf, now }: Stages,
): Promise<readonly Mark[]> {
  const { spot, mirror, pass } = admitted;
  const marks: Mark[] = burned ? [["mirror-state", "burned"]] : [];
  if (pass === undefined) return marks;
  marks.push([MARK_HEADER, await boats.markOf(spot.hostname, pass, now())]);
  const kept = await jar.headerFor(served, { spot, mirror, held: pass }, url);
  if (kept !== undefined) marks.push([JAR_HEADER, kept]);
  if (!isAged(pass, now())) return marks;
  const lock = await lockOf(spot.hostname);
  return [...marks, ["set-cookie", await sealPass(pass, { lock, now: now() })]];
}

/**
 * Most answers were made here and take a header. What comes straight from the runtime does not (Fetch §5.1), a WebSocket's
 * among them; the body object stays the one it was, so that a stream nobody reads never passes through JavaScript.
 */
function marked(response: Response, marks: readonly Mark[]): Response {
  if (marks.length === 0 || response.status === 101) return response;
  try {
    write(response, marks);
    return response;
  } catch {
    const answer = new Response(response.body, response);
    write(answer, marks);
    return answer;
  }
}

function write({ headers }: Response, marks: readonly Mark[]): void {
  // The service's own word of that name gives way.
  for (const [name, value] of marks) name === "set-cookie" ? headers.append(name, value) : headers.set(name, value);
}
