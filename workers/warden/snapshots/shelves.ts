// Where snapshots are put: another account's KV, or any server that takes a PUT. Each under a name of its own, so a shelf
// only grows; the oldest beyond what is kept are taken away again, and where that is forbidden they stay.

import * as v from "valibot";
import { KV_SNAPSHOTS_PER_DAY } from "../../../shared/store/keys.ts";
import type { Fetch } from "../bulk.ts";

export interface Shelf {
  readonly id: string;
  /** Snapshots a day it may take; undefined: as many as there are. */
  readonly perDay: number | undefined;
  put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(name: string): Promise<void>;
}

const TIMEOUT_MILLISECONDS = 20_000;

const place = { id: v.string(), private: v.exactOptional(v.literal(true)) };

export const ShelvesText = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    /** The operator's P-256 point, base64url. */
    to: v.string(),
    shelves: v.array(
      v.variant("kind", [
        v.strictObject({
          ...place,
          kind: v.literal("kv"),
          apiUrl: v.string(),
          accountId: v.string(),
          namespace: v.string(),
          token: v.string(),
        }),
        v.strictObject({
          ...place,
          kind: v.literal("url"),
          url: v.string(),
          authorization: v.exactOptional(v.string()),
        }),
      ]),
    ),
  }),
);
export type ShelfText = v.InferOutput<typeof ShelvesText>["shelves"][number];

export function createShelf(text: ShelfText, fetch: Fetch): Shelf {
  const urlOf = text.kind === "url" ? (name: string) => `${text.url.replace(/\/$/, "")}/${name}` : kvUrl(text);
  const authorization = text.kind === "url" ? text.authorization : `Bearer ${text.token}`;
  const send = async (method: "PUT" | "DELETE", name: string, body: Uint8Array<ArrayBuffer> | null) => {
    const headers = {
      "Content-Type": "application/octet-stream",
      ...(authorization !== undefined && { Authorization: authorization }),
    };
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    const response = await fetch(urlOf(name), { method, headers, body, signal, redirect: "manual" });
    await response.arrayBuffer();
    if (!response.ok) throw new TypeError(`the shelf answers HTTP ${response.status}`);
  };
  return {
    id: text.id,
    perDay: text.kind === "kv" ? KV_SNAPSHOTS_PER_DAY : undefined,
    put: (name, bytes) => send("PUT", name, bytes),
    remove: (name) => send("DELETE", name, null),
  };
}

function kvUrl({ apiUrl, accountId, namespace }: Extract<ShelfText, { kind: "kv" }>): (name: string) => string {
  const base = `${apiUrl.replace(/\/$/, "")}/accounts/${encodeURIComponent(accountId)}/storage/kv/namespaces`;
  return (name) => `${base}/${encodeURIComponent(namespace)}/values/${encodeURIComponent(name)}`;
}
