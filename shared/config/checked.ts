// The config as the rest of the program reads it: complete, nothing optional that has a default.

import type { Tier } from "../domain/boat.ts";
import type { MeshSettings, ServiceSettings } from "../wardenapi.ts";
import { isPrivateHost } from "./privatehost.ts";
import { type AutopilotConfig, completeAutopilot, type NotifyConfig } from "./steering.ts";
import type { WrittenConfig, WrittenList, WrittenService, WrittenSnapshot, WrittenVantage } from "./written.ts";

export interface ServiceConfig extends ServiceSettings {
  readonly contact: string;
  readonly acceptsRisk: boolean;
}

export interface AccountConfig {
  readonly id: string;
  readonly provider: "cloudflare";
  readonly accountId: string;
  /** Name of the environment variable that holds the token; an edge of one's own has its token in secrets.json. */
  readonly tokenEnv?: string;
  /** Name of the variable with a token for its KV alone, for the warden to keep. */
  readonly kvTokenEnv?: string;
  readonly plan: "free" | "paid";
  readonly tier: Tier;
  readonly apiUrl: string;
  readonly local?: { readonly scheme: "http" | "https"; readonly port: number; readonly privateUpstreams: boolean };
}

export interface ZoneConfig {
  readonly zone: string;
  readonly account: string;
  readonly service: string;
  /** "bundled", or a folder relative to the config file. */
  readonly cover: string;
  readonly contact: string;
}

export interface VantageConfig extends WrittenVantage {
  readonly country: string;
}

export interface MeshConfig {
  readonly mesh: string;
  readonly contact: string;
  readonly audience: { readonly country: string; readonly timeZone: string };
  /** Per service. */
  readonly mirrors: { readonly live: number; readonly reserve: number; readonly perGroup: number };
  readonly lineageSize: number;
  readonly services: readonly ServiceConfig[];
  readonly accounts: readonly AccountConfig[];
  readonly zones: readonly ZoneConfig[];
  /** Where sealed lists lie. */
  readonly lists: readonly WrittenList[];
  /** Where the autopilot looks from. */
  readonly vantages: readonly VantageConfig[];
  /** Readers' lifeboats report nothing; absent: they do. */
  readonly reports?: false;
  /** Readers bring nobody; absent: they do. */
  readonly sharing?: false;
  readonly health: { readonly safeBrowsing?: { readonly keyEnv: string; readonly apiUrl?: string } };
  readonly warden: { readonly account: string; readonly snapshots: readonly WrittenSnapshot[] };
  readonly beacon: { readonly account: string };
  readonly autopilot: AutopilotConfig;
  readonly drainSeconds?: number;
  readonly notify: NotifyConfig;
}

export const DEFAULT_MIRRORS = { live: 4, reserve: 1, perGroup: 2 } as const;
const DEFAULT_LINEAGE_SIZE = 64;
const CLOUDFLARE_API = "https://api.cloudflare.com/client/v4";
const CLOUDFLARE_TOKEN = "CLOUDFLARE_API_TOKEN";

export function completeConfig(written: WrittenConfig): MeshConfig {
  return {
    mesh: written.mesh,
    contact: written.contact,
    audience: written.audience,
    mirrors: written.mirrors ?? DEFAULT_MIRRORS,
    lineageSize: written.lineageSize ?? DEFAULT_LINEAGE_SIZE,
    services: written.services.map(completeService),
    accounts: written.accounts.map(({ local, ...account }) => ({
      ...(local === undefined ? { tokenEnv: CLOUDFLARE_TOKEN } : {}),
      apiUrl: CLOUDFLARE_API,
      plan: "free" as const,
      tier: "operator" as const,
      ...account,
      ...(local === undefined ? {} : { local: { privateUpstreams: false, ...local } }),
    })),
    zones: written.zones.map((zone) => ({ contact: written.contact, ...zone })),
    lists: written.lists ?? [],
    vantages: (written.vantages ?? []).map((vantage) => ({ country: written.audience.country, ...vantage })),
    ...(written.reports === false && { reports: false as const }),
    ...(written.sharing === false && { sharing: false as const }),
    health: written.health ?? {},
    warden: { snapshots: [], ...written.warden },
    beacon: written.beacon,
    autopilot: completeAutopilot(written.autopilot),
    ...(written.autopilot?.drainHours !== undefined && { drainSeconds: written.autopilot.drainHours * 3600 }),
    notify: written.notify ?? {},
  };
}

function completeService({ secondaries = [], acceptsRisk = false, ...service }: WrittenService): ServiceConfig {
  return {
    ...service,
    ...privacyOf(service.primary),
    secondaries: secondaries.map((secondary) => ({ ...secondary, ...privacyOf(secondary.origin) })),
    acceptsRisk,
  };
}

/** The rules let a private origin through only where the edge may reach it. */
function privacyOf(origin: string): { readonly private?: true } {
  return isPrivateHost(URL.parse(origin)?.hostname ?? "") ? { private: true } : {};
}

/** Whose relays carry a service: the rules let all its zones lie on accounts of one tier only. */
export function tierOf(service: string, { zones, accounts }: Pick<MeshConfig, "zones" | "accounts">): Tier {
  const own = zones.filter((zone) => zone.service === service).map(({ account }) => account);
  return accounts.some(({ id, tier }) => tier === "volunteer" && own.includes(id)) ? "volunteer" : "operator";
}

/** What the warden needs to know of the config. */
export function meshSettings(config: MeshConfig): MeshSettings {
  return {
    services: config.services.map(({ contact: _contact, acceptsRisk: _accepts, ...service }) => ({
      ...service,
      ...(tierOf(service.id, config) === "volunteer" && { tier: "volunteer" as const }),
    })),
    zones: config.zones.map(({ zone, account, service }) => {
      const place = config.accounts.find(({ id }) => id === account);
      const local = place?.local;
      const reached = local === undefined ? { scheme: "https" as const } : { scheme: local.scheme, port: local.port };
      // Accounts of one firm share its addresses; an edge of one's own is told by where its API answers.
      const provider = local === undefined ? place?.provider : URL.parse(place?.apiUrl ?? "")?.host;
      return { zone, account, service, ...reached, ...(provider !== undefined && { provider }) };
    }),
    mirrors: config.mirrors,
    lineageSize: config.lineageSize,
    ...(config.lists.length > 0 && { sealedLists: config.lists.map(({ url }) => url) }),
    ...(config.reports === false && { reports: false as const }),
    ...(config.sharing === false && { sharing: false as const }),
    ...(config.drainSeconds !== undefined && { drainSeconds: config.drainSeconds }),
  };
}
