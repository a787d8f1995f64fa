// KV namespaces by title, and one value by key. The warden writes values; we only look whether they have arrived.

import * as v from "valibot";
import type { Client } from "./client.ts";
import { CODE, isCode } from "./errors.ts";

const Namespace = v.object({ id: v.string(), title: v.string() });

export interface Kv {
  /** Throws where the credential may not see KV. */
  verify(): Promise<void>;
  ensureNamespace(title: string): Promise<string>;
  readValue(namespaceId: string, key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  count(): Promise<number>;
}

export function createKv(client: Client, accountId: string): Kv {
  const base = `/accounts/${encodeURIComponent(accountId)}/storage/kv/namespaces`;
  const find = async (title: string) =>
    (await client.list(Namespace, { path: base })).find((namespace) => namespace.title === title)?.id;
  return {
    verify: async () => {
      await client.call(v.array(Namespace), { method: "GET", path: base });
    },
    ensureNamespace: async (title) => {
      const standing = await find(title);
      if (standing !== undefined) return standing;
      try {
        return (await client.call(Namespace, { method: "POST", path: base, json: { title } })).id;
      } catch (error) {
        // Creating is not idempotent: a call whose answer was lost has made it.
        const made = isCode(error, CODE.namespaceExists) ? await find(title) : undefined;
        if (made === undefined) throw error;
        return made;
      }
    },
    readValue: async (namespaceId, key) => {
      const path = `${base}/${encodeURIComponent(namespaceId)}/values/${encodeURIComponent(key)}`;
      try {
        return await client.bytes({ method: "GET", path });
      } catch (error) {
        if (isCode(error, CODE.keyNotFound)) return undefined;
        throw error;
      }
    },
    count: async () => (await client.list(Namespace, { path: base })).length,
  };
}
