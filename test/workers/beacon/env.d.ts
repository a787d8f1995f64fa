// The bindings of wrangler.toml's [env.beacon] and vitest.config.ts, as tests see them.

declare namespace Cloudflare {
  interface Env {
    readonly WARDEN: Fetcher;
    readonly BEACON_TOKEN: string;
    readonly CONTACT: string;
  }
  interface GlobalProps {
    mainModule: typeof import("../../../workers/beacon/index.ts");
  }
}
