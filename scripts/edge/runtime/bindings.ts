// One binding of Cloudflare's upload metadata → one binding of workerd, with the service it needs beside it, if any.
// A kind that is not here is refused at upload: a Worker that silently lacks a binding fails later and elsewhere.
import type { Binding } from "../storage/state.ts";
import type { CapnpValue } from "./capnp.ts";
import {
  cfHeader,
  LOCALHOST,
  namespaceHeader,
  schemeHeader,
  serviceHeader,
  type Wiring,
  type WorkerSpec,
} from "./spec.ts";

export interface RuntimeBinding {
  readonly binding: CapnpValue;
  readonly service?: { readonly name: string; readonly [field: string]: CapnpValue };
}
interface Context {
  readonly spec: WorkerSpec;
  readonly wiring: Wiring;
}
type Translate = (binding: Binding, context: Context) => RuntimeBinding;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const kinds: Readonly<Record<string, Translate>> = {
  plain_text: ({ name, text: value }) => ({ binding: { name, text: text(value) } }),
  secret_text: ({ name, text: value }) => ({ binding: { name, text: text(value) } }),
  json: ({ name, json }) => ({ binding: { name, json: JSON.stringify(json) } }),
  version_metadata: ({ name }, { spec }) => ({
    binding: { name, json: JSON.stringify({ id: spec.version, tag: "", timestamp: "" }) },
  }),
  secret_key: (binding) => ({ binding: { name: binding.name, cryptoKey: cryptoKey(binding) } }),
  durable_object_namespace: ({ name, class_name }) => ({
    binding: { name, durableObjectNamespace: { className: text(class_name) } },
  }),
  kv_namespace: ({ name, namespace_id }, { wiring }) => ({
    binding: { name, kvNamespace: `kv:${name}` },
    service: external(`kv:${name}`, wiring.kvSocket, { name: namespaceHeader, value: text(namespace_id) }),
  }),
  service: ({ name, service }, { spec, wiring }) => ({
    binding: { name, service: `service:${name}` },
    service: external(`service:${name}`, wiring.serviceSocket, {
      name: serviceHeader,
      value: `${spec.key.split("/")[0]}/${text(service)}`,
    }),
  }),
  vpc_network: ({ name, network_id }, { wiring }) => ({
    binding: { name, service: `network:${name}` },
    service:
      network_id === LOCALHOST
        ? external(`network:${name}`, wiring.serviceSocket, { name: serviceHeader, value: LOCALHOST })
        : { name: `network:${name}`, network: { allow: wiring.privateUpstreams } },
  }),
};

export function isKnownBinding(type: string): boolean {
  return Object.hasOwn(kinds, type);
}

export function translateBinding(binding: Binding, context: Context): RuntimeBinding {
  const translate = kinds[binding.type];
  if (translate === undefined) throw new Error(`a binding of type ${binding.type} passed the upload check`);
  return translate(binding, context);
}

/** The header is set by workerd, not by the script, which cannot choose another namespace or service. */
function external(name: string, socket: string, header: { name: string; value: string }) {
  const http = { cfBlobHeader: cfHeader, forwardedProtoHeader: schemeHeader, injectRequestHeaders: [header] };
  return { name, external: { address: `unix:${socket}`, http } };
}

function cryptoKey(binding: Binding): CapnpValue {
  const usages = (Array.isArray(binding.usages) ? binding.usages : []).map((usage) => ({
    capnp: keyUsage(usage),
  }));
  return { ...keyMaterial(binding), algorithm: { json: JSON.stringify(binding.algorithm) }, usages };
}

function keyMaterial(binding: Binding): { readonly [field: string]: CapnpValue } {
  const base64 = text(binding.key_base64);
  if (binding.format === "jwk") return { jwk: JSON.stringify(binding.key_jwk) };
  if (binding.format === "pkcs8") return { pkcs8: pem("PRIVATE KEY", base64) };
  if (binding.format === "spki") return { spki: pem("PUBLIC KEY", base64) };
  return { base64 };
}

function pem(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64.replace(/(.{64})/g, "$1\n")}\n-----END ${label}-----\n`;
}

const keyUsages = ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey"];

/** Bare words in the configuration, so only known ones pass. */
function keyUsage(usage: unknown): string {
  const known = keyUsages.find((name) => name === usage);
  if (known === undefined) throw new Error("a key usage passed the upload check");
  return known;
}

export function isKeyUsage(usage: unknown): boolean {
  return keyUsages.includes(text(usage));
}
