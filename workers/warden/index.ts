// The warden's door: the gate, then the one Durable Object that decides.

import type { WardenEnv } from "./env.ts";
import { isAllowed, notFound } from "./gate.ts";

export { Evidence } from "./evidence/object.ts";
export { Registry } from "./registry.ts";

const registry = (env: WardenEnv) => env.REGISTRY.get(env.REGISTRY.idFromName("registry"));

export default {
  fetch: async (request, env) => ((await isAllowed(request, env)) ? registry(env).fetch(request) : notFound()),
  scheduled: async (_event, env) => {
    await registry(env).tick();
  },
} satisfies ExportedHandler<WardenEnv>;
