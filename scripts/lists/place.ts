// A place looked at as a reader's lifeboat meets it: a file is there, whole, for any page to read, and nobody is shown a list
// of the files.

import { LIST_BYTES_LIMIT } from "../../shared/domain/sealedlist.ts";
import type { Clock } from "../clock.ts";
import type { Reach } from "../reach.ts";
import type { ListDriver } from "./drivers/driver.ts";

export interface PlaceProblem {
  readonly what: string;
  readonly next: string;
  /** It works all the same. */
  readonly isNote?: true;
  /** Only pages are kept out. */
  readonly isClosed?: true;
}

export interface LookOptions {
  readonly reach: Reach;
  readonly clock: Clock;
  /** A file that should be there. */
  readonly name: string;
  /** What is in it; absent: something of a list's size. */
  readonly bytes?: Uint8Array;
  /** How long to wait for it; absent: as long as the driver says. */
  readonly patienceSeconds?: number;
}

/** Any page of a mirror. */
const ORIGIN = "https://reader.example";
const AGAIN_MILLISECONDS = 1_000;
const TIMEOUT_MILLISECONDS = 15_000;

/** Nothing: all is as it should be. */
export async function lookAtPlace(
  place: Pick<ListDriver, "id" | "url" | "listings" | "delaySeconds">,
  options: LookOptions,
): Promise<readonly PlaceProblem[]> {
  const { clock, patienceSeconds = place.delaySeconds } = options;
  const until = clock.now() + patienceSeconds * 1000;
  for (;;) {
    const found = await readBack(place, options);
    if (found !== "absent") return [...found, ...(await listed(place, options))];
    if (clock.now() >= until) return [absent(place)];
    await clock.sleep(AGAIN_MILLISECONDS);
  }
}

async function readBack(
  { id, url }: Pick<ListDriver, "id" | "url">,
  { reach, name, bytes }: LookOptions,
): Promise<readonly PlaceProblem[] | "absent"> {
  const answer = await ask(`${url}${name}`, reach);
  if (answer === undefined) return "absent";
  if (answer.status >= 300 && answer.status < 400) {
    return [{ what: `${id}: ${url} sends readers elsewhere`, next: "Name the address it leads to as `url`" }];
  }
  if (!answer.ok) return "absent";
  const body = new Uint8Array(await answer.arrayBuffer());
  const isWhole = bytes ? Buffer.from(bytes).equals(body) : body.length >= 65_536 && body.length <= LIST_BYTES_LIMIT;
  // An older copy out of a cache, or a page in its stead.
  if (!isWhole) return "absent";
  return answer.headers.get("access-control-allow-origin") === "*" ? [] : [closed(id)];
}

/** A list of the files says how many there are and when they changed; the names say nothing. */
async function listed(
  { id, listings }: Pick<ListDriver, "id" | "listings">,
  { reach, name }: LookOptions,
): Promise<readonly PlaceProblem[]> {
  for (const url of listings) {
    const answer = await ask(url, reach);
    if (answer?.ok && (await answer.text()).includes(name)) {
      const next = "Switch listing off there (a bucket's ListBucket, a server's autoindex)";
      return [{ what: `${id}: ${new URL(url).host} lists its files to everybody`, next, isNote: true }];
    }
  }
  return [];
}

function ask(url: string, reach: Reach): Promise<Response | undefined> {
  const bytesMost = 2 * LIST_BYTES_LIMIT;
  const init = { headers: { origin: ORIGIN }, bytesMost, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) };
  return reach(url, init).catch(() => undefined);
}

function absent({ id, url }: Pick<ListDriver, "id" | "url">): PlaceProblem {
  return {
    what: `${id}: a file that was written cannot be read at ${url}`,
    next: "Check that `url` shows what the driver writes, to everybody, and that nothing holds old copies",
  };
}

function closed(id: string): PlaceProblem {
  return {
    what: `${id}: its files come without "access-control-allow-origin: *", so no reader's browser may read them`,
    isClosed: true,
    next: "Set that header there (a bucket's CORS rules: any origin, GET)",
  };
}
