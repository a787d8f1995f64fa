// The bindings of wrangler.toml's [env.warden] and vitest.config.ts, as tests see them.

declare namespace Cloudflare {
  interface Env {
    readonly KV: KVNamespace;
    readonly REGISTRY: DurableObjectNamespace<import("../../../workers/warden/registry.ts").Registry>;
    readonly EVIDENCE: DurableObjectNamespace<import("../../../workers/warden/evidence/object.ts").Evidence>;
    readonly ADMIN_TOKEN: string;
    readonly BEACON_TOKEN: string;
    readonly ONLINE_KEY: string;
    readonly ROOT_KEY: string;
    readonly EVIDENCE_KEY: string;
    readonly REPORT_KEY: string;
  }
  interface GlobalProps {
    mainModule: typeof import("../../../workers/warden/index.ts");
  }
}
