// An edge on one machine: Cloudflare's REST API on a loopback port of its own, and what is uploaded running in workerd behind
// another port, the mirrors'. Built of rooms that do not know each other; this file is the only one that knows them all.
import { rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { cloudflareRateLimit, createGatekeeper, type RateLimit } from "./api/auth.ts";
import { apiRoutes } from "./api/routes-table.ts";
import { createApi } from "./api/server.ts";
import { addZone } from "./api/zones.ts";
import { createFront } from "./front/front.ts";
import { createRouting } from "./front/routing.ts";
import { createServices } from "./front/services.ts";
import { describeCurrent } from "./runtime/describe.ts";
import { createFleet } from "./runtime/fleet.ts";
import { createKvServer } from "./runtime/kv-protocol.ts";
import { createLaunch, createRunDirectory } from "./runtime/launch.ts";
import { createWards, sweepOrphans } from "./runtime/orphans.ts";
import { createTriggers } from "./runtime/triggers.ts";
import { openDatabase } from "./storage/database.ts";
import { createModuleStore } from "./storage/modules.ts";
import { type Account, createState, type State, scriptKey } from "./storage/state.ts";

export interface EdgeAccount {
  /** 32 hex digits, as Cloudflare's. */
  readonly id: string;
  readonly token: string;
  readonly subdomain: string;
  /** Zones that exist in this account from the start. */
  readonly zones: readonly string[];
}
export interface EdgeOptions {
  readonly stateDir: string;
  /** The mirrors' port; 0 takes any free one. */
  readonly port: number;
  readonly apiPort?: number;
  /** Where the mirrors' port listens; the API is on loopback always. */
  readonly host?: string;
  readonly accounts: readonly EdgeAccount[];
  /** CIDRs that a `vpc_network` binding with network_id "private" may reach; without any, such bindings are refused. */
  readonly privateUpstreams?: readonly string[];
  readonly now?: () => number;
  readonly rateLimit?: RateLimit;
  /** What scripts find in `request.cf` about a visitor. */
  readonly describeVisitor?: (address: string) => Readonly<Record<string, unknown>>;
  /** What scripts print. Dropped unless asked for: it may name readers. */
  readonly onOutput?: (script: string, text: string) => void;
  readonly onUnknownRoute?: (call: string) => void;
}
export interface Edge {
  readonly url: string;
  readonly port: number;
  readonly apiUrl: string;
  /** Delivers the cron triggers that are due in the minute of `at`, besides those the clock fires. */
  trigger(at: Date): Promise<void>;
  close(): Promise<void>;
}

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
      url: `http://127.0.0.1:${port}`,
      apiUrl: `http://127.0.0.1:${apiPort}/client/v4`,
      trigger: (at) => house.triggers.fire(at),
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
  const fleet = createFleet({ launch, graceMilliseconds, specOf: (key) => describeCurrent(state, modules, key) });
  const triggers = createTriggers(state, fleet);
  const gatekeeper = createGatekeeper(state, options.rateLimit ?? cloudflareRateLimit);
  const kv = createKvServer(state.kv);
  const services = createServices(fleet);
  const api = createApi({ gatekeeper, onUnknownRoute, routes: apiRoutes({ state, fleet, modules, privateUpstreams }) });
  const describeVisitor = options.describeVisitor ?? (() => unknownVisitor);
  const front = createFront({ fleet, routing: createRouting(state, suffix), describeVisitor });
  const close = async (): Promise<void> => {
    triggers.close();
    for (const server of [api, front]) server.close();
    await fleet.close();
    await Promise.all([front, api, services, kv].map(shut));
    wards.close();
    rmSync(runDirectory, { recursive: true, force: true });
  };
  return { fleet, triggers, kv, kvSocket, services, serviceSocket, api, front, close };
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

function checkAccounts(accounts: readonly EdgeAccount[]): readonly Account[] {
  for (const { id, subdomain } of accounts) {
    if (!/^[0-9a-f]{32}$/.test(id)) throw new Error(`account id ${id} must be 32 hex digits`);
    if (!/^[a-z0-9-]{1,63}$/.test(subdomain)) throw new Error(`subdomain ${subdomain} must be one label of a hostname`);
  }
  return accounts;
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
