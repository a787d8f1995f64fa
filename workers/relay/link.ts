// The address at which a ticket opens a label, without the path behind it.

import type { Bytes } from "../../shared/domain/bytes.ts";
import { MASK_RANDOM_BYTES } from "../../shared/domain/mask.ts";
import type { LockOf } from "./lock.ts";

export type LinkTo = (origin: string, hostname: string, ticket: Bytes) => Promise<string>;

export function createLinkTo(lockOf: LockOf): LinkTo {
  return async (origin, hostname, ticket) => {
    const { mask } = await lockOf(hostname);
    return `${origin}/${await mask.mask(ticket, crypto.getRandomValues(new Uint8Array(MASK_RANDOM_BYTES)))}`;
  };
}
