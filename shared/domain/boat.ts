// What a mirror tells the lifeboat it installs, and nobody else: written in front of the lifeboat's script where a browser
// asks for it as a service worker (Sec-Fetch-Dest, which no page can set), so no page's script ever reads it.
// The boat key is the secret between a reader's lifeboat at one mirror and the mesh's relays: failover requests and what the
// lifeboat stores are sealed under keys made from it. The same mirror and ticket give the same key, or each look for a newer
// script would be a new lifeboat.

import { type Bytes, concat, utf8 } from "./bytes.ts";
import { hkdf } from "./derive.ts";

export const BOAT_KEY_BYTES = 32;

export type Tier = "operator" | "volunteer";

export interface Boarding {
  /** The mesh's root key, raw Ed25519, base64url: pinned here for good. */
  readonly root: string;
  readonly hostname: string;
  /** On a sibling (sibling.ts): the alias of the secondary that is at `/` there. */
  readonly alias?: string;
  readonly lineage: string;
  readonly service: string;
  readonly tier: Tier;
  /** Opens rosters (ticket.ts `readerKey`); base64url. */
  readonly readerKey: string;
  /** The boat key, base64url. */
  readonly key: string;
  /** The carried ticket (carried.ts), base64url. */
  readonly carried: string;
}

/** `boatSecret`: the mirror's own, from mirrorkeys.ts. */
export async function deriveBoatKey(boatSecret: Uint8Array, ticket: Uint8Array): Promise<Bytes> {
  return hkdf(concat(utf8("hezar/boat/v1\0"), boatSecret, ticket), "hezar/boat", BOAT_KEY_BYTES);
}
