// A body that goes on elsewhere when its mirror is cut off in the middle, with no byte lost or doubled. The other mirror is
// asked for the rest; where it can only give the whole, what was delivered is skipped and compared with what it stands for,
// because a page that was made anew in between would be sewn together from two. The reader of the stream sets the pace: only
// while it waits does silence mean anything.

import type { Bytes } from "../../../shared/domain/bytes.ts";
import type { Clock } from "./clock.ts";
import { createDigest } from "./digest.ts";
import type { Reader } from "./rebuild.ts";

export interface Onward {
  readonly reader: Reader;
  /** Where the page stands, or 0. */
  readonly startsAt: number;
  /** It is the way from now on. */
  readonly taken?: () => void;
}

export interface SpliceOptions {
  readonly clock: Clock;
  /** In bytes as the page reads them, where that is known: what ends before was cut off. */
  readonly total?: number | undefined;
  /** What the first reader gave already and the page has not. */
  readonly ahead?: readonly Bytes[];
  /**
   * Whoever sends now is silent, for the nth time in this wait, or too slow to use: whether to go on elsewhere, if that can be;
   * `doubt`: only where another has more. `isSteady`: it came in bulk and without a pause, as no stream of events does.
   */
  readonly isLost: (how: "silent" | "slow", times: number, isSteady: boolean) => Promise<boolean | "doubt">;
  /** Undefined: no way on. */
  readonly onward: (at: number, why: "lost" | "slow") => Promise<Onward | undefined>;
  /** Bytes came. */
  readonly seen?: () => void;
  /** `lost`: cut off, with no way on; `differs`: the way on has another body; `left`: the page wants no more. */
  readonly ended?: (how: "end" | "lost" | "differs" | "left") => void;
}

const SILENCE_MILLISECONDS = 2_000;
/** A body that came without a pause is silent sooner: so many times its longest pause, and no sooner than this. */
const PAUSES = 4;
const SILENCE_LEAST_MILLISECONDS = 700;
/** One of which more is known to be missing, the second time: its mirror lives, and its connection does not. */
const SILENCE_AGAIN_MILLISECONDS = 1_300;
const SILENCE_MOST_MILLISECONDS = 30_000;
/** Below this a page is not loading: 2 kB/s, measured while it waits. */
const SLOW_BYTES = 16_000;
const SLOW_MILLISECONDS = 8_000;
/** What comes in bulk is so much at least, and makes no longer pause. */
const STEADY_BYTES = 4_096;
const STEADY_PAUSE_MILLISECONDS = 2_000;
/** How long one that is slow is not read while another catches up. */
const CATCH_UP_MILLISECONDS = 8_000;
/** In a row without a new byte. */
const TRIES = 2;

type Chunk = Bytes | "end" | "lost" | "slow";

export function splice(first: Reader, options: SpliceOptions): ReadableStream<Bytes> {
  const { clock, total, onward, seen = nothing, ended = nothing } = options;
  const ahead = [...(options.ahead ?? [])];
  const watch = createWatch(options);
  const digest = createDigest();
  let reader = first;
  let delivered = 0;
  let tries = 0;
  let isLeft = false;

  /** Reads what the page has had from another: whether it was the same. */
  const catchUp = async (way: Onward): Promise<"same" | "differs" | "lost"> => {
    const replayed = createDigest();
    for (let behind = delivered - way.startsAt; behind > 0; ) {
      if (isLeft) return "lost";
      const chunk = await watch.read(way.reader);
      if (chunk === "slow") continue;
      if (typeof chunk === "string") return chunk === "end" ? "differs" : "lost";
      const known = chunk.subarray(0, behind);
      replayed.add(known);
      behind -= known.length;
      if (behind === 0 && replayed.value() !== digest.value()) return "differs";
      if (chunk.length > known.length) ahead.push(chunk.subarray(known.length));
    }
    return "same";
  };
  const goOn = (way: Onward) => {
    letGo(reader);
    reader = way.reader;
    way.taken?.();
  };
  /** What comes slowly, or not now, is better than nothing: it is left only for a way that has caught up and brings more. */
  const hasten = async () => {
    const way = await onward(delivered, "slow");
    if (way === undefined) return;
    let isWaited = true;
    const drop = () => {
      if (isWaited) letGo(way.reader);
      isWaited = false;
    };
    void clock.sleep(CATCH_UP_MILLISECONDS).then(drop);
    void watch.waitedFor(reader)?.then(drop);
    const brings = (await catchUp(way)) === "same" && (ahead.length > 0 || (await hasMore(way)));
    if (brings && isWaited && !isLeft) {
      isWaited = false;
      return goOn(way);
    }
    drop();
    // The one that is kept gives these itself.
    ahead.length = 0;
  };
  const hasMore = async (way: Onward): Promise<boolean> => {
    for (;;) {
      const chunk = await watch.read(way.reader);
      if (chunk === "slow") continue;
      if (typeof chunk !== "string") ahead.push(chunk);
      return chunk !== "lost";
    }
  };
  const goElsewhere = async (): Promise<"same" | "differs" | "lost"> => {
    while (!isLeft && tries++ < TRIES) {
      const way = await onward(delivered, "lost");
      if (way === undefined) break;
      goOn(way);
      const found = await catchUp(way);
      if (isLeft) break;
      if (found !== "lost") return found;
    }
    letGo(reader);
    return "lost";
  };

  const next = async (): Promise<Bytes | "end" | "lost" | "differs"> => {
    for (;;) {
      const chunk = ahead.shift() ?? (await watch.read(reader));
      if (chunk === "slow") {
        await hasten();
        continue;
      }
      const isShort = chunk === "end" && total !== undefined && delivered < total;
      if (chunk !== "lost" && !isShort) return chunk;
      // The page has it all.
      if (delivered === total) return "end";
      const found = await goElsewhere();
      if (found !== "same") return found;
    }
  };

  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        const chunk = await next();
        if (typeof chunk !== "string") {
          tries = 0;
          seen();
          delivered += chunk.length;
          digest.add(chunk);
          return controller.enqueue(chunk);
        }
        ended(chunk);
        if (chunk === "end") controller.close();
        else controller.error(new TypeError("network error"));
      },
      cancel(reason) {
        isLeft = true;
        ended("left");
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads with an eye on the clock. */
function createWatch({
  clock,
  isLost,
  total,
  ahead = [],
}: Pick<SpliceOptions, "clock" | "isLost" | "total" | "ahead">) {
  let waited = 0;
  // What was read ahead came without a pause worth the name.
  let came = ahead.reduce((sum, { length }) => sum + length, 0);
  let longest = 0;
  /** Reads that nobody waits for while another way catches up. */
  const waiting = new Map<Reader, Promise<Chunk>>();
  const isSteady = () => came >= STEADY_BYTES && longest < STEADY_PAUSE_MILLISECONDS;
  /** The nth in this wait. The second ends where two ordinary ones would. */
  const silenceAfter = (times: number) => {
    const isSteady = came > 0 && times < 3;
    const first = isSteady ? Math.max(SILENCE_LEAST_MILLISECONDS, PAUSES * longest) : SILENCE_MILLISECONDS;
    const second = total === undefined ? 2 * SILENCE_MILLISECONDS - first : SILENCE_AGAIN_MILLISECONDS;
    if (isSteady && first < SILENCE_MILLISECONDS) return times === 1 ? first : second;
    return Math.min(SILENCE_MOST_MILLISECONDS, SILENCE_MILLISECONDS * Math.max(1, times - 1));
  };
  const read = async (reader: Reader): Promise<Chunk> => {
    const since = clock.now();
    const reading = waiting.get(reader) ?? begin(reader);
    waiting.delete(reader);
    for (let times = 1; ; times++) {
      const chunk = await Promise.race([reading, clock.sleep(silenceAfter(times)).then(() => "silence" as const)]);
      if (chunk === "silence") {
        const lost = await isLost("silent", times, isSteady());
        if (lost === "doubt") waiting.set(reader, reading);
        if (lost) return lost === "doubt" ? "slow" : "lost";
        continue;
      }
      if (typeof chunk === "string") return chunk;
      const pause = clock.now() - since;
      longest = Math.max(longest, pause);
      waited += pause;
      came += chunk.length;
      return chunk;
    }
  };
  return {
    waitedFor: (reader: Reader) => waiting.get(reader),
    async read(reader: Reader): Promise<Chunk> {
      if (waited >= SLOW_MILLISECONDS) {
        const [isSlow, wasSteady] = [came < SLOW_BYTES, isSteady()];
        waited = came = 0;
        if (isSlow && (await isLost("slow", 1, wasSteady))) return "slow";
      }
      return read(reader);
    },
  };
}

function begin(reader: Reader): Promise<Chunk> {
  return reader.read().then(
    ({ done, value }) => (done ? "end" : value),
    () => "lost",
  );
}

function letGo(reader: Reader): void {
  void reader.cancel().catch(nothing);
}

function nothing(): void {}
