// Ground for minting: the edge on one machine, the real warden on it, a tiny upstream, and zones to mint on.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { systemClock } from "../../../scripts/clock.ts";
import { cloudflareRateLimit } from "../../../scripts/edge/api/auth.ts";
import { type Edge, startEdge } from "../../../scripts/edge/edge.ts";
import type { Mesh, Providers } from "../../../scripts/mint/mesh.ts";
import { raiseWarden } from "../../../scripts/mint/raise.ts";
import { createKeys, type Keys } from "../../../scripts/operator/keys.ts";
import { createWardenClient, type WardenClient } from "../../../scripts/operator/wardenclient.ts";
import { createClient } from "../../../scripts/providers/cloudflare/client.ts";
import { createCloudflare } from "../../../scripts/providers/cloudflare/cloudflare.ts";
import type { Provider } from "../../../scripts/providers/provider.ts";
import type { Reach } from "../../../scripts/reach.ts";
import { splitRecord } from "../../../shared/domain/envelope.ts";
import type { ZoneRecord } from "../../../shared/domain/zonerecord.ts";
import { zoneKey } from "../../../shared/store/keys.ts";
import type { MeshSettings } from "../../../shared/wardenapi.ts";

/** What a process of its own needs to mint on this ground; its keys lie in the state directory. */
export interface GroundPlan {
  readonly stateDir: string;
  readonly wardenUrl: string;
  readonly mesh: Mesh;
  readonly account: {
    readonly apiUrl: string;
    readonly accountId: string;
    readonly token: string;
    readonly port: number;
  };
}

export interface MintGround extends GroundPlan {
  readonly keys: Keys;
  readonly warden: WardenClient;
  readonly providers: Providers;
  readonly provider: Provider;
  /** The zone's record as it lies in KV, unchecked. */
  zoneRecord(zone: string): Promise<ZoneRecord | undefined>;
  /** Someone else's DNS record on a zone. */
  placeAddress(zone: string): Promise<void>;
  readonly edge: Edge;
  /** The edge's own ids, by account. */
  readonly accountIds: Readonly<Record<string, string>>;
  /** `hezar up` once more; `kvTokens`: what the warden is told in place of an account's own. */
  up(kvTokens?: Readonly<Record<string, string>>): Promise<void>;
  /** The service itself falls. */
  closeUpstream(): Promise<void>;
  /** Ends the edge; what it kept stays until `close`. */
  close(): Promise<void>;
}

export interface GroundOptions {
  /** Those of the account `main`, which carries the warden. */
  readonly zones: readonly string[];
  /** Those of other accounts. */
  readonly elsewhere?: Readonly<Record<string, readonly string[]>>;
  readonly mirrors?: Partial<MeshSettings["mirrors"]>;
  /** The service itself. */
  readonly serve?: RequestListener;
}

const sayWho: RequestListener = (_, answer) => answer.end("the service itself");

export async function startGround({
  zones,
  elsewhere = {},
  mirrors,
  serve = sayWho,
}: GroundOptions): Promise<MintGround> {
  const stateDir = await mkdtemp(join(tmpdir(), "hezar-mint-"));
  const upstream = createServer(serve);
  await once(upstream.listen(0, "127.0.0.1"), "listening");
  const [accountId, token] = [randomHex(16), randomHex(20)];
  const others = Object.entries(elsewhere).map(([id, zones]) => ({
    ...{ id, zones, accountId: randomHex(16), token: randomHex(20), kvToken: randomHex(20) },
  }));
  const edge = await startEdge({
    stateDir: join(stateDir, "edge"),
    port: 0,
    accounts: [
      { id: accountId, token, subdomain: "ground", zones },
      ...others.map(({ id, accountId, ...account }) => ({ ...account, id: accountId, subdomain: `ground-${id}` })),
    ],
    privateUpstreams: ["127.0.0.0/8"],
    rateLimit: { ...cloudflareRateLimit, calls: 1_000_000 },
  });
  const account = { apiUrl: edge.apiUrl, accountId, token, port: edge.port };
  const keys = await createKeys(stateDir);
  const placed = [
    ...zones.map((zone) => ({ zone, account: "main" })),
    ...others.flatMap(({ id, zones }) => zones.map((zone) => ({ zone, account: id }))),
  ];
  const settings = settingsOf(placed, { port: edge.port, upstreamPort: portOf(upstream), mirrors });
  const tools = toolsOf({ account, keys });
  const { provider } = tools;
  const providers = new Map([
    ...tools.providers,
    ...others.map((other) => [other.id, providerOf(other, { account, keys })] as const),
  ]);
  const { apiUrl } = account;
  const accounts = [{ id: "main", accountId }, ...others].map((one) => ({
    ...one,
    apiUrl,
    writesPerDay: 1_000,
    isLocal: true,
  }));
  const raise = (kvTokens: Readonly<Record<string, string>> = {}) => {
    const told = accounts.map((one) => ({ ...one, ...(kvTokens[one.id] && { kvToken: kvTokens[one.id] }) }));
    return raiseWarden({
      ...{ account: "main", providers, keys, settings },
      ...(others.length > 0 && { accounts: told }),
    });
  };
  const { warden: wardenUrl, client, namespaces } = await raise();
  const { main: namespaceId = "" } = namespaces;
  return {
    ...{ stateDir, wardenUrl, account, keys, provider, providers, edge, warden: client },
    accountIds: Object.fromEntries([
      ["main", accountId],
      ...others.map((other) => [other.id, other.accountId] as const),
    ]),
    mesh: { services: settings.services, zones: settings.zones.map(withCover), namespaces },
    zoneRecord: async (zone) => readRecord(await provider.readValue(namespaceId, zoneKey(zone))),
    placeAddress: (zone) => placeAddress(zone, account),
    up: async (kvTokens) => void (await raise(kvTokens)),
    closeUpstream: async () => {
      upstream.closeAllConnections();
      await new Promise((resolve) => upstream.close(resolve));
    },
    close: async () => {
      await edge.close();
      upstream.close();
      await rm(stateDir, { recursive: true });
    },
  };
}

async function placeAddress(zone: string, { apiUrl, token }: GroundPlan["account"]): Promise<void> {
  const client = createClient({ apiUrl, token, clock: systemClock });
  const [found] = await client.list(v.object({ id: v.string() }), { path: "/zones", query: { name: zone } });
  const json = { type: "A", name: zone, content: "192.0.2.1", proxied: true };
  await client.call(v.unknown(), { method: "POST", path: `/zones/${found?.id}/dns_records`, json });
}

export function toolsOf({ account, keys, fetch = globalThis.fetch }: ToolOptions) {
  const local = { scheme: "http", port: account.port } as const;
  const provider = createCloudflare({ ...account, meshId: keys.meshId, local, fetch, budget: UNLIMITED });
  return { provider, providers: new Map([["main", provider]]) };
}

function providerOf(
  { accountId, token }: { readonly accountId: string; readonly token: string },
  { account, keys }: ToolOptions,
): Provider {
  return toolsOf({ account: { ...account, accountId, token }, keys }).provider;
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

/** The edge here counts no calls, so ours need no pacing. */
const UNLIMITED = { spend: async () => {} };

interface ToolOptions {
  readonly account: GroundPlan["account"];
  readonly keys: Keys;
  readonly fetch?: typeof globalThis.fetch;
}

export function wardenOf({ wardenUrl }: GroundPlan, keys: Keys, reach: Reach): WardenClient {
  return createWardenClient({ url: wardenUrl, token: keys.adminToken, reach });
}

interface Ports {
  readonly port: number;
  readonly upstreamPort: number;
  readonly mirrors?: GroundOptions["mirrors"];
}

function settingsOf(
  zones: readonly { readonly zone: string; readonly account: string }[],
  { port, upstreamPort, mirrors }: Ports,
): MeshSettings {
  const primary = `http://127.0.0.1:${upstreamPort}`;
  return {
    services: [{ id: "news", primary, private: true, secondaries: [], policy: "interactive", authority: "owner" }],
    zones: zones.map((place) => ({ ...place, service: "news", scheme: "http", port })),
    mirrors: { live: 0, reserve: 0, perGroup: 1, ...mirrors },
    lineageSize: 8,
  };
}

function withCover(zone: MeshSettings["zones"][number]): Mesh["zones"][number] {
  const page = (text: string) => ({ type: "text/html; charset=utf-8", body: `<!doctype html><p>${text}` });
  return { ...zone, privateUpstreams: true, cover: { files: { "/": page(zone.zone) }, notFound: page("Not found") } };
}

function readRecord(value: Uint8Array | undefined): ZoneRecord | undefined {
  const body = splitRecord(new TextDecoder().decode(value))?.body;
  return body === undefined ? undefined : (JSON.parse(body) as ZoneRecord);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
