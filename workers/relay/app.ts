// The relay's stages in order: identify → gate → enter → own endpoints → exchange. Up to the gate every way out is the
// cover; behind it every way out is an answer to a reader. A throw ends in one of the two and in one scrubbed log line.

import { Hono } from "hono/tiny";
import type { Log } from "../../shared/log.ts";
import { isNavigation } from "../../shared/navigation.ts";
import type { IsBurned } from "./burned.ts";
import type { Cover } from "./cover.ts";
import { crossed, isCrossing } from "./cross.ts";
import { enteringPage, goOn } from "./enter.ts";
import type { Exchange } from "./exchange.ts";
import type { Admitted, Gate } from "./gate.ts";
import { parseSpot } from "./identify.ts";
import type { LockOf } from "./lock.ts";
import type { Own } from "./own.ts";
import { noticePage } from "./pages.ts";
import { isAged, sealPass } from "./passes.ts";

export interface Stages {
  readonly zone: string;
  readonly gate: Gate;
  readonly cover: Cover;
  readonly lockOf: LockOf;
  readonly own: Own;
  readonly exchange: Exchange;
  readonly isBurned: IsBurned;
  readonly log: Log;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

interface Standing {
  readonly url: URL;
  readonly admitted: Admitted;
  readonly burned: boolean;
}

export function createApp(stages: Stages): Hono<{ Variables: { standing: Standing } }> {
  const app = new Hono<{ Variables: { standing: Standing } }>();

  app.onError((error, c) => {
    stages.log.failed("request", error);
    return c.get("standing") ? noticePage(c.req.raw, "failed") : stages.cover(c.req.raw, addressOf(c.req.raw));
  });

  app.use(async (c, next) => {
    const request = c.req.raw;
    const url = addressOf(request);
    const admitted = await stages.gate(request, url, parseSpot(url.host, stages.zone));
    const isWelcome = admitted && (!admitted.link || request.method === "POST" || isGoing(request));
    if (!isWelcome) return stages.cover(request, url);
    const { spot, mirror } = admitted;
    const burned = await stages.isBurned({ hostname: spot.hostname, mirror, country: countryOf(request) });
    c.set("standing", { url, admitted, burned });
    await next();
  });

  app.use(async (c, next) => {
    await next();
    const marks = await marksFor(c.get("standing"), stages);
    if (marks.length > 0) c.res = marked(c.res, marks);
  });

  app.use(async (c, next) => {
    const { admitted } = c.get("standing");
    if (!admitted.link) return next();
    const { link, mirror, pass } = admitted;
    if (isCrossing(c.req.raw)) return arrive(admitted, stages);
    if (c.req.method === "GET")
      return enteringPage(c.req.raw, { target: link.target, door: mirror.door, holdsPass: !!pass });
    if (pass || !link.held) return goOn(link.target, undefined);
    const lock = await stages.lockOf(admitted.spot.hostname);
    return goOn(link.target, await sealPass(link.held, { lock, now: stages.now() }));
  });

  app.all("*", async (c) => {
    const { url, admitted, burned } = c.get("standing");
    const { spot, mirror } = admitted;
    const lineage = (admitted.pass ?? admitted.link?.held)?.ticket.lineage ?? "";
    const own = await stages.own(c.req.raw, url, { spot, mirror, lineage, burned });
    if (own) return own;
    const ticket = (admitted.pass ?? admitted.link?.held)?.bytes;
    return stages.exchange(c.req.raw, url, { mirror, ...(ticket && { ticket }) });
  });

  return app;
}

function isGoing(request: Request): boolean {
  return isNavigation(request) || isCrossing(request);
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

/** What every answer to a reader says: that the mirror is burned, and a fresh pass half-way through the old one's day. */
async function marksFor({ admitted, burned }: Standing, { lockOf, now }: Stages): Promise<readonly Mark[]> {
  const marks: Mark[] = burned ? [["mirror-state", "burned"]] : [];
  if (!admitted.pass || !isAged(admitted.pass, now())) return marks;
  const lock = await lockOf(admitted.spot.hostname);
  return [...marks, ["set-cookie", await sealPass(admitted.pass, { lock, now: now() })]];
}

/** The body object stays the one it was, so that a stream nobody reads never passes through JavaScript. */
function marked(response: Response, marks: readonly Mark[]): Response {
  const answer = new Response(response.body, response);
  for (const [name, value] of marks) answer.headers.append(name, value);
  return answer;
}

function countryOf(request: Request): string | undefined {
  const country = request.cf?.country;
  return typeof country === "string" && /^[A-Z]{2}$/.test(country) ? country : undefined;
}
