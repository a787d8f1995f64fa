// One running process and those who use it. Whoever sends it a request holds a lease meanwhile, so the moment nobody needs it
// any more is known, not guessed: only then is it told to stop, and no request ever meets a closing door.
import type { Running } from "./launch.ts";

export interface Lease {
  readonly httpSocket: string;
  readonly cronSocket: string;
  release(): void;
}
export interface Serving extends Running {
  lease(): Lease;
  /** Stops once the last lease has ended. */
  retire(): void;
  /** Waits for the leases to end, at most so long, then stops. */
  drain(milliseconds: number): Promise<void>;
}

/** For what a script still does after its last answer (`waitUntil`). */
const afterthoughtMilliseconds = 30_000;
const hurriedMilliseconds = 500;

export function createServing(running: Running): Serving {
  let leases = 0;
  const idle = new Set<() => void>();
  const whenIdle = (action: () => void): void => {
    if (leases === 0) action();
    else idle.add(action);
  };
  const release = (): void => {
    leases -= 1;
    if (leases > 0) return;
    for (const action of idle) action();
    idle.clear();
  };
  return {
    ...running,
    lease() {
      leases += 1;
      return { httpSocket: running.httpSocket, cronSocket: running.cronSocket, release: once(release) };
    },
    retire: () => whenIdle(() => void running.process.stop(afterthoughtMilliseconds)),
    async drain(milliseconds) {
      const gate = Promise.withResolvers<void>();
      whenIdle(gate.resolve);
      const timer = setTimeout(gate.resolve, milliseconds);
      await Promise.race([gate.promise, running.process.exited]);
      clearTimeout(timer);
      await running.process.stop(hurriedMilliseconds);
    },
  };
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
