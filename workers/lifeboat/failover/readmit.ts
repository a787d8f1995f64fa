// A pass ends a day after the reader was last here, the ticket weeks later. Then the own mirror shows the cover, which looks
// like a block page, and it would be taken for blocked for good. So it is asked in the way that any other mirror is
// (failover.ts): it alone can open that, and answers with the address at which the ticket opens it, where a pass is to be had.

import { type Clock, within } from "./clock.ts";
import { type Answer, readAnswer } from "./rebuild.ts";
import { createEnvelope, type EnvelopePorts } from "./request.ts";
import { singleFlight } from "./singleflight.ts";

export interface ReadmitPorts extends Pick<EnvelopePorts, "random"> {
  readonly hold: EnvelopePorts["hold"] & { windows(): { readonly pauseSeconds: number } };
  readonly origin: string;
  readonly door: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** The reader is to be forgotten. */
  readonly isEnded: () => boolean;
}

/** Whoever answers in the mirror's name may leave the question open. */
const MOST_MILLISECONDS = 10_000;

/** True: the browser holds a fresh pass, and what was asked may be asked again. One question at a time, whoever asks. */
export type Readmit = () => Promise<boolean>;

export function createReadmit({ hold, random, origin, door, fetch, clock, isEnded }: ReadmitPorts): Readmit {
  const { hostname } = new URL(origin);
  let askedAt = Number.NEGATIVE_INFINITY;
  const ask = async (now: number): Promise<Answer["head"] | undefined> => {
    const ports = { hold, random, now: () => now, cookies: async () => undefined };
    const envelope = await createEnvelope({ method: "GET", url: `${origin}/`, headers: [] }, ports, 0);
    const { url, init, open } = await envelope({ hostname, origin, door });
    const reader = (await fetch(url, init)).body?.getReader();
    const answer = reader && (await readAnswer(reader, open));
    void answer?.body.cancel().catch(() => undefined);
    return answer?.head;
  };
  const enter = async () => {
    const first = await ask(clock.now());
    const head = first?.now === undefined ? first : await ask(first.now * 1000);
    const link = new Headers(head?.headers.map(([name, value]) => [name, value])).get("location") ?? "";
    if (!link.startsWith(`${origin}/`)) return false;
    // As the entering page does.
    const init = { method: "POST", redirect: "manual", cache: "no-store", referrerPolicy: "no-referrer" } as const;
    return (await fetch(link, init)).type === "opaqueredirect";
  };
  return singleFlight(async () => {
    // Who blocks would be asked with each request, and who answers without a mark for another reason as well.
    if (isEnded() || clock.now() - askedAt < hold.windows().pauseSeconds * 1000) return false;
    askedAt = clock.now();
    const entered = enter().catch(() => false);
    return within(entered, false, { clock, milliseconds: MOST_MILLISECONDS });
  });
}
