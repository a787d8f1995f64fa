// A page's line to its lifeboat, which keeps that awake and tells of the mirror (failover/channel.ts says how). It is asked every
// while as long as anything of the page hangs on the mirror, and at once where something broke or fell silent.

import { type AwayNews, CHANNEL, LOST, UNOPENED } from "./protocol.ts";
import { createRhythm, type Rhythm } from "./rhythm.ts";

export interface Line {
  isAway(): boolean;
  /** To the lifeboat; undefined: it has sent none. */
  port(): MessagePort | undefined;
  /** Looks from now on, for as long as something stands. */
  watch(): void;
  /** Looks at once; `isUnopened`: and whether a new connection is made. */
  doubt(isUnopened?: boolean): void;
  /** The same, where the last time is a while ago: some streams end every few seconds, and come back. */
  broke(): void;
  /** Of something that hangs on the mirror, which is doubted where it falls silent; `silent` is told then. */
  rhythm(silent?: () => void): Rhythm;
  /** The mirror is away: what hangs on it is lost. The worker is another: what hung on the last one is. */
  on(what: "away" | "renewed", tell: () => void): void;
  /** How much of a kind hangs on it. */
  counts(standing: () => number): void;
}

const BEAT_MILLISECONDS = 15_000;
/** In a row: a worker that ends meanwhile leaves its question without an answer. */
const UNANSWERED_MOST = 2;

/** `channel`: its address. */
export function createLine(channel: string): Line {
  // What stood here before any script of the page.
  const { fetch, setTimeout } = globalThis;
  const listeners: Record<"away" | "renewed", (() => void)[]> = { away: [], renewed: [] };
  const counted: (() => number)[] = [];
  let control: MessagePort | undefined;
  let isAway = false;
  let beating: ReturnType<typeof setInterval> | undefined;
  let isStanding = true;
  let unanswered = 0;
  let brokeAt = Number.NEGATIVE_INFINITY;

  const beat = async (how = "") => {
    const answer = await fetch(channel + how, { cache: "no-store" }).catch(() => undefined);
    unanswered = answer ? 0 : unanswered + 1;
    // Nobody stands between, and asked again it would cost the mirror a request; or the page's policy lets none through.
    if (answer ? answer.status !== 204 : unanswered > UNANSWERED_MOST) isStanding = false;
    void answer?.body?.cancel();
  };
  const watch = (how?: typeof LOST | typeof UNOPENED) => {
    if (!isStanding) return;
    void beat(how);
    beating ??= setInterval(() => {
      if (isStanding && counted.some((standing) => standing() > 0)) return void beat();
      clearInterval(beating);
      beating = undefined;
    }, BEAT_MILLISECONDS);
  };
  const doubt = (isUnopened = false) => watch(isUnopened ? UNOPENED : LOST);
  navigator.serviceWorker.addEventListener("message", (event) => {
    if ((event.data as { readonly hezar?: unknown } | null)?.hezar !== CHANNEL) return;
    event.stopImmediatePropagation();
    for (const tell of listeners.renewed) tell();
    [control] = event.ports;
    if (control)
      control.onmessage = ({ data }: MessageEvent<AwayNews>) => {
        isAway = data.isAway;
        if (isAway) for (const tell of listeners.away) tell();
      };
  });
  navigator.serviceWorker.startMessages();
  return {
    isAway: () => isAway,
    port: () => control,
    // A page that no worker brought is worth the question only where something fails.
    watch: () => (control || isBrought()) && (beating ?? watch()),
    doubt,
    broke: () => {
      const now = performance.now();
      if (now - brokeAt < BEAT_MILLISECONDS) return;
      brokeAt = now;
      doubt();
    },
    rhythm: (silent) =>
      createRhythm({
        ask: () => {
          doubt();
          silent?.();
        },
        now: () => performance.now(),
        after: setTimeout,
      }),
    on: (what, tell) => listeners[what].push(tell),
    counts: (standing) => counted.push(standing),
  };
}

function isBrought(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return (entry?.workerStart ?? 0) > 0;
}
