// The place of one script. A new version starts beside the old one and takes its place in one assignment; the old one lives on
// until its last lease ends, so downloads and WebSockets survive. Scripts with Durable Objects are the exception: two
// processes on one storage diverge, so the old one stops first and requests wait the few milliseconds.
import { ok, type Result } from "../../../shared/domain/result.ts";
import type { Launch } from "./launch.ts";
import { createServing, type Lease, type Serving } from "./serving.ts";
import type { WorkerSpec } from "./spec.ts";

export interface Berth {
  lease(): Promise<Lease | undefined>;
  replace(spec: WorkerSpec): Promise<Result<void>>;
  remove(): Promise<void>;
  close(): Promise<void>;
}
export interface BerthOptions {
  readonly launch: Launch;
  /** What should run here by the records; undefined: nothing. */
  readonly specNow: () => WorkerSpec | undefined;
  /** How long a script with Durable Objects may take to finish its requests before its successor starts. */
  readonly graceMilliseconds: number;
}

const startsPerMinuteMax = 20;
const retiredMax = 16;

export function createBerth({ launch, specNow, graceMilliseconds }: BerthOptions): Berth {
  let current: Serving | undefined;
  let closing = false;
  const retired = new Set<Serving>();
  const inTurn = createQueue();
  const mayStart = createStartLimit();

  const start = async (spec: WorkerSpec): Promise<Result<Serving>> => {
    const launched = await launch(spec, { trial: false });
    if (!launched.ok) return launched;
    const serving = createServing(launched.value);
    void serving.process.exited.then(() => mourn(serving));
    return ok(serving);
  };

  /** A crashed process is started by the next request, one with Durable Objects at once: its alarms wait for nobody. */
  const mourn = (serving: Serving): void => {
    retired.delete(serving);
    if (current !== serving) return;
    current = undefined;
    if (!closing && hasObjects(serving.spec)) void inTurn(ensure);
  };

  const ensure = async (): Promise<Serving | undefined> => {
    const spec = current || closing ? undefined : specNow();
    if (spec === undefined || !mayStart()) return current;
    const started = await start(spec);
    current = started.ok ? started.value : undefined;
    return current;
  };

  const retire = (serving: Serving): void => {
    retired.add(serving);
    serving.retire();
    // A connection nobody closes must not keep every version ever uploaded in memory.
    const [oldest] = retired;
    if (retired.size > retiredMax) void oldest?.drain(0);
  };

  const exchange = async (spec: WorkerSpec): Promise<Result<void>> => {
    const started = await start(spec);
    if (!started.ok) return started;
    const before = current;
    current = started.value;
    if (before) retire(before);
    return ok(undefined);
  };

  const exchangeStopped = async (spec: WorkerSpec): Promise<Result<void>> => {
    const tried = await tryOut(launch, spec);
    if (!tried.ok) return tried;
    await vacate();
    return exchange(spec);
  };

  const vacate = async (): Promise<void> => {
    const before = current;
    current = undefined;
    await before?.drain(graceMilliseconds);
  };

  return {
    lease: async () => (current ?? (await inTurn(ensure)))?.lease(),
    replace: (spec) =>
      inTurn(() => (hasObjects(spec) || hasObjects(current?.spec) ? exchangeStopped(spec) : exchange(spec))),
    remove: () =>
      inTurn(async () => {
        if (hasObjects(current?.spec)) return vacate();
        if (current) retire(current);
        current = undefined;
      }),
    async close() {
      closing = true;
      const all = [...retired, ...(current ? [current] : [])];
      await Promise.all(all.map((serving) => serving.process.stop(graceMilliseconds)));
    },
  };
}

/** Starts a version apart from all storage, to learn whether the runtime takes it. */
export async function tryOut(launch: Launch, spec: WorkerSpec): Promise<Result<void>> {
  const trial = await launch(spec, { trial: true });
  if (!trial.ok) return trial;
  await trial.value.process.stop(0);
  return ok(undefined);
}

function hasObjects(spec: WorkerSpec | undefined): boolean {
  return spec !== undefined && spec.objects.length > 0;
}

/** Changes of one script happen one after the other. */
function createQueue() {
  let tail: Promise<unknown> = Promise.resolve();
  return <T>(task: () => Promise<T>): Promise<T> => {
    const turn = tail.then(task);
    tail = turn.catch(() => undefined);
    return turn;
  };
}

/** A script that dies at every start must not keep the machine busy starting it. */
function createStartLimit(): () => boolean {
  let startedAt: number[] = [];
  return () => {
    const now = performance.now();
    startedAt = startedAt.filter((at) => at > now - 60_000);
    if (startedAt.length >= startsPerMinuteMax) return false;
    startedAt.push(now);
    return true;
  };
}
