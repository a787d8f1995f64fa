// Where a request's time goes inside the relay: V8's sampling profiler, asked over workerd's inspector while the load
// runs. The relay is built without minifying, so that functions have their names.
import { once } from "node:events";
import type { Plugin } from "esbuild";
import { WebSocket } from "ws";
import { bundleRelay } from "../../scripts/bundle.ts";
import { pickPort } from "../support/ports.ts";
import type { Asked } from "./contenders.ts";
import type { Load } from "./load.ts";
import type { BenchMirror } from "./mirror.ts";
import { startRelay, type WorkersOptions } from "./workers.ts";

export interface Share {
  readonly name: string;
  /** Of the samples in which the isolate was not idle. */
  readonly share: number;
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly lineNumber: number };
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
}

const named: Plugin = {
  name: "named",
  setup: ({ initialOptions }) => {
    initialOptions.minify = false;
  },
};

export interface ProfileOptions {
  readonly load: Load;
  readonly workers: WorkersOptions;
  readonly milliseconds: number;
}

/** Functions by the time spent in themselves, most first. */
export async function profileRelay(
  mirror: BenchMirror,
  asked: Asked,
  { load, workers, milliseconds }: ProfileOptions,
): Promise<readonly Share[]> {
  const cover = mirror.spec.modules.filter(({ name }) => name === "site.js");
  const modules = [...(await bundleRelay([named])), ...cover];
  const inspectorPort = await pickPort();
  const relay = await startRelay(
    "profiled",
    { ...mirror, spec: { ...mirror.spec, modules } },
    { ...workers, inspectorPort },
  );
  const own = { ...asked, url: asked.url.replace(/:\d+/, `:${relay.port}`), pid: relay.pid };
  await load.run(own, milliseconds / 4);
  const inspector = await attach(inspectorPort);
  await inspector("Profiler.enable");
  await inspector("Profiler.setSamplingInterval", { interval: 200 });
  await inspector("Profiler.start");
  await load.run(own, milliseconds);
  const { profile } = (await inspector("Profiler.stop")) as { readonly profile: Profile };
  return sharesOf(profile, String(modules[0]?.content).split("\n"));
}

const SHOWN_CHARACTERS = 60;

/** A function without a name is told by its first line. */
function sharesOf({ nodes, samples }: Profile, lines: readonly string[]): readonly Share[] {
  const nameOf = ({ functionName, lineNumber }: ProfileNode["callFrame"]) =>
    functionName || `\`${lines[lineNumber]?.trim().slice(0, SHOWN_CHARACTERS) ?? "(anonymous)"}\``;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const counts = new Map<string, number>();
  const busy = samples.map((id) => names.get(id) ?? "").filter((name) => name !== "(idle)" && name !== "(root)");
  for (const name of busy) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, share: count / busy.length }))
    .toSorted((a, b) => b.share - a.share);
}

type Inspector = (method: string, params?: object) => Promise<unknown>;

async function attach(port: number): Promise<Inspector> {
  const list = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as readonly {
    readonly webSocketDebuggerUrl: string;
    readonly title: string;
  }[];
  const main = list.find(({ webSocketDebuggerUrl }) => webSocketDebuggerUrl.endsWith("/main")) ?? list[0];
  if (!main) throw new Error("workerd's inspector lists no Worker");
  const socket = new WebSocket(main.webSocketDebuggerUrl);
  await once(socket, "open");
  let last = 0;
  const waiting = new Map<number, (value: unknown) => void>();
  socket.on("message", (data) => {
    const { id, result } = JSON.parse(String(data)) as { readonly id?: number; readonly result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  return (method, params = {}) =>
    new Promise((resolve) => {
      const id = ++last;
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
}
