// The mesh's Workers as they should stand: bundle, bindings, crons, name. wrangler.toml says the same for people who
// prefer wrangler.

import { toBase64url } from "../../shared/domain/bytes.ts";
import { deriveZoneSecret } from "../../shared/domain/mirrorkeys.ts";
import { bundleOf, coverModule } from "../bundle.ts";
import type { Keys } from "../operator/keys.ts";
import type { Binding, WorkerSpec } from "../providers/provider.ts";
import { collectToken, evidenceKey, reportKey } from "./evidence.ts";
import { rootPublicKey, seedBytes } from "./keyring.ts";
import type { MeshZone } from "./mesh.ts";

export const WARDEN_NAME = "hezar-warden";
export const BEACON_NAME = "hezar-beacon";
const RELAY_PREFIX = "hezar-relay-";
/** The provider's limit on a script's name. */
const NAME_LENGTH_LIMIT = 63;

const COMPATIBILITY = {
  compatibilityDate: "2026-10-01",
  // Closes the way to the zone's own origin and, in workerd, to anything but public addresses.
  compatibilityFlags: ["global_fetch_strictly_public"],
} as const;

const PRIVATE_NETWORK: Binding = { type: "vpc_network", name: "PRIVATE", networkId: "private" };

/** Every 10 minutes: refresh of signed records, forgetting, what could not be written to KV. */
const WARDEN_CRON = "*/10 * * * *";

export function relayName(zone: string): string {
  return `${RELAY_PREFIX}${zone.replaceAll(".", "-")}`.slice(0, NAME_LENGTH_LIMIT);
}

export interface SpecOptions {
  readonly keys: Keys;
  /** The KV namespace of the Worker's account. */
  readonly namespaceId: string;
}

export interface RelayOptions extends SpecOptions {
  /** Where the warden answers; absent: the relay tells nobody what it sees. */
  readonly wardenUrl?: string;
}

export interface BeaconOptions {
  readonly keys: Keys;
  /** Who answers for the beacon; shown on its pages. */
  readonly contact?: string;
}

export async function relaySpec(zone: MeshZone, { keys, namespaceId, wardenUrl }: RelayOptions): Promise<WorkerSpec> {
  const secret = await deriveZoneSecret(seedBytes(keys.deployKey), zone.zone);
  return {
    ...COMPATIBILITY,
    name: relayName(zone.zone),
    modules: [...(await bundleOf("relay")), coverModule(zone.cover)],
    bindings: [
      { type: "kv_namespace", name: "KV", namespaceId },
      { type: "plain_text", name: "ROOT_KEY", text: rootPublicKey(keys) },
      { type: "plain_text", name: "ZONE", text: zone.zone },
      { type: "secret_text", name: "ZONE_SECRET", text: toBase64url(secret) },
      ...(zone.privateUpstreams ? [PRIVATE_NETWORK] : []),
      ...(wardenUrl === undefined ? [] : await wayToWarden(zone, { keys, wardenUrl })),
      ...scaledWindows("PACE"),
    ],
    durableClasses: [],
    crons: [],
    onProviderSuffix: false,
    zone: zone.zone,
  };
}

async function wayToWarden(
  { zone, privateUpstreams }: MeshZone,
  { keys, wardenUrl }: { readonly keys: Keys; readonly wardenUrl: string },
): Promise<readonly Binding[]> {
  const isOnThisMachine = privateUpstreams && new URL(wardenUrl).hostname.endsWith(".localhost");
  return [
    { type: "secret_text", name: "WARDEN_URL", text: wardenUrl },
    { type: "secret_text", name: "COLLECT_TOKEN", text: await collectToken(keys, zone) },
    ...(isOnThisMachine ? [{ type: "vpc_network", name: "WARDEN", networkId: "localhost" } as const] : []),
  ];
}

/** A test may scale every window of the judge: a day of the mesh in a few of its seconds. */
function scaledWindows(name: "PACE" | "WINDOWS"): readonly Binding[] {
  const { HEZAR_WINDOWS: text } = process.env;
  return text === undefined ? [] : [{ type: "plain_text", name, text }];
}

export interface WardenOptions extends SpecOptions {
  /** Absent: everything goes to the one namespace. */
  readonly accounts?: { readonly text: string; readonly arePrivate: boolean };
  /** The SNAPSHOTS secret; absent: the warden's memory stays where it is. */
  readonly snapshots?: { readonly text: string; readonly arePrivate: boolean };
}

export async function wardenSpec({ keys, namespaceId, accounts, snapshots }: WardenOptions): Promise<WorkerSpec> {
  return {
    ...COMPATIBILITY,
    name: WARDEN_NAME,
    modules: await bundleOf("warden"),
    bindings: [
      { type: "kv_namespace", name: "KV", namespaceId },
      { type: "durable_object_namespace", name: "REGISTRY", className: "Registry" },
      { type: "durable_object_namespace", name: "EVIDENCE", className: "Evidence" },
      { type: "secret_text", name: "ADMIN_TOKEN", text: keys.adminToken },
      { type: "secret_text", name: "BEACON_TOKEN", text: keys.beaconToken },
      { type: "secret_text", name: "ONLINE_KEY", text: JSON.stringify(keys.online) },
      { type: "plain_text", name: "ROOT_KEY", text: rootPublicKey(keys) },
      { type: "secret_text", name: "EVIDENCE_KEY", text: await evidenceKey(keys) },
      { type: "secret_text", name: "REPORT_KEY", text: await reportKey(keys) },
      ...(accounts === undefined ? [] : [{ type: "secret_text", name: "ACCOUNTS", text: accounts.text } as const]),
      ...(snapshots === undefined ? [] : [{ type: "secret_text", name: "SNAPSHOTS", text: snapshots.text } as const]),
      ...(accounts?.arePrivate || snapshots?.arePrivate ? [PRIVATE_NETWORK] : []),
      ...scaledWindows("WINDOWS"),
    ],
    durableClasses: ["Registry", "Evidence"],
    crons: [WARDEN_CRON],
    onProviderSuffix: true,
  };
}

export async function beaconSpec({ keys, contact }: BeaconOptions): Promise<WorkerSpec> {
  return {
    ...COMPATIBILITY,
    name: BEACON_NAME,
    modules: await bundleOf("beacon"),
    bindings: [
      { type: "service", name: "WARDEN", service: WARDEN_NAME },
      { type: "secret_text", name: "BEACON_TOKEN", text: keys.beaconToken },
      ...(contact === undefined ? [] : [{ type: "plain_text", name: "CONTACT", text: contact } as const]),
    ],
    durableClasses: [],
    crons: [],
    onProviderSuffix: true,
  };
}
