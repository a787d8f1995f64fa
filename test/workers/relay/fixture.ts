// One relay with everything around it that is not the relay: a mesh's keys, signed records in KV, tickets, links, a clock,
// and an upstream that is a function. What KV does wrong is switched on by the test.

import { type Bytes, toBase64url } from "../../../shared/domain/bytes.ts";
import { createMask, MASK_RANDOM_BYTES } from "../../../shared/domain/mask.ts";
import { deriveMirrorKeys, type MirrorKeys } from "../../../shared/domain/mirrorkeys.ts";
import { createPassSeal, PASS_NONCE_BYTES } from "../../../shared/domain/pass.ts";
import { signRecord } from "../../../shared/domain/record.ts";
import { issueTicket } from "../../../shared/domain/ticket.ts";
import type { MirrorRecord } from "../../../shared/domain/zonerecord.ts";
import { keyringKey, serviceKey, zoneKey } from "../../../shared/store/keys.ts";
import { createRelay, type Surroundings } from "../../../workers/relay/wire.ts";
import { createMeshKeys, type MeshKeys, NOW, seed } from "../../support/meshkeys.ts";

export { NOW };
export const ZONE = "garden.example";
export const MIRROR = "blue-kettle.garden.example";
export const OTHER_MIRROR = "tin-lamp.garden.example";
export const LINEAGE = "0a0b0c0d0e0f";
export const OTHER_LINEAGE = "f0e0d0c0b0a0";
export const ZONE_SECRET = seed(9);
export const COLLECT_TOKEN = `${ZONE}.${"A".repeat(43)}`;
const HOUR = 3600;

export type Upstream = (request: Request) => Response | Promise<Response>;

export interface FixtureOptions {
  readonly upstream?: Upstream;
  readonly policy?: "interactive" | "read-only";
  readonly burned?: boolean;
  readonly answerMilliseconds?: number;
  /** The warden, as this relay reaches it; absent: there is none. */
  readonly warden?: (request: Request) => Promise<Response>;
}

export interface Fixture {
  readonly keys: MeshKeys;
  readonly kv: FaultyKv;
  readonly clock: { now: number };
  readonly logged: readonly string[];
  readonly upstreamSaw: readonly Request[];
  readonly door: string;
  get(url: string, init?: RequestInit): Promise<Response>;
  /** What answers left to be waited for. */
  readonly waiting: readonly Promise<unknown>[];
  ticket(changes?: Partial<TicketWish>): Promise<Bytes>;
  link(ticket: Uint8Array, options?: { readonly mirror?: string; readonly rest?: string }): Promise<string>;
  /** A Cookie header with a pass for `ticket`. */
  pass(ticket: Uint8Array, options?: { readonly mirror?: string; readonly at?: number }): Promise<string>;
  putZone(version: number, mirrors: readonly Partial<MirrorRecord>[]): Promise<void>;
}

export interface TicketWish {
  readonly lineage: string;
  readonly notAfterHour: number;
}

export async function createFixture(options: FixtureOptions = {}): Promise<Fixture> {
  const keys = await createMeshKeys();
  const kv = createFaultyKv();
  const clock = { now: NOW };
  const logged: string[] = [];
  const upstreamSaw: Request[] = [];
  const mirrorKeys = await deriveMirrorKeys(ZONE_SECRET, MIRROR);
  const other = await deriveMirrorKeys(ZONE_SECRET, OTHER_MIRROR);
  const putZone: Fixture["putZone"] = async (version, mirrors) => {
    const filled = mirrors.map((mirror) => ({
      ...{ label: "", door: "", burned: false, lineages: [LINEAGE] },
      ...mirror,
    }));
    const body = { v: 1, version, issuedAt: NOW, zone: ZONE, service: "news", mirrors: filled };
    kv.values.set(zoneKey(ZONE), await signRecord("zone", body, keys.online));
  };
  kv.values.set(keyringKey(), keys.keyringText);
  kv.values.set(serviceKey("news"), await signRecord("service", service(options), keys.online));
  await putZone(1, [
    { label: "blue-kettle", door: mirrorKeys.door, burned: options.burned ?? false },
    { label: "tin-lamp", door: other.door, lineages: [OTHER_LINEAGE] },
  ]);
  const surroundings: Surroundings = {
    now: () => clock.now,
    fetchPublic: async (url, init) => {
      const request = new Request(url, init);
      upstreamSaw.push(request);
      const answer = (options.upstream ?? (() => new Response("from the service")))(request);
      return Promise.race([answer, aborted(init.signal)]);
    },
    write: (line) => logged.push(line),
    ...(options.answerMilliseconds !== undefined && { answerMilliseconds: options.answerMilliseconds }),
  };
  const { warden } = options;
  const fetcher = { fetch: (url: string, init: RequestInit) => warden?.(new Request(url, init)) };
  const witnessing = { WARDEN_URL: "https://warden.example", COLLECT_TOKEN, WARDEN: fetcher as unknown as Fetcher };
  const env = { KV: kv.binding, ROOT_KEY: toBase64url(keys.rootKey), ZONE, ZONE_SECRET: toBase64url(ZONE_SECRET) };
  const relay = createRelay({ ...env, ...(warden && witnessing) }, surroundings);
  const waiting: Promise<unknown>[] = [];
  const context = { waitUntil: (promise: Promise<unknown>) => void waiting.push(promise) } as ExecutionContext;
  return {
    keys,
    kv,
    clock,
    logged,
    upstreamSaw,
    door: mirrorKeys.door,
    waiting,
    get: async (url, init) => relay.fetch(new Request(url, { redirect: "manual", ...init }), env, context),
    ticket: (changes) => issueTicket({ ...defaultTicket(), ...changes }, keys.online),
    link: (ticket, wish = {}) => makeLink(ticket, wish),
    pass: (ticket, wish = {}) => makePass(ticket, wish),
    putZone,
  };
}

export function keysOf(mirror: string): Promise<MirrorKeys> {
  return deriveMirrorKeys(ZONE_SECRET, mirror);
}

function defaultTicket() {
  const notAfterHour = Math.floor(NOW / HOUR) + 24 * 7;
  return { lineage: LINEAGE, reader: "0011223344556677", level: 0, notAfterHour };
}

async function makeLink(
  ticket: Uint8Array,
  { mirror = MIRROR, rest = "" }: { readonly mirror?: string; readonly rest?: string },
): Promise<string> {
  const mask = await createMask((await keysOf(mirror)).mask);
  const segment = await mask.mask(ticket, crypto.getRandomValues(new Uint8Array(MASK_RANDOM_BYTES)));
  return `https://${mirror}/${segment}/${rest}`;
}

async function makePass(
  ticket: Uint8Array,
  { mirror = MIRROR, at = NOW }: { readonly mirror?: string; readonly at?: number },
): Promise<string> {
  const keys = await keysOf(mirror);
  const nonce = crypto.getRandomValues(new Uint8Array(PASS_NONCE_BYTES));
  return `${keys.passCookie}=${await (await createPassSeal(keys.pass, mirror)).seal(ticket, { now: at, nonce })}`;
}

function service({ policy = "interactive" }: FixtureOptions) {
  const secondaries = [
    { alias: "cdn", origin: "https://cdn.news.test" },
    { alias: "embed", origin: "https://embed.test", frame: true },
  ];
  return {
    v: 1,
    version: 1,
    issuedAt: NOW,
    id: "news",
    primary: "https://news.test",
    secondaries,
    policy,
    authority: "owner",
  };
}

export interface FaultyKv {
  readonly binding: KVNamespace;
  readonly values: Map<string, string>;
  /** Every key that was asked for. */
  readonly asked: string[];
  fault: "none" | "throws" | "empty";
}

function createFaultyKv(): FaultyKv {
  const kv: Omit<FaultyKv, "binding"> = { values: new Map(), asked: [], fault: "none" };
  const get = async (key: string): Promise<string | null> => {
    kv.asked.push(key);
    if (kv.fault === "throws") throw new Error(`KV GET failed: 500 for https://secret.example/${key}`);
    return kv.fault === "empty" ? null : (kv.values.get(key) ?? null);
  };
  return Object.assign(kv, { binding: { get } as unknown as KVNamespace });
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}

/** The headers of a person who opens a link. */
export const NAVIGATION = {
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
  "sec-fetch-site": "none",
  "upgrade-insecure-requests": "1",
  accept: "text/html,application/xhtml+xml",
} as const;

/** Everything of an answer that a stranger can see. */
export async function seen(response: Response): Promise<string> {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  return [response.status, ...headers, "", await response.text()].join("\n");
}
