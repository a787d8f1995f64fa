// The scripts every page starts with, kept beside the lifeboat. A page that came by way of another mirror names them at its own,
// which is blocked, and a browser may have thrown out what it had of them: without the shim a page would stand with one layer
// less between it and the hosts it names. Only the own mirror's, and sealed, so that no page can plant one for the next.

import { createSeal } from "../../../shared/domain/aead.ts";
import { type Bytes, fromUtf8, utf8 } from "../../../shared/domain/bytes.ts";
import { type Clock, within } from "./clock.ts";

export interface OwnScriptsPorts {
  readonly caches: CacheStorage;
  readonly origin: string;
  readonly door: string;
  readonly boatKey: Bytes;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly random: (lengthBytes: number) => Bytes;
  /** The own mirror answered in the last so many milliseconds. */
  readonly isHome: (withinMs: number) => boolean;
  readonly isAway: () => boolean;
}

/** As much of a FetchEvent as it takes. */
interface Asked {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
  waitUntil(work: Promise<void>): void;
}

export interface OwnScripts {
  /** At home the browser gets them by itself; otherwise what was kept stands in. */
  takes(event: Asked): void;
}

const NAMES = ["shim.js", "bar.js"];
const PURPOSE = "hezar/ownscripts/v1";
const JUST_NOW_MILLISECONDS = 1_000;
const SILENCE_MILLISECONDS = 700;

interface Kept {
  /** As it was asked for: its query names its content. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

export function createOwnScripts({
  caches,
  origin,
  door,
  boatKey,
  clock,
  random,
  ...ports
}: OwnScriptsPorts): OwnScripts {
  const { isHome, isAway } = ports;
  const sealing = createSeal(boatKey, PURPOSE);
  const cache = () => caches.open(`${door}-scripts`);
  const places = NAMES.map((name) => `${origin}/${door}/${name}`);
  /** By place. */
  const known = new Map<string, Promise<Kept | undefined>>();
  const load = async (place: string): Promise<Kept | undefined> => {
    const found = await (await cache()).match(place);
    const clear = found && (await (await sealing).open(new Uint8Array(await found.arrayBuffer()), place));
    return clear ? (JSON.parse(fromUtf8(clear) ?? "") as Kept) : undefined;
  };
  const find = (place: string) => {
    const found = known.get(place) ?? load(place).catch(forget);
    known.set(place, found);
    return found;
  };
  const keep = async (place: string, url: string) => {
    if ((await find(place))?.url === url) return;
    const answer = await ports.fetch(url);
    if (!answer.ok || !answer.headers.get("content-type")?.includes("javascript")) return;
    // As it reads unpacked.
    const headers = [...answer.headers].filter(([name]) => !/^content-(?:encoding|length)$/.test(name));
    const kept: Kept = { url, headers, text: await answer.text() };
    known.set(place, Promise.resolve(kept));
    const sealed = await (await sealing).seal(utf8(JSON.stringify(kept)), place, random(12));
    await (await cache()).put(place, new Response(sealed));
  };
  const answer = async (place: string, request: Request): Promise<Response> => {
    const kept = await find(place);
    const standIn = kept && new Response(kept.text, { headers: kept.headers.map(([...pair]) => pair) });
    if (isAway() && standIn) return standIn;
    const asked = ports.fetch(request);
    const first = await within(asked.catch(forget), undefined, { clock, milliseconds: SILENCE_MILLISECONDS });
    return first ?? standIn ?? asked;
  };
  return {
    takes(event) {
      const { url } = event.request;
      const [place = ""] = url.split("?");
      if (!places.includes(place)) return;
      if (!isAway() && isHome(JUST_NOW_MILLISECONDS)) return event.waitUntil(keep(place, url).catch(forget));
      event.respondWith(answer(place, event.request));
    },
  };
}

function forget(): undefined {}
