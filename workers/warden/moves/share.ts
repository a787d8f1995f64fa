// A reader brings one more: born into the reader's own group, so that nobody learns a hostname by inviting, with a ticket that
// ends when the reader's does. Who was brought so brings nobody: k tickets in wrong hands become 4k at most. Who brought whom
// is not kept.

import { shownMirrors } from "../../../shared/domain/groups.ts";
import type { ShareWish } from "../../../shared/domain/readerwish.ts";
import { ok, refuse } from "../../../shared/domain/result.ts";
import { READER_BYTES, SECONDS_PER_HOUR } from "../../../shared/domain/ticket.ts";
import type { Book } from "../book.ts";
import type { MirrorRow } from "../tables/mirrors.ts";
import type { ReaderRow } from "../tables/readers.ts";
import type { Moved } from "./move.ts";

export interface Brought {
  readonly reader: ReaderRow;
  readonly mirror: MirrorRow;
  readonly left: number;
}

/** A lineage that is full takes a few more this way. */
const OVERFULL = 2;

/** `unknown`: nobody brings anybody here, or this reader brings nobody any more; `conflict`: not at this mirror. */
export function share(book: Book, zone: string, { label, lineage, reader: by }: ShareWish): Moved<Brought> {
  const mesh = book.settings.mesh();
  const host = book.readers.find(by);
  const isOver = Math.floor(book.now / SECONDS_PER_HOUR) > (host?.notAfterHour ?? 0);
  if (mesh === undefined || mesh.sharing === false) return refuse("unknown");
  if (host?.lineage !== lineage || isOver || host.sharesLeft < 1) return refuse("unknown");
  if (book.readers.count(lineage) >= mesh.lineageSize * OVERFULL) return refuse("unknown");
  const group = book.groups.find(host.groupId);
  const mirror = book.mirrors.find(`${label}.${zone}`);
  const isShown = group !== undefined && mirror !== undefined && shownMirrors(group).includes(mirror.hostname);
  if (!isShown || book.burns.covers(mirror.hostname)) return refuse("conflict", "not a mirror to hand out");
  const id = book.newId(READER_BYTES);
  const { groupId, notAfterHour } = host;
  book.readers.add({ id, lineage, groupId, level: Math.max(host.level - 1, 0), notAfterHour, sharesLeft: 0 });
  book.readers.spendShare(by);
  book.groups.bear(lineage, mesh.lineageSize);
  const reader = book.readers.find(id);
  return reader ? ok({ reader, mirror, left: host.sharesLeft - 1 }) : refuse("unknown");
}
