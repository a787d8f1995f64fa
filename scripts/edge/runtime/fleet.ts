// Which process serves which script: one berth a script, by `<account>/<script>`.
import type { Result } from "../../../shared/domain/result.ts";
import { type Berth, createBerth, tryOut } from "./berth.ts";
import type { Launch } from "./launch.ts";
import type { Lease } from "./serving.ts";
import type { WorkerSpec } from "./spec.ts";

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
  readonly graceMilliseconds: number;
}

export function createFleet({ launch, specOf, graceMilliseconds }: FleetOptions): Fleet {
  const berths = new Map<string, Berth>();
  const berthOf = (key: string): Berth => {
    const berth = berths.get(key) ?? createBerth({ launch, graceMilliseconds, specNow: () => specOf(key) });
    berths.set(key, berth);
    return berth;
  };
  return {
    lease: (key) => berthOf(key).lease(),
    replace: (spec) => berthOf(spec.key).replace(spec),
    try: (spec) => tryOut(launch, spec),
    remove: (key) => berthOf(key).remove(),
    close: async () => void (await Promise.all([...berths.values()].map((berth) => berth.close()))),
  };
}
