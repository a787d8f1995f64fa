// Links of one's own: the operator is admitted through the beacon's JSON door like any reader, with a code of their own; a
// second code of the same channel is for the page that is shown around. Codes are kept, for the warden keeps only hashes.

import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { openLink } from "../links/open.ts";
import type { State } from "../operator/state.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import type { Reach } from "../reach.ts";
import { Mistake } from "../terminal/mistake.ts";

export interface ReaderLink {
  readonly service: string;
  readonly hostname: string;
  readonly url: string;
}

export interface Door {
  /** The beacon's page to hand around. */
  readonly page: string;
  readonly links: readonly ReaderLink[];
}

interface Codes {
  readonly own: string;
  readonly page: string;
}

const CHANNEL = "direct";
const USES = 1000;
const DAYS = 30;
const TIMEOUT_MILLISECONDS = 20_000;
const LATEST_MILLISECONDS = 15_000;
const LOOK_MILLISECONDS = 100;

const Answer = v.object({ links: v.array(v.object({ hostname: v.string(), url: v.string() })) });

export interface LinkOptions {
  readonly state: State;
  readonly warden: WardenClient;
  readonly beacon: string;
  readonly reach: Reach;
}

/** Links of one fresh reader of `service`; spent or expired codes are made anew. */
export async function openDoor(service: string, options: LinkOptions): Promise<Door> {
  const { invites = {} } = await options.state.mesh();
  const kept = invites[service];
  const links = kept && (await admit(kept.own, service, options));
  if (kept !== undefined && links !== undefined) return { page: pageOf(options.beacon, kept), links };
  const codes = await makeCodes(service, options);
  const fresh = await admit(codes.own, service, options);
  if (fresh === undefined) {
    throw new Mistake(`The beacon at ${options.beacon} does not take a fresh code`, {
      next: "`hezar doctor` looks at its parts.",
    });
  }
  return { page: pageOf(options.beacon, codes), links: fresh };
}

/**
 * Until every link opens: a relay asks KV again at most every 2 s, so for that long it may not know a reader who was just
 * admitted. Gives the links that still do not open after 15 s.
 */
export async function waitForLinks(links: readonly ReaderLink[], reach: Reach): Promise<readonly ReaderLink[]> {
  const giveUpAt = performance.now() + LATEST_MILLISECONDS;
  for (let closed = links; ; await sleep(LOOK_MILLISECONDS)) {
    const looked = await Promise.all(
      closed.map(async (link) => ({ link, open: (await openLink(link.url, reach)).ok })),
    );
    closed = looked.filter(({ open }) => !open).map(({ link }) => link);
    if (closed.length === 0 || performance.now() > giveUpAt) return closed;
  }
}

async function makeCodes(service: string, { state, warden }: LinkOptions): Promise<Codes> {
  const wish = { service, channel: CHANNEL, uses: USES, days: DAYS, level: 0 };
  const own = (await warden.invite(wish)).code;
  const page = (await warden.invite(wish)).code;
  const { invites = {} } = await state.mesh();
  await state.remember({ invites: { ...invites, [service]: { own, page } } });
  return { own, page };
}

/** Undefined where the code is not taken. */
async function admit(
  code: string,
  service: string,
  { beacon, reach }: LinkOptions,
): Promise<readonly ReaderLink[] | undefined> {
  const response = await reach(`${pageOf(beacon, { own: code, page: code })}.json`, {
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  const text = await response.text();
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), Answer), text);
  return response.ok && answer.success
    ? answer.output.links.map(({ hostname, url }) => ({ service, hostname, url }))
    : undefined;
}

function pageOf(beacon: string, { page }: Codes): string {
  return `${beacon}/i/${page}`;
}
