// What a zone's relay posts, at most once a minute: whom its mirrors served, and reports it carried. The shape, its limits,
// and how a sighting becomes rows that name no reader.

import * as v from "valibot";
import { toBase64url, utf8 } from "../../../shared/domain/bytes.ts";
import { shownMirrors } from "../../../shared/domain/groups.ts";
import { createMac } from "../../../shared/domain/mac.ts";
import { LABEL } from "../../../shared/domain/mirror.ts";
import type { Book } from "../book.ts";
import { country, hostname, integer } from "../requests.ts";
import type { Allows } from "./allowance.ts";
import type { SightingNote } from "./notes.ts";

export const SIGHTINGS_A_BATCH = 1000;
export const REPORTS_A_BATCH = 200;
/** A relay whose warden was away sends the rest with its next batch; older news says nothing about now. */
const LATE_SECONDS = 3600;

const label = v.pipe(v.string(), v.regex(LABEL));
/** `AS<number>`, or a hashed prefix where the edge names no network. */
const network = v.pipe(v.string(), v.regex(/^(AS[0-9]{1,10}|n-[A-Za-z0-9_-]{11})$/));
const level = integer(0, 255);
/** The slot's first second. */
const at = integer(0, Number.MAX_SAFE_INTEGER);

export const CollectRequest = v.strictObject({
  v: v.literal(1),
  zone: hostname,
  sightings: v.pipe(
    v.array(
      v.strictObject({
        ...{ label, level, country, network, at },
        lineage: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
        reader: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
      }),
    ),
    v.maxLength(SIGHTINGS_A_BATCH),
  ),
  reports: v.pipe(
    v.array(
      v.strictObject({ ...{ label, level, country, network, at }, sealed: v.pipe(v.string(), v.maxLength(256)) }),
    ),
    v.maxLength(REPORTS_A_BATCH),
  ),
});
export type Batch = v.InferOutput<typeof CollectRequest>;

/** Rows by the hostname whose evidence they are. */
export type RowsByHost<Row> = Map<string, Row[]>;

/** `tags`: each reader's tag of today; `allows`: whether its day has room. What names a mirror or a reader there is not is dropped, and nothing tells so. */
export function placeSightings(
  book: Book,
  { zone, sightings }: Batch,
  { tags, allows }: { readonly tags: ReadonlyMap<string, string>; readonly allows: Allows },
): RowsByHost<SightingNote> {
  const rows: RowsByHost<SightingNote> = new Map();
  const shown = createShown(book);
  for (const { label, lineage, reader, country, network, at } of sightings) {
    const hostname = `${label}.${zone}`;
    const mirror = book.mirrors.find(hostname);
    const known = book.readers.find(reader);
    const tag = tags.get(reader);
    if (mirror?.zone !== zone || mirror.state === "retired" || tag === undefined) continue;
    if (known?.lineage !== lineage || at > book.now + book.windows.slotSeconds || at < book.now - LATE_SECONDS)
      continue;
    if (!allows(tag, Math.min(at, book.now))) continue;
    book.tags.see(tag, country);
    book.tags.serve(hostname, country);
    const row = { tag, group: known.groupId, network, country, level: known.level, at: Math.min(at, book.now) };
    // A mirror that was taken from the group is still worth knowing of while it serves.
    for (const other of new Set([...shown(known.groupId), hostname])) {
      add(rows, other, { ...row, served: other === hostname });
    }
  }
  return rows;
}

export function add<Row>(rows: RowsByHost<Row>, hostname: string, row: Row): void {
  const own = rows.get(hostname);
  if (own === undefined) rows.set(hostname, [row]);
  else own.push(row);
}

function createShown(book: Book): (group: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (id) => {
    const group = known.has(id) ? undefined : book.groups.find(id);
    if (group !== undefined) known.set(id, shownMirrors(group));
    return known.get(id) ?? [];
  };
}

const TAG_BYTES = 8;

/** HMAC(key, reader), 8 bytes: enough that two readers of a group never share one by chance. */
export async function tagReaders(readers: Iterable<string>, key: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const mac = await createMac(key, TAG_BYTES);
  const tags = new Map<string, string>();
  for (const reader of new Set(readers)) tags.set(reader, toBase64url(await mac(utf8(reader))));
  return tags;
}
