// Builds the relay from its bindings: the one place that knows which part is given which.

import { type Bytes, fromBase64url } from "../../shared/domain/bytes.ts";
import { createLog } from "../../shared/log.ts";
import { KV_CACHE_TTL_SECONDS, RELAY_MEMORY_SECONDS } from "../../shared/store/keys.ts";
import type { KeyValueReader } from "../../shared/store/memory.ts";
import { createMeshView } from "../../shared/store/mesh.ts";
import { createApp } from "./app.ts";
import { createBoats } from "./boats.ts";
import { createIsBurned } from "./burned.ts";
import { barScript, carriedScripts, carriedVersion, lifeboatScript, shimScript } from "./clientscripts.ts";
import { createCollect } from "./collect.ts";
import { createCover } from "./cover.ts";
import { createCross } from "./cross.ts";
import type { RelayEnv } from "./env.ts";
import { createExchange } from "./exchange.ts";
import { createFailover } from "./failover.ts";
import { createForward, type Fetch } from "./forward.ts";
import { createGate } from "./gate.ts";
import { createHouseholds } from "./household.ts";
import { createFindMirror } from "./identify.ts";
import { createRelayJar } from "./jar.ts";
import { createLifeboatScript } from "./lifeboat.ts";
import { createLinkTo } from "./link.ts";
import { createLocks } from "./lock.ts";
import { createOwn, type OwnPorts } from "./own.ts";
import { createPasses } from "./passes.ts";
import type { Preflight } from "./preflight.ts";
import { createShimTag } from "./shimtag.ts";
import { site } from "./site.ts";
import { createStandpoints } from "./standpoint.ts";

/** What tests put in place of the platform. */
export interface Surroundings {
  /** Seconds since the epoch. */
  readonly now?: () => number;
  readonly fetchPublic?: Fetch;
  readonly answerMilliseconds?: number;
  readonly write?: (line: string) => void;
}

const ANSWER_MILLISECONDS = 30_000;

export function createRelay(env: RelayEnv, surroundings: Surroundings = {}): ReturnType<typeof createApp> {
  const now = surroundings.now ?? (() => Date.now() / 1000);
  const rootKey = secret(env.ROOT_KEY);
  const mesh = createMeshView({
    ...{ kv: reader(env.KV), rootKey, now },
    memorySeconds: RELAY_MEMORY_SECONDS * paceOf(env),
  });
  const zoneSecret = secret(env.ZONE_SECRET);
  const lockOf = createLocks(zoneSecret);
  const boats = createBoats(lockOf);
  const householdOf = createHouseholds(env.ZONE, zoneSecret);
  const findMirror = createFindMirror({ mesh, zone: env.ZONE, householdOf });
  const privately = env.PRIVATE;
  const forward = createForward({
    fetchPublic: surroundings.fetchPublic ?? ((url, init) => fetch(url, init)),
    fetchPrivate: privately && ((url, init) => privately.fetch(url, init)),
    answerMilliseconds: surroundings.answerMilliseconds ?? ANSWER_MILLISECONDS,
  });
  const standpointOf = createStandpoints();
  const linkTo = createLinkTo(lockOf);
  const askWarden = openWarden(env);
  const tell = async (body: string) => askWarden !== undefined && (await askWarden("collect", body)).status < 500;
  const collect =
    askWarden && createCollect({ zone: env.ZONE, secret: env.COLLECT_TOKEN ?? "", now, pace: paceOf(env), tell });
  const jar = createRelayJar({ jarKeys: mesh.jarKeys, serviceOf: mesh.service, boats, standpointOf, now });
  const own = createOwn({
    ...{ mesh, standpointOf, shimScript, barScript, carriedScripts, jar, collect, lockOf, askWarden },
    board: async (boarder) => (await import("./boarding.ts")).board(boarder, { mesh, boats, rootKey }),
    lifeboat: createLifeboatScript(lifeboatScript, { names: Object.keys(carriedScripts), version: carriedVersion }),
  });
  // Most services are never asked across origins.
  let asking: Promise<Preflight> | undefined;
  const preflight = () => {
    asking ??= import("./preflight.ts").then(({ createPreflight }) => createPreflight(forward, now));
    return asking;
  };
  const exchange = createExchange({
    ...{ mesh, standpointOf, forward },
    shimTag: createShimTag(shimScript, barScript),
    cross: createCross(linkTo),
    preflight: async (...asked) => (await preflight())(...asked),
  });
  return createApp({
    zone: env.ZONE,
    gate: createGate({ findMirror, keyring: mesh.keyring, lockOf, passes: createPasses(), now }),
    cover: createCover(site),
    ...{ lockOf, boats, jar },
    own,
    exchange,
    failover: createFailover({ ...{ zone: env.ZONE, findMirror, mesh, own, exchange, collect, linkTo, now } }),
    isBurned: createIsBurned(mesh),
    collect,
    log: createLog(surroundings.write ?? ((line) => console.error(line))),
    now,
  });
}

const TELL_MILLISECONDS = 10_000;

function openWarden({ WARDEN_URL, COLLECT_TOKEN, WARDEN }: RelayEnv): OwnPorts["askWarden"] {
  if (!WARDEN_URL || !COLLECT_TOKEN) return undefined;
  return (path, body) => {
    const signal = AbortSignal.timeout(TELL_MILLISECONDS);
    const headers = { authorization: `Bearer ${COLLECT_TOKEN}` };
    return (WARDEN ?? globalThis).fetch(`${WARDEN_URL}/${path}`, { method: "POST", headers, body, signal });
  };
}

/** A factor on every span that others wait for; tests and trials make it small. */
function paceOf({ PACE }: RelayEnv): number {
  return Number(PACE ?? 1);
}

function reader(kv: KVNamespace): KeyValueReader {
  return { get: async (key) => (await kv.get(key, { type: "text", cacheTtl: KV_CACHE_TTL_SECONDS })) ?? undefined };
}

/** A relay without its keys cannot know a reader: random bytes open nothing, and everyone gets the cover. */
function secret(text: string | undefined): Bytes {
  const bytes = fromBase64url(text ?? "");
  return bytes?.length === 32 ? bytes : crypto.getRandomValues(new Uint8Array(32));
}
