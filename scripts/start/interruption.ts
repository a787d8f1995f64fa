// The first Ctrl-C (or SIGTERM) asks for an orderly end, the second ends the process.

import { Mistake } from "../terminal/mistake.ts";

const KILLED = 130;
/** npm passes on a Ctrl-C that the terminal has delivered to all of its children already: one key press comes twice. */
const ECHO_MILLISECONDS = 300;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Signals mean again what they mean to any process. */
  forget(): void;
}

export function watchSignals(): Interruption {
  const controller = new AbortController();
  let firstAt = 0;
  const stop = () => {
    if (!controller.signal.aborted) firstAt = performance.now();
    else if (performance.now() - firstAt > ECHO_MILLISECONDS) process.exit(KILLED);
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return { signal: controller.signal, forget: () => process.off("SIGINT", stop).off("SIGTERM", stop) };
}

/** `work`, unless the signal comes first: then the wait ends, and whatever `work` still does can be repeated. */
export async function unlessStopped<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Mistake("Stopped before it was up", { next: "The next start goes on from here." }));
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    if (stop) signal.removeEventListener("abort", stop);
  }
}
