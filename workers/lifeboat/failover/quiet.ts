// Another mirror on which something hangs that may be quiet for as long as it likes, a socket or a stream of events: every while in
// which nothing came it is asked whether it still stands, because of its silence nobody else would hear.

import { type Clock, within } from "./clock.ts";
import type { OtherMirror } from "./hold.ts";
import { knock } from "./knock.ts";

export interface QuietPorts {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** Told once: it is gone. */
  readonly gone: () => void;
}

export interface Quiet {
  /** Something came. */
  came(): void;
  over(): void;
}

const QUIET_MILLISECONDS = 15_000;
/** As long as a new connection on a bad line takes. */
const KNOCK_MILLISECONDS = 10_000;

export function watchQuiet({ origin }: Pick<OtherMirror, "origin">, { fetch, clock, gone }: QuietPorts): Quiet {
  let since = clock.now();
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      const at = clock.now();
      const left = since + QUIET_MILLISECONDS - at;
      // One timer at a time, however often it speaks.
      if (left > 0) await clock.sleep(left);
      else if (
        await within(
          knock(origin, fetch).catch(() => false),
          false,
          { clock, milliseconds: KNOCK_MILLISECONDS },
        )
      )
        since = clock.now();
      else if (since < at && !isOver) {
        isOver = true;
        gone();
      }
    }
  };
  void watch();
  return {
    came() {
      since = clock.now();
    },
    over() {
      isOver = true;
    },
  };
}
