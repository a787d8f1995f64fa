// Runs a room's inputs. The first input that is wrong is made as short as it stays wrong, and named with its seed.
import { createRandom, seedOf } from "./random.ts";
import type { Room } from "./room.ts";

export interface RunOptions {
  readonly seed: number;
  readonly inputs: number;
  /** Stop early, in a short run on a slow machine. */
  readonly milliseconds?: number;
  readonly tell?: (text: string) => void;
}

export interface Fault {
  readonly room: string;
  readonly seed: number;
  readonly number: number;
  readonly wrong: string;
  readonly input: string;
}

const TELL_EVERY = 50_000;
const CLOCK_EVERY = 64;

export function runRoom(room: Room, options: RunOptions): { readonly tried: number; readonly fault?: Fault } {
  const { seed, inputs, milliseconds, tell } = options;
  const startedAt = performance.now();
  for (let number = 0; number < inputs; number++) {
    const fault = tryInput(room, seed, number);
    if (fault) return { tried: number + 1, fault };
    if (tell && number % TELL_EVERY === TELL_EVERY - 1) tell(`${room.name}: ${number + 1} of ${inputs}`);
    const isLate = milliseconds !== undefined && number % CLOCK_EVERY === 0;
    if (isLate && performance.now() - startedAt > milliseconds) return { tried: number + 1 };
  }
  return { tried: inputs };
}

/** One input of a run, again. */
function tryInput(room: Room, seed: number, number: number): Fault | undefined {
  const own = seedOf(seed, room.name, number);
  const input = room.make(createRandom(own));
  const wrong = judge(room, input, own);
  if (wrong === undefined) return undefined;
  const short = shorten(input, (text) => judge(room, text, own) !== undefined);
  return { room: room.name, seed, number, wrong: judge(room, short, own) ?? wrong, input: short };
}

function judge(room: Room, input: string, seed: number): string | undefined {
  try {
    return room.check(input, createRandom(seed));
  } catch (error) {
    return `threw ${String(error)}`;
  }
}

const MOST_TRIES = 3000;

/** Takes out ever smaller pieces as long as what is left is still wrong. */
function shorten(input: string, isWrong: (text: string) => boolean): string {
  let text = input;
  let tries = 0;
  for (let size = text.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < text.length && tries < MOST_TRIES; ) {
      const shorter = text.slice(0, at) + text.slice(at + size);
      tries++;
      if (isWrong(shorter)) text = shorter;
      else at += size;
    }
  }
  return text;
}
