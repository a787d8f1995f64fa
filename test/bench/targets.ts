// What speed was promised, and whether a run kept it.
import { availableParallelism } from "node:os";
import type { ContenderName } from "./contenders.ts";
import type { Row } from "./rounds.ts";
import type { Side } from "./sides.ts";

export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  /** The same ratio by CPU time of the two processes, which a busy machine disturbs less; there it decides. */
  readonly byCpu?: string;
  readonly isMet: boolean;
}

const MEBIBYTE = 1 << 20;
const KILOBYTE = 1024;
/** Garbage waits to be collected; a body that were held would show as its own size. */
const FLAT_BYTES = 48 * MEBIBYTE;

/** Beyond this load others wanted the cores, and who got them decides over requests a second. */
const QUIET_LOAD = 2 * availableParallelism() + 1;

export function isBusy(load: number): boolean {
  return load > QUIET_LOAD;
}

export function judgeRow({ wanted, by, wrong, busy }: Row): readonly Target[] {
  const relay = by.relay;
  if (wrong.relay !== undefined)
    return [{ what: `${wanted.name}: a right answer`, wanted: "yes", measured: wrong.relay, isMet: false }];
  const atLeast = (share: number, of: ContenderName): Target[] => {
    const other = by[of];
    if (relay === undefined || other === undefined) return [];
    const ratio = relay.requestsPerSecond / other.requestsPerSecond;
    const byCpu = other.cpuMsPerRequest / relay.cpuMsPerRequest;
    return [
      {
        what: `${wanted.name}: relay / ${of}`,
        wanted: `≥ ${share.toFixed(2)}`,
        measured: ratio.toFixed(2),
        byCpu: byCpu.toFixed(2),
        isMet: (isBusy(busy) ? byCpu : ratio) >= share,
      },
    ];
  };
  if (wanted.kind === "native") return atLeast(0.9, "passthrough");
  if (wanted.destination !== "document") return atLeast(0.7, "noopPump");
  if (wanted.name !== "html-180k" && wanted.name !== "html-180k-known") return [];
  const isKnown = wanted.name === "html-180k-known";
  const cpu = relay?.cpuMsPerRequest ?? Number.NaN;
  return [
    ...atLeast(isKnown ? 1.3 : 1, "subFilter"),
    ...atLeast(isKnown ? 0.52 : 0.4, "passthrough"),
    ...atLeast(30, "htmlRewriter"),
    below(`${wanted.name}: CPU of a page`, { limit: 2, value: cpu, unit: "ms" }),
  ];
}

export function judgeSide(side: Side): readonly Target[] {
  const { firstByte, flow, memory, gate, startUp, weights } = side;
  return [
    below("time to first byte, relay − passthrough", {
      limit: 1,
      value: firstByte.relayMilliseconds - firstByte.passthroughMilliseconds,
      unit: "ms",
    }),
    {
      what: "first mapped chunk leaves before the upstream ends",
      wanted: "yes",
      measured: flow === undefined ? "no" : `after ${flow.toFixed(1)} ms`,
      isMet: flow !== undefined,
    },
    ...memory.flatMap(({ name, growth }) => [
      below(`memory, ${name}, ${Math.round(growth.bodyBytes / 1e6)} MB pass`, mebibytes(growth.grownBytes)),
      below(`memory, ${name}, the reader stalls`, mebibytes(growth.stalledBytes)),
    ]),
    below("the gate, CPU a request", {
      limit: 0.15,
      value: gate.gatedMilliseconds - gate.ungatedMilliseconds,
      unit: "ms",
    }),
    below("start-up in workerd, CPU beyond an empty Worker's", {
      limit: 20,
      value: startUp.cpuMilliseconds,
      unit: "ms",
    }),
    below("relay's modules, gzip", { limit: 60, value: weights.bundleGzipBytes / KILOBYTE, unit: "kB" }),
    below("shim and lifeboat, gzip", { limit: 15, value: weights.clientGzipBytes / KILOBYTE, unit: "kB" }),
  ];
}

interface Limit {
  readonly limit: number;
  readonly value: number;
  readonly unit: string;
}

function below(what: string, { limit, value, unit }: Limit): Target {
  return { what, wanted: `≤ ${limit} ${unit}`, measured: `${value.toFixed(2)} ${unit}`, isMet: value <= limit };
}

function mebibytes(bytes: number): Limit {
  return { limit: FLAT_BYTES / MEBIBYTE, value: bytes / MEBIBYTE, unit: "MiB" };
}
