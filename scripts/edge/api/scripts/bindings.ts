// The bindings of a new version: what it brings, what it inherits, and whether each can be had on this edge. All is refused
// at upload that would otherwise fail, or be missing, at run time.

import { isKeyUsage, isKnownBinding } from "../../runtime/bindings.ts";
import { LOCALHOST } from "../../runtime/spec.ts";
import type { Binding, ObjectNamespace, State, Version } from "../../storage/state.ts";
import { fail } from "../envelope.ts";
import { type Draft, invalid } from "./upload.ts";

/** A binding of type `inherit` and kinds in keep_bindings are taken from the version before. */
export function resolveBindings(
  { bindings, keepBindings }: Pick<Draft, "bindings" | "keepBindings">,
  before: Version | undefined,
): readonly Binding[] {
  const old = before?.bindings ?? [];
  const brought = bindings.map((binding) => (binding.type === "inherit" ? inherit(binding, old) : binding));
  const names = new Set(brought.map(({ name }) => name));
  return [...brought, ...old.filter(({ name, type }) => keepBindings.includes(type) && !names.has(name))];
}

function inherit(binding: Binding, old: readonly Binding[]): Binding {
  const from = typeof binding.old_name === "string" ? binding.old_name : binding.name;
  const found = old.find(({ name }) => name === from);
  return found ? { ...found, name: binding.name } : invalid(`binding ${binding.name} has nothing to inherit`);
}

export interface BindingContext {
  readonly state: State;
  readonly account: string;
  readonly script: string;
  readonly objects: readonly ObjectNamespace[];
  readonly privateUpstreams: readonly string[];
}

export function checkBindings(bindings: readonly Binding[], context: BindingContext): void {
  for (const binding of bindings) {
    if (!isKnownBinding(binding.type))
      invalid(`binding ${binding.name}: this edge has no bindings of type ${binding.type}`);
    checks[binding.type]?.(binding, context);
  }
}

const checks: Readonly<Record<string, (binding: Binding, context: BindingContext) => void>> = {
  plain_text: checkText,
  secret_text: checkText,
  kv_namespace({ namespace_id }, { state, account }) {
    if (typeof namespace_id !== "string" || !state.namespaces.get(account, namespace_id))
      fail(400, 10041, `KV namespace '${String(namespace_id)}' not found`);
  },
  service({ name, service, entrypoint }, { state, account, script }) {
    if (entrypoint !== undefined)
      invalid(`binding ${name}: this edge reaches only the default entrypoint of a service`);
    if (service !== script && !state.scripts.get(account, String(service))?.current)
      fail(400, 10143, `Could not resolve service binding '${name}'. Target script '${String(service)}' not found.`);
  },
  durable_object_namespace({ name, class_name, script_name }, { script, objects }) {
    if (script_name !== undefined && script_name !== script)
      invalid(
        `binding ${name}: this edge keeps Durable Objects in the script that defines them; use a service binding`,
      );
    if (!objects.some(({ className }) => className === class_name))
      fail(
        400,
        10061,
        `Cannot create binding for class '${String(class_name)}' because it is not currently configured to implement Durable Objects. Did you forget a migration?`,
      );
  },
  secret_key({ name, usages, format, key_base64, key_jwk }) {
    if (!Array.isArray(usages) || !usages.every(isKeyUsage)) invalid(`binding ${name}: unknown key usage`);
    const material = format === "jwk" ? typeof key_jwk === "object" : typeof key_base64 === "string";
    if (!material) invalid(`binding ${name}: no key material for format ${String(format)}`);
  },
  vpc_network({ name, network_id }, { privateUpstreams }) {
    const isKnown = network_id === "private" || network_id === LOCALHOST;
    if (!isKnown || privateUpstreams.length === 0)
      invalid(`binding ${name}: this edge was not started with private upstreams, so it grants no private network`);
  },
};

function checkText({ name, text }: Binding): void {
  if (typeof text !== "string") invalid(`binding ${name} needs a text`);
}

/** As Cloudflare shows them: a secret's name, never its value. */
export function tellBinding(binding: Binding, objects: readonly ObjectNamespace[]): object {
  const { name, type } = binding;
  if (type === "secret_text") return { name, type };
  if (type === "secret_key") {
    const { key_base64: _base64, key_jwk: _jwk, ...rest } = binding;
    return rest;
  }
  if (type !== "durable_object_namespace") return binding;
  return { ...binding, namespace_id: objects.find(({ className }) => className === binding.class_name)?.id };
}
