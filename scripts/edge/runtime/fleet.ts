// Which process serves which script. A new version starts beside the old one and takes its place in one assignment; the old
// one lives on until its last lease ends, so downloads and WebSockets survive. Scripts with Durable Objects are the
// exception: two processes on one storage diverge, so the old one stops first and requests wait the few milliseconds.
import { ok, type Result } from "../../../shared/domain/result.ts";
import type { Launch, Running } from "./launch.ts";
import type { WorkerSpec } from "./spec.ts";

export interface Lease {
  readonly httpSocket: string;
  readonly cronSocket: string;
  release(): void;
}
export interface Fleet {
  /** The process that serves now, started if it is not; undefined: no such script, or it keeps dying. */
  lease(key: string): Promise<Lease | undefined>;
  /** Refused: the runtime does not take this version, and the one before it goes on serving. */
  replace(spec: WorkerSpec): Promise<Result<void>>;
  /** Starts a version apart from all storage, to learn whether the runtime takes it. */
  try(spec: WorkerSpec): Promise<Result<void>>;
  remove(key: string): Promise<void>;
  close(): Promise<void>;
}
export interface FleetOptions {
  readonly launch: Launch;
  readonly specOf: (key: string) => WorkerSpec | undefined;
  /** How long a script with Durable Objects may take to finish its requests before its successor starts. */
  readonly graceMilliseconds: number;
}

interface Serving extends Running {
  leases: number;
  retired: boolean;
}
interface Berth {
  current: Serving | undefined;
  readonly retired: Set<Serving>;
  /** The tail of a queue: changes of one script happen one after the other. */
  queue: Promise<unknown>;
  startedAt: number[];
}

const startsPerMinuteMax = 20;
const retiredMax = 16;
const drainMilliseconds = 30_000;

export function createFleet({ launch, specOf, graceMilliseconds }: FleetOptions): Fleet {
  const berths = new Map<string, Berth>();
  let closing = false;

  const berthOf = (key: string): Berth => {
    const found = berths.get(key);
    if (found) return found;
    const berth: Berth = { current: undefined, retired: new Set(), queue: Promise.resolve(), startedAt: [] };
    berths.set(key, berth);
    return berth;
  };

  const start = async (berth: Berth, spec: WorkerSpec): Promise<Result<Serving>> => {
    const launched = await launch(spec, { trial: false });
    if (!launched.ok) return launched;
    const serving: Serving = { ...launched.value, leases: 0, retired: false };
    void serving.process.exited.then(() => mourn(berth, serving));
    return ok(serving);
  };

  /** A crashed process is started by the next request, one with Durable Objects at once: its alarms wait for nobody. */
  const mourn = (berth: Berth, serving: Serving): void => {
    berth.retired.delete(serving);
    if (berth.current !== serving) return;
    berth.current = undefined;
    if (!closing && serving.spec.objects.length > 0) void inTurn(berth, () => ensure(berth, serving.spec.key));
  };

  const ensure = async (berth: Berth, key: string): Promise<Serving | undefined> => {
    const spec = berth.current || closing ? undefined : specOf(key);
    if (spec === undefined || !mayStart(berth)) return berth.current;
    const started = await start(berth, spec);
    berth.current = started.ok ? started.value : undefined;
    return berth.current;
  };

  const retire = (berth: Berth, serving: Serving): void => {
    serving.retired = true;
    berth.retired.add(serving);
    if (serving.leases === 0) void serving.process.stop(drainMilliseconds);
    // A connection nobody closes must not keep every version ever uploaded in memory.
    const [oldest] = berth.retired;
    if (berth.retired.size > retiredMax && oldest) void oldest.process.stop(drainMilliseconds);
  };

  const exchange = async (berth: Berth, spec: WorkerSpec): Promise<Result<void>> => {
    const started = await start(berth, spec);
    if (!started.ok) return started;
    const before = berth.current;
    berth.current = started.value;
    if (before) retire(berth, before);
    return ok(undefined);
  };

  const exchangeStopped = async (berth: Berth, spec: WorkerSpec): Promise<Result<void>> => {
    const tried = await tryOut(launch, spec);
    if (!tried.ok) return tried;
    await stopCurrent(berth);
    return exchange(berth, spec);
  };

  const stopCurrent = async (berth: Berth): Promise<void> => {
    const before = berth.current;
    berth.current = undefined;
    await before?.process.stop(graceMilliseconds);
  };

  const leaseOn = (serving: Serving): Lease => {
    serving.leases += 1;
    return {
      httpSocket: serving.httpSocket,
      cronSocket: serving.cronSocket,
      release: once(() => {
        serving.leases -= 1;
        if (serving.retired && serving.leases === 0) void serving.process.stop(drainMilliseconds);
      }),
    };
  };

  return {
    async lease(key) {
      const serving = berths.get(key)?.current ?? (specOf(key) && (await queued(key)));
      return serving && leaseOn(serving);
    },
    replace(spec) {
      const berth = berthOf(spec.key);
      const stateful = () => spec.objects.length > 0 || (berth.current?.spec.objects.length ?? 0) > 0;
      return inTurn(berth, () => (stateful() ? exchangeStopped(berth, spec) : exchange(berth, spec)));
    },
    try: (spec) => tryOut(launch, spec),
    async remove(key) {
      const berth = berthOf(key);
      const stateful = (berth.current?.spec.objects.length ?? 0) > 0;
      if (stateful) return inTurn(berth, () => stopCurrent(berth));
      const before = berth.current;
      berth.current = undefined;
      if (before) retire(berth, before);
    },
    async close() {
      closing = true;
      const all = [...berths.values()].flatMap((berth) => [
        ...berth.retired,
        ...(berth.current ? [berth.current] : []),
      ]);
      await Promise.all(all.map((serving) => serving.process.stop(graceMilliseconds)));
    },
  };

  function queued(key: string): Promise<Serving | undefined> {
    const berth = berthOf(key);
    return inTurn(berth, () => ensure(berth, key));
  }
}

async function tryOut(launch: Launch, spec: WorkerSpec): Promise<Result<void>> {
  const trial = await launch(spec, { trial: true });
  if (!trial.ok) return trial;
  await trial.value.process.stop(0);
  return ok(undefined);
}

function inTurn<T>(berth: Berth, task: () => Promise<T>): Promise<T> {
  const turn = berth.queue.then(task);
  berth.queue = turn.catch(() => undefined);
  return turn;
}

/** A script that dies at every start must not keep the machine busy starting it. */
function mayStart(berth: Berth): boolean {
  const now = performance.now();
  berth.startedAt = berth.startedAt.filter((at) => at > now - 60_000);
  if (berth.startedAt.length >= startsPerMinuteMax) return false;
  berth.startedAt.push(now);
  return true;
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
