// Workers under plain `workerd serve`, one process each: nothing between the load generator and the Worker but workerd's
// own HTTP server, and nothing between the Worker and the upstream but its HTTP client.
import type { ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type CapnpValue, renderCapnp } from "../../scripts/edge/runtime/capnp.ts";
import { describeModule } from "../../scripts/edge/runtime/config.ts";
import type { WorkerModule } from "../../scripts/providers/provider.ts";
import { pickPort } from "../support/ports.ts";
import type { BenchMirror } from "./mirror.ts";
import type { Server } from "./nginx.ts";
import { type Processes, pidOf } from "./processes.ts";

// The package has no types; its default export is the path of the binary for this machine.
const WORKERD = (createRequire(import.meta.url)("workerd") as { default: string }).default;
const PLAIN = { compatibilityDate: "2026-10-01" } as const;

interface Described {
  readonly name: string;
  readonly worker: CapnpValue;
  /** Services beside it. */
  readonly beside?: readonly CapnpValue[];
}

export type WorkerName = "passthrough" | "noop-pump" | "bare-relay" | "html-rewriter" | "empty";

export interface WorkersOptions {
  readonly processes: Processes;
  readonly upstreamPort: number;
  /** For profiles only: an inspector costs time. */
  readonly inspectorPort?: number;
}

export function startWorker(
  name: WorkerName,
  { mapping = [] }: { readonly mapping?: readonly (readonly [string, string])[] },
  options: WorkersOptions,
): Promise<Server> {
  const bindings: CapnpValue[] = [
    { name: "UPSTREAM", service: "upstream" },
    { name: "MAPPING", json: JSON.stringify(mapping) },
  ];
  return serve({ name, worker: { ...PLAIN, ...source(`${name}.js`), bindings } }, options);
}

/** The relay as it is deployed; only its private network is the upstream itself, and its KV a Worker beside it. */
export function startRelay(name: string, mirror: BenchMirror, options: WorkersOptions): Promise<Server> {
  const { modules, compatibilityDate, compatibilityFlags, bindings } = mirror.spec;
  const folder = join(options.processes.folder, name);
  const worker = {
    compatibilityDate,
    compatibilityFlags,
    modules: modules.map((module) => writeModule(module, folder)),
    bindings: bindings.map((binding): CapnpValue => {
      if (binding.type === "kv_namespace") return { name: binding.name, kvNamespace: "kv" };
      if (binding.type === "vpc_network") return { name: binding.name, service: "upstream" };
      if (binding.type === "plain_text" || binding.type === "secret_text")
        return { name: binding.name, text: binding.text };
      throw new Error(`the bench knows no binding of the kind ${binding.type}`);
    }),
  };
  const values = [{ name: "VALUES", json: JSON.stringify(mirror.kv) }];
  const kv = { name: "kv", worker: { ...PLAIN, ...source("kv.js"), bindings: values } };
  return serve({ name, worker, beside: [kv] }, options);
}

function source(file: string): { readonly modules: CapnpValue } {
  const text = readFileSync(new URL(`contenders/${file}`, import.meta.url), "utf8");
  return { modules: [{ name: "index.js", esModule: text }] };
}

function writeModule({ name, type, content }: WorkerModule, folder: string): CapnpValue {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), content);
  return describeModule({ name, type, file: name });
}

async function serve({ name, worker, beside = [] }: Described, options: WorkersOptions): Promise<Server> {
  const folder = join(options.processes.folder, name);
  mkdirSync(folder, { recursive: true });
  const port = await pickPort();
  const upstream = { name: "upstream", external: { address: `127.0.0.1:${options.upstreamPort}`, http: {} } };
  const socket = { name: "http", address: `127.0.0.1:${port}`, http: {}, service: "main" };
  const services = [{ name: "main", worker }, upstream, ...beside];
  const path = join(folder, "serve.capnp");
  const config = renderCapnp({ services, sockets: [socket] });
  writeFileSync(path, `using Workerd = import "/workerd/workerd.capnp";\nconst config :Workerd.Config = ${config};\n`);
  const inspected = options.inspectorPort === undefined ? [] : [`--inspector-addr=127.0.0.1:${options.inspectorPort}`];
  const child = options.processes.start(WORKERD, ["serve", "--control-fd=3", ...inspected, path], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    env: { TZ: "UTC" },
  });
  await whenListening(name, child);
  return { port, pid: pidOf(child) };
}

/** workerd says so on its control pipe. */
function whenListening(name: string, child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`workerd with ${name} ended with ${code} before it listened`)));
    const control = child.stdio[3] as Readable;
    control.on("error", () => undefined);
    control.on("data", (chunk: Buffer) => {
      if (chunk.includes('"event":"listen","socket":"http"')) resolve();
    });
  });
}
