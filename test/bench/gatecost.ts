// What the gate costs a reader: the relay against the same relay built without one, on an answer of one line.
import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";
import { bundleRelay } from "../../scripts/bundle.ts";
import type { Asked } from "./contenders.ts";
import type { Load, Measured } from "./load.ts";
import type { BenchMirror } from "./mirror.ts";
import type { Server } from "./nginx.ts";
import { middle } from "./rounds.ts";
import { startRelay, type WorkersOptions } from "./workers.ts";

export interface GateCost {
  readonly gatedMilliseconds: number;
  readonly ungatedMilliseconds: number;
}

/** In place of the gate: whoever asks is a reader with a fresh pass, and nothing is looked at but where they stand. */
const OPEN_GATE = `
export function createGate({ findMirror, now }) {
  const pass = { bytes: new Uint8Array(0), ticket: { lineage: "0a0b0c0d0e0f" }, sealedHour: Math.floor(now() / 3600) };
  return async (request, url, spot) => {
    const mirror = await findMirror(spot);
    return mirror && { spot, mirror, pass };
  };
}`;

const withoutGate: Plugin = {
  name: "without-gate",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]relay[\\/]gate\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const contents = source.replace("export function createGate(", "function closedGate(") + OPEN_GATE;
      return { contents, loader: "ts" };
    });
  },
};

export function startUngated(mirror: BenchMirror, options: WorkersOptions): Promise<Server> {
  return bundleRelay([withoutGate]).then((bundle) => {
    const cover = mirror.spec.modules.filter(({ name }) => name === "site.js");
    return startRelay("ungated", { ...mirror, spec: { ...mirror.spec, modules: [...bundle, ...cover] } }, options);
  });
}

/** CPU time of a request each, in turns. */
export async function measureGateCost(
  gated: Asked,
  ungated: Server,
  { load, rounds, milliseconds }: { readonly load: Load; readonly rounds: number; readonly milliseconds: number },
): Promise<GateCost> {
  const open = { ...gated, url: gated.url.replace(/:\d+/, `:${ungated.port}`), pid: ungated.pid };
  const runs = { gated: [] as Measured[], open: [] as Measured[] };
  for (let round = 0; round < rounds; round++) {
    runs.gated.push(await load.run(gated, milliseconds));
    runs.open.push(await load.run(open, milliseconds));
  }
  return {
    gatedMilliseconds: middle(runs.gated).cpuMsPerRequest,
    ungatedMilliseconds: middle(runs.open).cpuMsPerRequest,
  };
}
