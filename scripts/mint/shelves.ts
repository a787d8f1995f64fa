// Where the warden's sealed memory is put, as the warden is told of it. Snapshots have a namespace of their own: the relays
// of that account need not even see them.

import { toBase64url } from "../../shared/domain/bytes.ts";
import type { Keys } from "../operator/keys.ts";
import { snapshotKey } from "./evidence.ts";

export type ShelfPlan =
  | {
      readonly kind: "kv";
      /** The account's name. */
      readonly id: string;
      readonly apiUrl: string;
      readonly accountId: string;
      /** For its KV alone. */
      readonly token: string;
      readonly isLocal: boolean;
    }
  | {
      readonly kind: "url";
      readonly id: string;
      readonly url: string;
      /** The whole header. */
      readonly authorization?: string;
      readonly isLocal: boolean;
    };

export type OpenShelf =
  | Extract<ShelfPlan, { kind: "url" }>
  | (Extract<ShelfPlan, { kind: "kv" }> & { readonly namespace: string });

export function snapshotsTitle({ meshId }: Keys): string {
  return `hezar-snapshots-${meshId}`;
}

/** The warden's SNAPSHOTS secret, as part of its spec; nothing where there is no shelf. */
export async function tellShelves(shelves: readonly OpenShelf[], keys: Keys) {
  if (shelves.length === 0) return {};
  const { point } = await snapshotKey(keys);
  const told = shelves.map(({ isLocal, ...shelf }) => ({ ...shelf, ...(isLocal && { private: true }) }));
  const text = JSON.stringify({ to: toBase64url(point), shelves: told });
  return { snapshots: { text, arePrivate: shelves.some(({ isLocal }) => isLocal) } };
}
