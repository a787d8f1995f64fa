// What a Worker looks like on the wire: multipart/form-data with a JSON part `metadata`, then one part a module, named as
// the modules import each other. Logs are off here and nowhere else to be forgotten: observability, logpush and tail.

import type { Binding, WorkerSpec } from "../provider.ts";

export interface UploadOptions {
  readonly tags: readonly string[];
  /** How far the standing script has come (`v1` has the first class, `v2` the second …); absent: nothing stands. */
  readonly migrationTag?: string | undefined;
}

export function uploadForm(spec: WorkerSpec, options: UploadOptions): FormData {
  const form = new FormData();
  form.append(
    "metadata",
    new Blob([JSON.stringify(metadataOf(spec, options))], { type: "application/json" }),
    "metadata.json",
  );
  for (const { name, type, content } of spec.modules) form.append(name, new Blob([content], { type }), name);
  return form;
}

function metadataOf(spec: WorkerSpec, { tags, migrationTag }: UploadOptions): object {
  return {
    main_module: spec.modules[0]?.name,
    compatibility_date: spec.compatibilityDate,
    compatibility_flags: spec.compatibilityFlags,
    bindings: spec.bindings.map(bindingJson),
    tags,
    observability: { enabled: false },
    logpush: false,
    tail_consumers: [],
    ...migrationsOf(spec, migrationTag),
  };
}

/** A Durable Object class is declared once, by the upload that first brings it; declared twice it is an error. */
function migrationsOf({ durableClasses }: WorkerSpec, standing = ""): object {
  const declared = /^v[1-9][0-9]?$/.test(standing) ? Number(standing.slice(1)) : 0;
  const fresh = durableClasses.slice(declared);
  if (fresh.length === 0) return {};
  const from = standing === "" ? {} : { old_tag: standing };
  return { migrations: { ...from, new_tag: `v${durableClasses.length}`, new_sqlite_classes: fresh } };
}

function bindingJson(binding: Binding): object {
  const { type, name } = binding;
  switch (type) {
    case "kv_namespace":
      return { type, name, namespace_id: binding.namespaceId };
    case "plain_text":
    case "secret_text":
      return { type, name, text: binding.text };
    case "durable_object_namespace":
      return { type, name, class_name: binding.className };
    case "service":
      return { type, name, service: binding.service };
    case "vpc_network":
      return { type, name, network_id: binding.networkId };
  }
}
