// The edge's API on its real records, without a process behind it: what is uploaded is written down and never runs. For tests
// that make hundreds of calls and ask a hostname only whether it would answer.

import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloudflareRateLimit, createGatekeeper } from "../../scripts/edge/api/auth.ts";
import { apiRoutes } from "../../scripts/edge/api/routes-table.ts";
import { createApi } from "../../scripts/edge/api/server.ts";
import { addZone } from "../../scripts/edge/api/zones.ts";
import { createRouting, type Routing } from "../../scripts/edge/front/routing.ts";
import type { Fleet } from "../../scripts/edge/runtime/fleet.ts";
import { openDatabase } from "../../scripts/edge/storage/database.ts";
import { createModuleStore } from "../../scripts/edge/storage/modules.ts";
import { type Account, createState, type State } from "../../scripts/edge/storage/state.ts";
import { ok } from "../../shared/domain/result.ts";

export interface PaperEdge {
  readonly apiUrl: string;
  readonly state: State;
  /** Which script answers a host and path, as `<account>/<script>`. */
  readonly routing: Routing;
  close(): Promise<void>;
}

export interface PaperOptions {
  readonly accounts: readonly Account[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export async function startPaperEdge({ accounts, now }: PaperOptions): Promise<PaperEdge> {
  const stateDir = await mkdtemp(join(tmpdir(), "hezar-paper-"));
  const database = openDatabase(stateDir);
  const state = createState(database, { accounts, now });
  for (const { id, zones } of accounts) for (const zone of zones) addZone(state, id, zone);
  const api = createApi({
    gatekeeper: createGatekeeper(state, { ...cloudflareRateLimit, calls: Number.POSITIVE_INFINITY }),
    routes: apiRoutes({ state, fleet: ASLEEP, modules: createModuleStore(stateDir), privateUpstreams: [] }),
    controls: [],
    onUnknownRoute: (call) => {
      throw new Error(`the edge has no ${call}`);
    },
  });
  await once(api.listen(0, "127.0.0.1"), "listening");
  return {
    apiUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}/client/v4`,
    state,
    routing: createRouting(state, "workers.localhost"),
    close: async () => {
      api.closeAllConnections();
      await new Promise((resolve) => api.close(resolve));
      database.close();
      await rm(stateDir, { recursive: true });
    },
  };
}

const ASLEEP: Fleet = {
  lease: async () => undefined,
  replace: async () => ok(undefined),
  try: async () => ok(undefined),
  remove: async () => undefined,
  close: async () => undefined,
};
