// Bytes on the wire and milliseconds at the start: what a deployment and a reader's first visit cost.
import { gzipSync } from "node:zlib";
import { clientScripts } from "../../scripts/bundle.ts";
import { cpuNanoseconds } from "./meter.ts";
import type { BenchMirror } from "./mirror.ts";
import { startRelay, startWorker, type WorkersOptions } from "./workers.ts";

export interface Weights {
  readonly bundleGzipBytes: number;
  readonly clientGzipBytes: number;
}

/** What a cold start of the relay parses, without its zone's cover: its main module and WebAssembly. The shim and the lifeboat as readers download them. */
export async function weigh({ spec }: BenchMirror): Promise<Weights> {
  const own = spec.modules.filter(({ type }, at) => at === 0 || type === "application/wasm");
  const { lifeboat, shim } = await clientScripts();
  return {
    bundleGzipBytes: sum(own.map(({ content }) => gzipSync(content).length)),
    clientGzipBytes: sum([lifeboat, shim].map(({ content }) => gzipSync(content).length)),
  };
}

export interface StartUp {
  /** From spawning workerd to its listening, less the same for an empty Worker. */
  readonly milliseconds: number;
  /** CPU time of the same span, over all threads. */
  readonly cpuMilliseconds: number;
}

export async function measureStartUp(
  mirror: BenchMirror,
  { times, ...options }: WorkersOptions & { readonly times: number },
): Promise<StartUp> {
  const starts = { relay: [] as Span[], empty: [] as Span[] };
  for (let n = 0; n < times; n++) {
    starts.relay.push(await timeStart(() => startRelay(`start-${n}`, mirror, options)));
    starts.empty.push(await timeStart(() => startWorker("empty", {}, options)));
  }
  // On a busy machine the least is nearer the truth than the middle.
  const least = (spans: readonly Span[], pick: (span: Span) => number) => Math.min(...spans.map(pick));
  const more = (pick: (span: Span) => number) => least(starts.relay, pick) - least(starts.empty, pick);
  return { milliseconds: more((span) => span.wall), cpuMilliseconds: more((span) => span.cpu) };
}

interface Span {
  readonly wall: number;
  readonly cpu: number;
}

async function timeStart(start: () => Promise<{ readonly pid: number }>): Promise<Span> {
  const startedAt = performance.now();
  const { pid } = await start();
  const wall = performance.now() - startedAt;
  const cpu = cpuNanoseconds(pid) / 1e6;
  process.kill(pid, "SIGKILL");
  return { wall, cpu };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
