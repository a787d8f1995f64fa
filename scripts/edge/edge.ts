// An edge on one machine: Cloudflare's REST API on a loopback port of its own, and what is uploaded running in workerd behind
// another port, the mirrors'. Built of rooms that do not know each other; this file is the only one that knows them all.
import { rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { cloudflareRateLimit, createGatekeeper } from "./api/auth.ts";
import { controlRoutes } from "./api/control.ts";
import { apiRoutes } from "./api/routes-table.ts";
import { createApi } from "./api/server.ts";
import { addZone, setZoneStatus } from "./api/zones.ts";
import { createFront } from "./front/front.ts";
import { createRateLimit } from "./front/ratelimit.ts";
import { createRouting, createStopped } from "./front/routing.ts";
import { createServices } from "./front/services.ts";
import { checkAccounts, type Edge, type EdgeOptions } from "./options.ts";
import { describeCurrent } from "./runtime/describe.ts";
import { createFleet } from "./runtime/fleet.ts";
import { createKvServer } from "./runtime/kv-protocol.ts";
import { createLaunch, createRunDirectory } from "./runtime/launch.ts";
import { createWards, sweepOrphans } from "./runtime/orphans.ts";
import { createTriggers } from "./runtime/triggers.ts";
import { openDatabase } from "./storage/database.ts";
import { createModuleStore } from "./storage/modules.ts";
import { accountOfKey, createState, type State, scriptKey } from "./storage/state.ts";

export type { Edge, EdgeAccount, EdgeOptions } from "./options.ts";

const suffix = "workers.localhost";
const graceMilliseconds = 2_000;
/** Cloudflare's own word for a country it cannot tell. */
const unknownVisitor = { country: "XX", asn: 64_496, colo: "LOC" };

export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const accounts = checkAccounts(options.accounts);
  const database = openDatabase(options.stateDir);
  await sweepOrphans(options.stateDir);
  const state = createState(database, { accounts, now: options.now ?? Date.now });
  addMissingZones(state);
  const house = furnish(options, state);
  const close = once(async () => {
    await house.close();
    database.close();
  });
  try {
    const { port, apiPort } = await open(options, state, house);
    return {
      port,
      url: `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
      apiUrl: `http://127.0.0.1:${apiPort}/client/v4`,
      trigger: (at) => house.triggers.fire(at),
      setStanding: async (account, standing) => {
        state.standings.set(account, standing);
        if (standing.suspended) await house.stop(account);
      },
      setZoneStatus: (name, status) => {
        if (!setZoneStatus(state, name, status)) throw new Error(`no account has the zone ${name}`);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Everything that lives as long as the edge, made but not yet listening. */
function furnish(options: EdgeOptions, state: State) {
  const { stateDir, privateUpstreams = [], onOutput = () => {}, onUnknownRoute = () => {} } = options;
  const runDirectory = createRunDirectory();
  const wards = createWards(stateDir, runDirectory);
  const modules = createModuleStore(stateDir);
  const kvSocket = join(runDirectory, "kv");
  const serviceSocket = join(runDirectory, "services");
  const launch = createLaunch({ runDirectory, wards, onOutput, wiring: { kvSocket, serviceSocket, privateUpstreams } });
  const isSuspended = (key: string) => state.standings.isSuspended(accountOfKey(key));
  const specOf = (key: string) => (isSuspended(key) ? undefined : describeCurrent(state, modules, key));
  const fleet = createFleet({ launch, graceMilliseconds, specOf });
  const triggers = createTriggers(state, fleet);
  const gatekeeper = createGatekeeper(state, options.rateLimit ?? cloudflareRateLimit);
  const kv = createKvServer(state.kv);
  const services = createServices(fleet, options.tls?.cert);
  const stop = async (account: string): Promise<void> => {
    const names = state.scripts.list(account).map(({ name }) => name);
    await Promise.all(names.map((name) => fleet.remove(scriptKey(account, name))));
  };
  const api = createApi({
    ...{ gatekeeper, onUnknownRoute },
    routes: apiRoutes({ state, fleet, modules, privateUpstreams }),
    controls: controlRoutes({ state, stop }),
  });
  const describeVisitor = options.describeVisitor ?? (() => unknownVisitor);
  const front = createFront({
    fleet,
    routing: createRouting(state, suffix),
    isStopped: createStopped(state),
    standings: state.standings,
    describeVisitor,
    tls: options.tls,
    isTooMany: createRateLimit(state),
  });
  const close = async (): Promise<void> => {
    triggers.close();
    for (const server of [api, front]) server.close();
    await fleet.close();
    await Promise.all([front, api, services, kv].map(shut));
    wards.close();
    rmSync(runDirectory, { recursive: true, force: true });
  };
  return { fleet, triggers, kv, kvSocket, services, serviceSocket, api, front, stop, close };
}

/** In the order of need: scripts find their KV before the first request finds them. */
async function open(options: EdgeOptions, state: State, house: ReturnType<typeof furnish>) {
  await listen(house.kv, { path: house.kvSocket });
  await listen(house.services, { path: house.serviceSocket });
  await wake(state, (key) => house.fleet.lease(key));
  const apiPort = await listen(house.api, { port: options.apiPort ?? 0, host: "127.0.0.1" });
  const port = await listen(house.front, { port: options.port, host: options.host ?? "127.0.0.1" });
  return { apiPort, port };
}

function addMissingZones(state: State): void {
  const known = new Set(state.zones.all().map(({ name }) => name));
  for (const { id, zones } of state.accounts) for (const name of zones) if (!known.has(name)) addZone(state, id, name);
}

/** Scripts with Durable Objects start with the edge, for their alarms; all others with their first request. */
async function wake(state: State, lease: (key: string) => Promise<{ release(): void } | undefined>): Promise<void> {
  const keys = new Set(state.objects.all().map(({ account, script }) => scriptKey(account, script)));
  const leases = await Promise.all([...keys].map(lease));
  for (const one of leases) one?.release();
}

function listen(server: Server, where: { path: string } | { port: number; host: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? (address as AddressInfo).port : 0);
    });
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function once(action: () => Promise<void>): () => Promise<void> {
  let outcome: Promise<void> | undefined;
  return () => {
    outcome ??= action();
    return outcome;
  };
}
