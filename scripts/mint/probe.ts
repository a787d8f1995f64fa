// The last question before a mirror may be handed out, asked at its real address: does a stranger see exactly the zone's
// cover, and does a ticket open it?

import { fromBase64url } from "../../shared/domain/bytes.ts";
import { createMask, MASK_RANDOM_BYTES } from "../../shared/domain/mask.ts";
import { deriveMirrorKeys, deriveZoneSecret } from "../../shared/domain/mirrorkeys.ts";
import type { Mirror } from "../../shared/wardenapi.ts";
import type { Clock } from "../clock.ts";
import { openLink } from "../links/open.ts";
import type { Keys } from "../operator/keys.ts";
import type { Reach } from "../reach.ts";
import { MintFailure } from "./failure.ts";
import { seedBytes } from "./keyring.ts";

export interface ProbeOptions {
  readonly keys: Keys;
  readonly reach: Reach;
  readonly clock: Clock;
  /** base64url, opens this mirror only. */
  readonly ticket: string;
  /** What is odd but does not keep the mirror from readers. */
  readonly onWarning: (text: string) => void;
}

/** A new route, and an edge that remembers an older record, take this long to settle. */
const GIVE_UP_SECONDS = 150;
const FIRST_WAIT_MILLISECONDS = 250;
const LONGEST_WAIT_MILLISECONDS = 10_000;
const TIMEOUT_MILLISECONDS = 20_000;
/** Headers that say when or where an answer was made, not what it is. */
const PASSING_HEADERS = new Set([
  "date",
  "age",
  "cf-ray",
  "nel",
  "report-to",
  "server-timing",
  "connection",
  "keep-alive",
]);

/** Throws MintFailure where the mirror is not fit after 150 s. */
export async function probe(mirror: Mirror, options: ProbeOptions): Promise<void> {
  const { clock } = options;
  const link = await linkOf(mirror, options);
  const giveUpAt = clock.now() + GIVE_UP_SECONDS * 1000;
  for (let wait = FIRST_WAIT_MILLISECONDS; ; wait = Math.min(LONGEST_WAIT_MILLISECONDS, wait * 2)) {
    const problem = await probeOnce(mirror, link, options);
    if (problem === undefined) return;
    if (clock.now() >= giveUpAt) {
      throw new MintFailure(`${mirror.hostname} is not fit: ${problem}.`, {
        next: "See that the zone is active at its provider and its name servers point there; then run mint again.",
      });
    }
    await clock.sleep(wait);
  }
}

/** The same look without patience, for a mirror that has stood for a while: what is wrong, if anything. */
export async function probeNow(mirror: Mirror, options: ProbeOptions): Promise<string | undefined> {
  return probeOnce(mirror, await linkOf(mirror, options), options);
}

/** What is wrong, if anything. */
async function probeOnce(mirror: Mirror, link: string, options: ProbeOptions): Promise<string | undefined> {
  try {
    const cover = await look(`${mirror.origin.replace(mirror.hostname, mirror.zone)}/`, options);
    const stranger = await look(`${mirror.origin}/`, options);
    if (cover.status >= 500) return `the zone's cover answers HTTP ${cover.status}`;
    if (stranger.text !== cover.text) return "a stranger there sees something else than on the zone's apex";
    const opened = await openLink(link, options.reach);
    if (!opened.ok) return `a ticket does not open it (${opened.detail ?? opened.reason})`;
    const page = await look(opened.value.url, options, { cookie: opened.value.cookie });
    if (page.text === cover.text) return "it shows its reader the cover";
    if (page.status >= 500) options.onWarning(`${mirror.hostname} opens, but the service answers HTTP ${page.status}`);
    return undefined;
  } catch {
    return "it cannot be reached";
  }
}

async function look(
  url: string,
  { reach }: ProbeOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const response = await reach(url, { headers, redirect: "manual", signal });
  const kept = [...response.headers].filter(([name]) => !PASSING_HEADERS.has(name)).sort();
  return { status: response.status, text: `${response.status}\n${JSON.stringify(kept)}\n${await response.text()}` };
}

/** A link with that ticket, as a channel would show it. */
export async function linkOf(mirror: Mirror, { keys, ticket }: Pick<ProbeOptions, "keys" | "ticket">): Promise<string> {
  const bytes = fromBase64url(ticket);
  if (bytes === undefined) throw new Error("the warden's probe ticket is not base64url");
  const secret = await deriveZoneSecret(seedBytes(keys.deployKey), mirror.zone);
  const mask = await createMask((await deriveMirrorKeys(secret, mirror.hostname)).mask);
  const segment = await mask.mask(bytes, crypto.getRandomValues(new Uint8Array(MASK_RANDOM_BYTES)));
  return `${mirror.origin}/${segment}/`;
}
