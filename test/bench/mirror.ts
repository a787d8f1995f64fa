// A mesh of one zone as a relay meets it: signed records in KV, and the cookie of a reader who holds a pass. The Worker is
// the one `hezar` deploys, bindings and all (scripts/mint/specs.ts).
import { randomBytes } from "node:crypto";
import { createKeyring, seedBytes } from "../../scripts/mint/keyring.ts";
import { relaySpec } from "../../scripts/mint/specs.ts";
import type { Keys } from "../../scripts/operator/keys.ts";
import type { WorkerSpec } from "../../scripts/providers/provider.ts";
import { toBase64url } from "../../shared/domain/bytes.ts";
import { deriveMirrorKeys, deriveZoneSecret } from "../../shared/domain/mirrorkeys.ts";
import { createPassSeal, PASS_NONCE_BYTES } from "../../shared/domain/pass.ts";
import { signRecord } from "../../shared/domain/record.ts";
import { createSigner, type Signer } from "../../shared/domain/signature.ts";
import { issueTicket, SECONDS_PER_HOUR } from "../../shared/domain/ticket.ts";
import { keyringKey, serviceKey, zoneKey } from "../../shared/store/keys.ts";
import { PRIMARY, SECONDARIES } from "./hosts.ts";

const ZONE = "garden.example";
const LABEL = "blue-kettle";
const HOSTNAME = `${LABEL}.${ZONE}`;
const LINEAGE = "0a0b0c0d0e0f";

export interface BenchMirror {
  readonly hostname: string;
  readonly door: string;
  /** A Cookie header with a pass, and another as long from a stranger. */
  readonly cookie: string;
  readonly spec: WorkerSpec;
  readonly kv: Readonly<Record<string, string>>;
}

export interface MirrorOptions {
  readonly keys: Keys;
  /** Addresses in scripts and JSON are mapped as well. */
  readonly literals: boolean;
}

export function createBenchKeys(): Keys {
  const random = () => toBase64url(new Uint8Array(randomBytes(32)));
  return {
    meshId: "0123456789ab",
    rootSeed: random(),
    online: { id: 1, seed: random() },
    deployKey: random(),
    adminToken: random(),
    beaconToken: random(),
  };
}

export async function createBenchMirror({ keys, literals }: MirrorOptions): Promise<BenchMirror> {
  const now = Math.floor(Date.now() / 1000);
  const online = await createSigner(keys.online.id, seedBytes(keys.online.seed));
  const secret = await deriveZoneSecret(seedBytes(keys.deployKey), ZONE);
  const { door } = await deriveMirrorKeys(secret, HOSTNAME);
  const text = { type: "text/html; charset=utf-8", body: "<!doctype html><title>A garden</title>" };
  const zone = { zone: ZONE, account: "bench", service: "news", scheme: "https", privateUpstreams: true } as const;
  const cover = { files: { "/": text }, notFound: text };
  return {
    hostname: HOSTNAME,
    door,
    cookie: await passCookie({ secret, online, now }),
    spec: await relaySpec({ ...zone, cover }, { keys, namespaceId: "bench" }),
    kv: {
      [keyringKey()]: await createKeyring(keys, { version: 1, now }),
      [zoneKey(ZONE)]: await signRecord("zone", zoneBody(door, now), online),
      [serviceKey("news")]: await signRecord("service", serviceBody(literals, now), online),
    },
  };
}

function zoneBody(door: string, now: number) {
  const mirrors = [{ label: LABEL, door, burned: false, lineages: [LINEAGE] }];
  return { v: 1, version: 1, issuedAt: now, zone: ZONE, service: "news", mirrors };
}

function serviceBody(literals: boolean, now: number) {
  const secondaries = SECONDARIES.map((secondary) => ({ ...secondary, private: true }));
  return {
    ...{ v: 1, version: 1, issuedAt: now, id: "news", primary: PRIMARY, private: true, secondaries },
    ...{ policy: "interactive", authority: "owner" },
    ...(literals && { literals: true }),
  };
}

interface PassOptions {
  readonly secret: Uint8Array;
  readonly online: Signer;
  readonly now: number;
}

async function passCookie({ secret, online, now }: PassOptions): Promise<string> {
  const keys = await deriveMirrorKeys(secret, HOSTNAME);
  const notAfterHour = Math.floor(now / SECONDS_PER_HOUR) + 24;
  const ticket = await issueTicket({ lineage: LINEAGE, reader: "0011223344556677", level: 0, notAfterHour }, online);
  const seal = await createPassSeal(keys.pass, HOSTNAME);
  return `${keys.passCookie}=${await seal.seal(ticket, { now, nonce: new Uint8Array(randomBytes(PASS_NONCE_BYTES)) })}`;
}
