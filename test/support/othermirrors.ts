// A lifeboat's other mirrors without a browser: the code that asks them, with mirrors that answer or refuse at once, a clock that is
// moved by hand, and every name that was asked for written down as the wire hears it.

import { CARRIED_BYTES } from "../../shared/domain/carried.ts";
import { FRONT_BYTES, frontOfAnswer, openAsk } from "../../shared/domain/failover.ts";
import { sealHead } from "../../shared/domain/failoverhead.ts";
import type { Outcome } from "../../shared/domain/report.ts";
import type { Hold, OtherMirror, Remembered, Windows } from "../../workers/lifeboat/failover/hold.ts";
import { createOthers } from "../../workers/lifeboat/failover/others.ts";

export interface Heard {
  /** Milliseconds. */
  readonly at: number;
  readonly name: string;
  readonly failed: boolean;
}

export interface OtherMirrorsOptions {
  readonly mirrors: readonly OtherMirror[];
  readonly windows: Windows;
  /** At least 0, below 1. */
  readonly draw: () => number;
  /** The own mirror, and how it fails at present. */
  readonly home?: { readonly mirror: OtherMirror; readonly failed: () => Outcome | undefined };
}

export interface OtherMirrors {
  readonly heard: readonly Heard[];
  readonly blocked: Set<string>;
  readonly clock: { now: number };
  /** One page's request; the mirror that answered, or undefined. */
  ask(how?: { readonly isOver?: () => boolean }): Promise<string | undefined>;
  /** Cookies taken from their answers, by id. */
  readonly taken: string[];
  /** The worker ends and starts again: what it kept stays. */
  newLife(): void;
}

const boatKey = new Uint8Array(32).fill(3);
const ORIGIN = "https://own.example";

export function createOtherMirrors({ mirrors, windows, draw, home }: OtherMirrorsOptions): OtherMirrors {
  const clock = { now: 1_800_000_000_000 };
  const blocked = new Set<string>();
  const heard: Heard[] = [];
  const taken: string[] = [];
  const states = new Map<string, Remembered>();
  const hold: Hold = {
    ready: Promise.resolve(),
    others: () => mirrors,
    home: () => home?.mirror,
    windows: () => windows,
    envelopeParts: () => ({
      carried: new Uint8Array(CARRIED_BYTES),
      key: boatKey,
      from: { origin: ORIGIN, door: "abcdefgh", siblings: {} },
    }),
    carry: () => undefined,
    jar: {
      entries: () => [],
      take: (updates) => void taken.push(...(updates === "*" ? [] : updates.map(({ id }) => id))),
      bringHome: async () => true,
    },
    remembered: (hostname) => states.get(hostname),
    note: (hostname, outcome) => void states.set(hostname, { outcome, at: clock.now }),
    seekLists: async () => false,
  };
  const answer = async (name: string, body: Blob) => {
    const front = new Uint8Array(await body.arrayBuffer()).subarray(FRONT_BYTES);
    const { id } = JSON.parse((await openAsk(front, boatKey, name)) ?? "{}");
    const head = { status: 200, headers: [], jar: [{ id: "00".repeat(8), sealed: "AAAA" }] };
    return new Response(frontOfAnswer(await sealHead(head, { boatKey, to: name, id, nonce: new Uint8Array(12) })));
  };
  const begin = () =>
    createOthers({
      hold,
      draw,
      // Nobody here is silent.
      clock: { now: () => clock.now, sleep: () => new Promise(() => {}) },
      now: () => clock.now,
      random: (lengthBytes) => crypto.getRandomValues(new Uint8Array(lengthBytes)),
      cookies: async () => undefined,
      show: async () => undefined,
      govern: (headers) => headers,
      fetch: async (url, init) => {
        const name = new URL(String(url)).hostname;
        const failed = blocked.has(name);
        heard.push({ at: clock.now, name, failed });
        if (failed) throw new TypeError("Failed to fetch");
        return answer(name, init?.body as Blob);
      },
      ownFailed: () => home?.failed(),
    });
  let others = begin();
  return {
    heard,
    taken,
    blocked,
    clock,
    ask: async (how) => (await others.ask({ method: "GET", url: `${ORIGIN}/`, headers: [] }, how))?.mirror.hostname,
    newLife() {
      others = begin();
    },
  };
}
