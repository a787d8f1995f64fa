// The warden's door: the gate, then the one Durable Object that decides.

import { isBoardVisit } from "./board/session.ts";
import type { WardenEnv } from "./env.ts";
import { isAllowed, isTooLong, notFound } from "./gate.ts";

export { Evidence } from "./evidence/object.ts";
export { Registry } from "./registry.ts";

const registry = (env: WardenEnv) => env.REGISTRY.get(env.REGISTRY.idFromName("registry"));

async function mayEnter(request: Request, env: WardenEnv): Promise<boolean> {
  if (await isAllowed(request, env)) return !isTooLong(request);
  return isBoardVisit(request, { adminToken: env.ADMIN_TOKEN, now: Math.floor(Date.now() / 1000) });
}

export default {
  fetch: async (request, env) => ((await mayEnter(request, env)) ? registry(env).fetch(request) : notFound()),
  scheduled: async (_event, env) => {
    await registry(env).tick();
  },
} satisfies ExportedHandler<WardenEnv>;
