// The online key of the next warden. The one before was in the account that is lost, so it signs nothing new; what it signed
// to readers stays good until it ends by itself, unless the operator says otherwise: every link would have to be given anew.

import { randomBytes } from "node:crypto";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { toBase64url } from "../../shared/domain/bytes.ts";
import { SEED_BYTES } from "../../shared/domain/signature.ts";
import { publicText } from "../mint/keyring.ts";
import { type Keys, ONLINE_FILE, type OnlineFile, readOnline, writeSecret } from "../operator/keys.ts";

const TICKET_SECONDS_MOST = 30 * 86_400;
const KEY_IDS = 255;

export interface NextOnlineOptions {
  readonly stateDir: string;
  readonly keys: Keys;
  /** Seconds since the epoch. */
  readonly now: number;
  readonly revokeTickets: boolean;
}

/** Written before anything is deployed; a restore that was killed goes on with the key it had made. */
export async function nextOnline(options: NextOnlineOptions): Promise<Keys> {
  const { stateDir, keys, now, revokeTickets } = options;
  const before = await readOnline(stateDir);
  if (before?.restoring === true) return merge(keys, before);
  const { id, seed } = keys.online;
  const retired = [
    ...(keys.retired ?? []).filter(({ until }) => until > now),
    {
      ...{ id, key: publicText(seed), until: now + TICKET_SECONDS_MOST },
      ...(revokeTickets && { revoked: true as const }),
    },
  ];
  const taken = new Set(retired.map((key) => key.id));
  const free = Array.from({ length: KEY_IDS }, (_, at) => ((id + at) % KEY_IDS) + 1).find((next) => !taken.has(next));
  const online = { id: free ?? 1, seed: toBase64url(new Uint8Array(randomBytes(SEED_BYTES))) };
  return save(stateDir, keys, { online, retired, restoring: true });
}

/** Which snapshot the old key is believed up to. */
export async function noteSnapshot(stateDir: string, keys: Keys, number: number): Promise<Keys> {
  const file = await readOnline(stateDir);
  if (file === undefined) return keys;
  const retired = file.retired.map((key) => (key.lastSnapshot === undefined ? { ...key, lastSnapshot: number } : key));
  return save(stateDir, keys, { ...file, retired });
}

export async function endRestoring(stateDir: string, keys: Keys): Promise<Keys> {
  const file = await readOnline(stateDir);
  return file === undefined ? keys : save(stateDir, keys, { ...file, restoring: false });
}

async function save(stateDir: string, keys: Keys, file: OnlineFile): Promise<Keys> {
  const path = join(stateDir, ONLINE_FILE);
  await writeSecret(`${path}.new`, file, { over: true });
  await rename(`${path}.new`, path);
  return merge(keys, file);
}

function merge(keys: Keys, { online, retired }: OnlineFile): Keys {
  return { ...keys, online, retired };
}
