// Scripts, versions and deployments in Cloudflare's words.
import type { Deployment, ObjectNamespace, Script, Version } from "../../storage/state.ts";
import { tellBinding } from "./bindings.ts";

export function tellScript(script: Script, version: Version | undefined): object {
  return {
    id: script.name,
    tag: script.tag,
    tags: script.tags,
    etag: version?.content ?? script.tag,
    handlers: ["fetch"],
    has_assets: false,
    has_modules: true,
    created_on: script.createdAt,
    modified_on: script.modifiedAt,
    usage_model: "standard",
    logpush: false,
    tail_consumers: null,
    compatibility_date: version?.compatibilityDate,
    compatibility_flags: version?.compatibilityFlags ?? [],
    migration_tag: script.migrationTag,
    deployment_id: script.deployments[0]?.id,
    last_deployed_from: version?.source ?? "api",
    entry_point: version?.mainModule,
    startup_time_ms: 1,
    ...script.settings,
  };
}

/** The newer resource `workers/workers`, which wrangler reads for the state of the suffix. */
export function tellWorker(script: Script): object {
  return {
    id: script.tag,
    name: script.name,
    created_on: script.createdAt,
    updated_on: script.modifiedAt,
    deployed_on: script.deployments[0]?.createdAt ?? null,
    logpush: false,
    observability: { enabled: false },
    tail_consumers: [],
    ...script.settings,
    tags: script.tags,
    subdomain: { enabled: script.subdomain.enabled, previews_enabled: script.subdomain.previews },
    references: { dispatch_namespace_outbounds: [], domains: [], durable_objects: [], queues: [], workers: [] },
  };
}

export function tellSettings(script: Script, version: Version, objects: readonly ObjectNamespace[]): object {
  return {
    ...{ logpush: false, tail_consumers: null, placement: {}, usage_model: "standard" },
    ...script.settings,
    tags: script.tags,
    bindings: version.bindings.map((binding) => tellBinding(binding, objects)),
    compatibility_date: version.compatibilityDate,
    compatibility_flags: version.compatibilityFlags,
    migration_tag: script.migrationTag,
  };
}

export function tellVersion(version: Version, objects: readonly ObjectNamespace[]): object {
  return {
    id: version.id,
    number: version.number,
    metadata: {
      created_on: version.createdAt,
      modified_on: version.createdAt,
      source: version.source,
      author_id: version.account,
    },
    annotations: version.annotations,
    resources: {
      bindings: version.bindings.map((binding) => tellBinding(binding, objects)),
      script: { etag: version.content, handlers: ["fetch"], last_deployed_from: version.source },
      script_runtime: {
        compatibility_date: version.compatibilityDate,
        compatibility_flags: version.compatibilityFlags,
        usage_model: "standard",
      },
    },
    startup_time_ms: 1,
  };
}

export function tellDeployment({ id, version, createdAt, annotations }: Deployment): object {
  return {
    id,
    source: "api",
    strategy: "percentage",
    author_email: "operator@edge.localhost",
    annotations,
    created_on: createdAt,
    versions: [{ version_id: version, percentage: 100 }],
  };
}
