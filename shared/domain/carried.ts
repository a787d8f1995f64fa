// The carried ticket: what a lifeboat shows a mirror other than its own. Sealed by a relay for the relays of the same service,
// it is worthless to whoever has not the boat key inside it as well, because every failover request is sealed under that.
//
//   carried = version(1) = 1 | jar key id(4, big-endian) | sealed( ticket(85) | boat key(32) | mark(10) )
//   under the service's jar key, bound to service and tier; nonce = HKDF(boat key, "hezar/carried/nonce/" id): the same
//   ticket is carried in the same bytes all week
// mark: what hidden cookies are called on the lifeboat's own mirror (mirrorkeys.ts).

import { createSeal, SEAL_BYTES, SEAL_NONCE_BYTES } from "./aead.ts";
import { BOAT_KEY_BYTES, type Tier } from "./boat.ts";
import { type Bytes, concat, fromBase64url, fromUtf8, utf8 } from "./bytes.ts";
import { hkdf } from "./derive.ts";
import type { JarKeys } from "./jarkeys.ts";
import { MARK_LETTERS } from "./mirrorkeys.ts";
import { TICKET_BYTES } from "./ticket.ts";

export const CARRIED_BYTES = 1 + 4 + SEAL_BYTES + TICKET_BYTES + BOAT_KEY_BYTES + MARK_LETTERS;
const VERSION = 1;
const PURPOSE = "hezar/carried/v1";

export interface Carried {
  readonly ticket: Bytes;
  readonly boatKey: Bytes;
  readonly mark: string;
}

export interface CarriedPlace {
  readonly jarKeys: Pick<JarKeys, "keys">;
  readonly service: string;
  readonly tier: Tier;
}

export async function sealCarried({ ticket, boatKey, mark }: Carried, place: CarriedPlace): Promise<Bytes> {
  const [newest] = place.jarKeys.keys;
  const secret = fromBase64url(newest?.key ?? "");
  if (newest === undefined || secret === undefined) throw new Error("a service has at least one jar key");
  const seal = await createSeal(secret, PURPOSE);
  const nonce = await hkdf(boatKey, `hezar/carried/nonce/${newest.id}`, SEAL_NONCE_BYTES);
  const head = new Uint8Array(5);
  head[0] = VERSION;
  new DataView(head.buffer).setUint32(1, newest.id);
  return concat(head, await seal.seal(concat(ticket, boatKey, utf8(mark)), boundTo(place), nonce));
}

/** Undefined for whatever no relay of this service sealed with a key that still counts. */
export async function openCarried(bytes: Uint8Array, place: CarriedPlace): Promise<Carried | undefined> {
  if (bytes.length !== CARRIED_BYTES || bytes[0] !== VERSION) return undefined;
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  const secret = fromBase64url(place.jarKeys.keys.find((one) => one.id === id)?.key ?? "");
  if (!secret?.length) return undefined;
  const clear = await (await createSeal(secret, PURPOSE)).open(bytes.subarray(5), boundTo(place));
  const mark = clear && fromUtf8(clear.subarray(TICKET_BYTES + BOAT_KEY_BYTES));
  if (clear === undefined || mark === undefined) return undefined;
  const boatKey = clear.subarray(TICKET_BYTES, TICKET_BYTES + BOAT_KEY_BYTES);
  return { ticket: clear.subarray(0, TICKET_BYTES), boatKey, mark };
}

function boundTo({ service, tier }: CarriedPlace): string {
  return `${service}\0${tier}`;
}
