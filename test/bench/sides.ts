// What is measured beside requests a second.
import type { Case } from "./cases.ts";
import type { Asked, Field } from "./contenders.ts";
import type { Drip } from "./drip.ts";
import { type FirstByte, measureFirstByte, measureFlow } from "./firstbyte.ts";
import { type GateCost, measureGateCost, startUngated } from "./gatecost.ts";
import type { Load } from "./load.ts";
import { type MemoryGrowth, measureMemory } from "./memory.ts";
import { measureStartUp, type StartUp, type Weights, weigh } from "./weights.ts";
import type { WorkersOptions } from "./workers.ts";

export interface Side {
  readonly firstByte: FirstByte;
  /** Milliseconds; undefined: the page came only when its upstream had ended. */
  readonly flow: number | undefined;
  readonly memory: readonly { readonly name: string; readonly growth: MemoryGrowth }[];
  readonly gate: GateCost;
  readonly startUp: StartUp;
  readonly weights: Weights;
}

export interface SidesOptions {
  readonly field: Field;
  readonly drip: Drip;
  readonly load: Load;
  readonly workers: WorkersOptions;
  readonly isQuick: boolean;
  readonly tell: (text: string) => void;
}

const page = { kind: "translated", encoding: "identity", destination: "document", contenders: "few" } as const;

export async function measureSides(options: SidesOptions): Promise<Side> {
  const { field, drip, load, workers, isQuick, tell } = options;
  const ask = (name: "relay" | "passthrough", wanted: Omit<Case, "name">): Asked => {
    const asked = field.contenders.find((one) => one.name === name)?.ask({ name: "side", ...wanted });
    if (asked === undefined) throw new Error(`${name} does not play`);
    return asked;
  };
  tell("time to first byte");
  const chunked = { ...page, path: "/chunked/page.html" };
  const firstByte = await measureFirstByte(ask("relay", chunked), ask("passthrough", chunked), {
    requests: isQuick ? 40 : 200,
  });
  const flow = await measureFlow(ask("relay", chunked), drip);
  tell("memory while big bodies pass");
  const film = { ...page, kind: "native", destination: "video", path: "/film.mp4", range: "bytes=0-" } as const;
  const memory = [
    { name: "video by Range", growth: await measureMemory(ask("relay", film)) },
    { name: "HTML", growth: await measureMemory(ask("relay", { ...page, path: "/chunked/endless.html" })) },
  ];
  tell("the gate");
  const line = { ...page, kind: "native", destination: "empty", path: "/small.txt" } as const;
  const spans = isQuick ? { rounds: 2, milliseconds: 300 } : { rounds: 9, milliseconds: 400 };
  const ungated = await startUngated(field.mirror, workers);
  const gate = await measureGateCost(ask("relay", line), ungated, { load, ...spans });
  tell("start-up and weights");
  const startUp = await measureStartUp(field.mirror, { ...workers, times: isQuick ? 2 : 9 });
  return { firstByte, flow, memory, gate, startUp, weights: await weigh(field.mirror) };
}
