// A version of a script → the configuration of its own workerd. Global fetch reaches public addresses only, also when a
// public name re-binds to loopback: workerd filters the addresses a look-up returns, not the names.
import type { Module } from "../storage/state.ts";
import { translateBinding } from "./bindings.ts";
import { type CapnpValue, embed, nothing, renderCapnp } from "./capnp.ts";
import { cfHeader, schemeHeader, type Wiring, type WorkerSpec } from "./spec.ts";

export interface ConfigOptions {
  readonly wiring: Wiring;
  readonly httpSocket: string;
  readonly cronSocket: string;
  /** A trial run checks that a script starts; it must not touch the storage the serving version holds open. */
  readonly trial: boolean;
}

const moduleFields: Readonly<Record<string, string>> = {
  "application/javascript+module": "esModule",
  "application/javascript": "commonJsModule",
  "text/javascript+module": "esModule",
  "text/javascript": "commonJsModule",
  "text/plain": "text",
  "application/octet-stream": "data",
  "application/json": "json",
  "application/wasm": "wasm",
};

export function isKnownModule(type: string): boolean {
  return Object.hasOwn(moduleFields, type);
}

export function writeConfig(spec: WorkerSpec, options: ConfigOptions): string {
  const { services, sockets } = describeConfig(spec, options);
  return [
    'using Workerd = import "/workerd/workerd.capnp";',
    `const config :Workerd.Config = ${renderCapnp({ services, sockets })};`,
    "",
  ].join("\n");
}

function describeConfig(spec: WorkerSpec, options: ConfigOptions) {
  const bindings = spec.bindings.map((binding) => translateBinding(binding, { spec, wiring: options.wiring }));
  const main = {
    modules: orderModules(spec).map(describeModule),
    compatibilityDate: spec.compatibilityDate,
    compatibilityFlags: spec.compatibilityFlags,
    bindings: bindings.map(({ binding }) => binding),
    cacheApiOutbound: "cache",
    ...describeObjects(spec, options),
  };
  const services: CapnpValue[] = [
    { name: "main", worker: main },
    { name: "internet", network: { allow: ["public"], tlsOptions: { trustBrowserCas: true } } },
    { name: "cache", worker: script(coldCache) },
    ...bindings.flatMap(({ service }) => (service ? [service] : [])),
  ];
  const http = {
    name: "http",
    address: `unix:${options.httpSocket}`,
    http: { cfBlobHeader: cfHeader, forwardedProtoHeader: schemeHeader },
    service: "main",
  };
  const sockets: CapnpValue[] = [http];
  if (spec.objects.length > 0 && !options.trial)
    services.push({ name: "objects", disk: { path: spec.objectDirectory, writable: true } });
  if (spec.scheduled) {
    services.push({ name: "cron", worker: cronWorker });
    sockets.push({ name: "cron", address: `unix:${options.cronSocket}`, http: {}, service: "cron" });
  }
  return { services, sockets };
}

function orderModules(spec: WorkerSpec): readonly Module[] {
  const isMain = (module: Module) => module.name === spec.mainModule;
  return [...spec.modules.filter(isMain), ...spec.modules.filter((module) => !isMain(module))];
}

/** A module beside the configuration. */
export function describeModule({ name, type, file }: Module): CapnpValue {
  return { name, [moduleFields[type] ?? "data"]: embed(file) };
}

function describeObjects(spec: WorkerSpec, options: ConfigOptions): { readonly [field: string]: CapnpValue } {
  if (spec.objects.length === 0) return {};
  return {
    durableObjectNamespaces: spec.objects.map(({ className, uniqueKey, sqlite }) => ({
      className,
      uniqueKey,
      enableSql: sqlite,
    })),
    durableObjectStorage: options.trial ? { inMemory: nothing } : { localDisk: "objects" },
  };
}

function script(source: string): { readonly [field: string]: CapnpValue } {
  return { modules: [{ name: "index.js", esModule: source }], compatibilityDate: "2026-01-01" };
}

// The Cache API always misses, as it does on a provider's own suffix: nothing may answer before the script does.
const coldCache = `export default {
  fetch(request) {
    if (request.method === "PUT") return new Response(null, { status: 204 });
    if (request.method === "PURGE") return new Response(null, { status: 404 });
    return new Response(null, { status: 504, headers: { "CF-Cache-Status": "MISS" } });
  }
};`;

// A cron trigger is not HTTP: this second, private service turns a request of the edge into the script's scheduled event.
const cronWorker: CapnpValue = {
  ...script(`export default {
  async fetch(request, env) {
    const { cron, scheduledTime } = await request.json();
    return Response.json(await env.MAIN.scheduled({ cron, scheduledTime: new Date(scheduledTime) }));
  }
};`),
  compatibilityFlags: ["service_binding_extra_handlers"],
  bindings: [{ name: "MAIN", service: "main" }],
};
