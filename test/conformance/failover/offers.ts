// Rosters and keyrings that no lifeboat may believe, though who offers them knows its reader's keys, as each relay that serves it does.

import type { Boarding } from "../../../shared/domain/boat.ts";
import { fromBase64url } from "../../../shared/domain/bytes.ts";
import { type KeyringBody, signKeyring } from "../../../shared/domain/keyring.ts";
import { type Roster, sealRosters } from "../../../shared/domain/roster.ts";
import { createSigner, type Signer } from "../../../shared/domain/signature.ts";

export interface Offer {
  readonly title: string;
  readonly name: "roster" | "keyring";
  readonly text: string;
}

export interface Offers {
  readonly wrong: readonly Offer[];
  /** As the warden makes it: shows that the others would be taken if they were not wrong. */
  readonly right: Offer;
}

const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));
export const NEWEST = 9_000_000_000;

/** `online`: the mesh's own key, with which nobody but the warden signs; what is signed with it is wrong in another way. */
export async function offersFor(boat: Boarding, online: Signer): Promise<Offers> {
  const issuedAt = Math.floor(Date.now() / 1000);
  const readerKey = fromBase64url(boat.readerKey) ?? new Uint8Array();
  const mirrors = [
    { hostname: "spy.localhost", origin: "http://spy.localhost", door: "abcdefgh", zone: 0, provider: 0 },
  ];
  const windows = { refreshSeconds: 1, retrySeconds: 1, pauseSeconds: 1, reportSeconds: 1 };
  const roster = async (
    title: string,
    { signer = online, version = NEWEST, lineage = boat.lineage, key = readerKey, tier }: RosterWish = {},
  ): Promise<Offer> => {
    const about = { v: 1, version, issuedAt, group: "g", expiresAt: issuedAt + 60 } as const;
    const sealed: Roster = { ...about, mirrors, windows, sealedLists: [], ...(tier && { tier }) };
    const groups = [{ roster: sealed, readerKeys: [key] }];
    return { title, name: "roster", text: await sealRosters(groups, { lineage, version, signer, random }) };
  };
  const killing: KeyringBody = { v: 1, version: NEWEST, issuedAt, keys: [], revoked: [], kill: true };
  const other = "0a0b0c0d0e0f";
  const right = await roster("right");
  const wrong: Offer[] = [
    await roster("forged", { signer: await createSigner(online.keyId, random(32)) }),
    await roster("older than the one that is known", { version: 0 }),
    await roster("another lineage's", { lineage: other }),
    await roster("another group's", { key: random(32) }),
    await roster("of volunteers' mirrors", { tier: "volunteer" }),
    { ...right, title: "cut", text: right.text.slice(0, -30) },
    { ...right, title: "a page", text: "<!doctype html><script>1</script>" },
    { ...right, title: "without end", text: right.text.repeat(300) },
    { title: "forged", name: "keyring", text: await signKeyring(killing, await createSigner(0, random(32))) },
    { title: "of the warden's key", name: "keyring", text: await signKeyring(killing, online) },
  ];
  return { wrong, right };
}

interface RosterWish {
  readonly signer?: Signer;
  readonly version?: number;
  readonly lineage?: string;
  readonly key?: Uint8Array;
  readonly tier?: "volunteer";
}
