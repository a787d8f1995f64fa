// What the runtime must know to run one version of one script; made from records by `describe.ts`, turned into a workerd
// configuration by `config.ts`.
import type { Binding, Module } from "../storage/state.ts";

export interface WorkerSpec {
  /** `<account>/<script>` */
  readonly key: string;
  readonly version: string;
  readonly directory: string;
  readonly mainModule: string;
  readonly modules: readonly Module[];
  readonly bindings: readonly Binding[];
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  readonly objects: readonly { readonly className: string; readonly uniqueKey: string; readonly sqlite: boolean }[];
  readonly objectDirectory: string;
  readonly scheduled: boolean;
}

/** Unix sockets and networks a worker is wired to. */
export interface Wiring {
  readonly kvSocket: string;
  readonly serviceSocket: string;
  /** Networks the PRIVATE kind of binding may reach; empty: such bindings are refused at upload. */
  readonly privateUpstreams: readonly string[];
}

// Names of headers between our own processes; the front deletes a client's own.
export const cfHeader = "x-edge-cf";
export const namespaceHeader = "x-edge-namespace";
/** `https` where the visitor came over TLS: what scheme a script finds in `request.url`. */
export const schemeHeader = "x-edge-scheme";
export const serviceHeader = "x-edge-service";
/** In that header, instead of a service: whatever stands under .localhost on this machine, which workerd cannot look up. */
export const LOCALHOST = "localhost";
