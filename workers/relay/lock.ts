// A mirror's lock: what opens links and passes here and nowhere else. Derived from the zone's secret, so it exists for
// every label, mirror or not, and is kept because deriving takes longer than a request may.

import type { Bytes } from "../../shared/domain/bytes.ts";
import { createMask, type Mask } from "../../shared/domain/mask.ts";
import { deriveMirrorKeys } from "../../shared/domain/mirrorkeys.ts";
import { createPassSeal, type PassSeal } from "../../shared/domain/pass.ts";

export interface Lock {
  readonly mask: Mask;
  readonly seal: PassSeal;
  readonly passCookie: string;
  /** Makes boat keys. */
  readonly boat: Bytes;
}

export type LockOf = (hostname: string) => Promise<Lock>;

const LOCKS_LIMIT = 500;

export function createLocks(zoneSecret: Uint8Array): LockOf {
  const locks = new Map<string, Lock>();
  return async (hostname) => {
    const held = locks.get(hostname);
    if (held !== undefined) return held;
    const keys = await deriveMirrorKeys(zoneSecret, hostname);
    const [mask, seal] = await Promise.all([createMask(keys.mask), createPassSeal(keys.pass, hostname)]);
    const lock = { mask, seal, passCookie: keys.passCookie, boat: keys.boat };
    const oldest = locks.size < LOCKS_LIMIT ? undefined : locks.keys().next().value;
    if (oldest !== undefined) locks.delete(oldest);
    locks.set(hostname, lock);
    return lock;
  };
}
