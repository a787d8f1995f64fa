// DNS of a relay's zone: the apex and the wildcard, proxied, to 100:: (RFC 6666's discard prefix: there is no origin, the
// route answers). Ours carry the mesh's mark as comment; a record of someone else is left alone and named.

import * as v from "valibot";
import { ProviderError } from "../provider.ts";
import type { Client } from "./client.ts";
import { CODE, isCode, isGone } from "./errors.ts";

const DnsRecord = v.object({
  id: v.string(),
  name: v.string(),
  type: v.string(),
  content: v.nullish(v.string()),
  proxied: v.nullish(v.boolean()),
  comment: v.nullish(v.string()),
});
type DnsRecord = v.InferOutput<typeof DnsRecord>;

const ORIGINLESS = "100::";
const AUTOMATIC_TTL = 1;
const ADDRESS_TYPES = ["A", "AAAA", "CNAME"];

export interface Dns {
  ensure(zoneId: string, zone: string): Promise<boolean>;
  /** Removes what carries the mesh's mark. */
  remove(zoneId: string): Promise<void>;
}

export function createDns(client: Client, mark: string): Dns {
  const at = (zoneId: string) => `/zones/${encodeURIComponent(zoneId)}/dns_records`;
  const list = (zoneId: string) => client.list(DnsRecord, { path: at(zoneId) });
  const create = async (zoneId: string, name: string) => {
    const json = { type: "AAAA", name, content: ORIGINLESS, proxied: true, ttl: AUTOMATIC_TTL, comment: mark };
    try {
      await client.call(v.unknown(), { method: "POST", path: at(zoneId), json });
    } catch (error) {
      // A repeated call whose first answer was lost.
      if (!isCode(error, ...CODE.recordExists)) throw error;
    }
  };
  return {
    ensure: async (zoneId, zone) => {
      const standing = await list(zoneId);
      const missing = [zone, `*.${zone}`].filter((name) => !stands(standing, name));
      for (const name of missing) await create(zoneId, name);
      return missing.length > 0;
    },
    remove: async (zoneId) => {
      for (const { id, comment } of await list(zoneId)) {
        if (comment === mark) await removeRecord(client, `${at(zoneId)}/${id}`);
      }
    },
  };
}

async function removeRecord(client: Client, path: string): Promise<void> {
  try {
    await client.call(v.unknown(), { method: "DELETE", path });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Whether `name` already leads to the proxy's discard address; a different address there is someone else's. */
function stands(records: readonly DnsRecord[], name: string): boolean {
  const there = records.filter((record) => record.name === name && ADDRESS_TYPES.includes(record.type));
  if (there.some(isOriginless)) return true;
  const [foreign] = there;
  if (foreign === undefined) return false;
  throw new ProviderError("refused", `The DNS record ${foreign.type} ${name} is not this mesh's.`, {
    next: "A mirror's zone carries mirrors only: remove that record yourself, or give the mesh another zone.",
  });
}

function isOriginless({ type, content, proxied }: DnsRecord): boolean {
  return type === "AAAA" && content === ORIGINLESS && proxied === true;
}
