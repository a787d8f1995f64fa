// A shelf of snapshots as the operator's machine reads it: which there are, and each one's bytes.

import * as v from "valibot";
import { snapshotNumber } from "../../shared/snapshotform.ts";
import type { OpenShelf } from "../mint/shelves.ts";

export interface ReadableShelf {
  readonly id: string;
  /** Names of snapshots, in no order. */
  list(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
}

const TIMEOUT_MILLISECONDS = 60_000;
const PAGES_MOST = 50;

const Keys = v.object({
  result: v.array(v.object({ name: v.string() })),
  result_info: v.optional(v.object({ cursor: v.nullish(v.string()) })),
});
/** As nginx's `autoindex_format json` writes it, and most that list a folder as JSON. */
const Folder = v.array(v.object({ name: v.string() }));

export function createReadableShelf(
  shelf: OpenShelf,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): ReadableShelf {
  const authorization = shelf.kind === "url" ? shelf.authorization : `Bearer ${shelf.token}`;
  const get = async (url: string): Promise<Response> => {
    const headers = authorization === undefined ? {} : { authorization };
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    const response = await fetch(url, { headers, signal, redirect: "error" });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response;
  };
  const bytes = async (url: string) => new Uint8Array(await (await get(url)).arrayBuffer());
  if (shelf.kind === "url") {
    const base = shelf.url.replace(/\/$/, "");
    return {
      id: shelf.id,
      list: async () => named(v.parse(Folder, await (await get(`${base}/`)).json())),
      read: (name) => bytes(`${base}/${name}`),
    };
  }
  const base = `${shelf.apiUrl.replace(/\/$/, "")}/accounts/${shelf.accountId}/storage/kv/namespaces/${shelf.namespace}`;
  return {
    id: shelf.id,
    list: async () => {
      const names: string[] = [];
      let cursor = "";
      for (let page = 0; page < PAGES_MOST; page++) {
        const query = new URLSearchParams({ prefix: "snapshot-", ...(cursor !== "" && { cursor }) });
        const { result, result_info } = v.parse(Keys, await (await get(`${base}/keys?${query}`)).json());
        names.push(...named(result));
        cursor = result_info?.cursor ?? "";
        if (cursor === "") break;
      }
      return names;
    },
    read: (name) => bytes(`${base}/values/${name}`),
  };
}

function named(entries: readonly { readonly name: string }[]): readonly string[] {
  return entries.map(({ name }) => name).filter((name) => snapshotNumber(name) !== undefined);
}
