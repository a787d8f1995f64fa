// The relay's entry: one Worker a zone. Everything is built once per isolate, from the bindings.

import type { createApp } from "./app.ts";
import type { RelayEnv } from "./env.ts";
import { createRelay } from "./wire.ts";

let built: { readonly env: RelayEnv; readonly app: ReturnType<typeof createApp> } | undefined;

export default {
  fetch(request, env, context) {
    if (built?.env !== env) built = { env, app: createRelay(env) };
    return built.app.fetch(request, env, context);
  },
} satisfies ExportedHandler<RelayEnv>;
