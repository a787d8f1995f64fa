// An invite makes a reader: born into the open lineage of the invite's service and channel, shown its group's mirrors.

import { shownMirrors } from "../../../shared/domain/groups.ts";
import { ok, refuse } from "../../../shared/domain/result.ts";
import { READER_BYTES, SECONDS_PER_HOUR } from "../../../shared/domain/ticket.ts";
import type { Book } from "../book.ts";
import type { InviteRow } from "../tables/invites.ts";
import type { MirrorRow } from "../tables/mirrors.ts";
import type { ReaderRow } from "../tables/readers.ts";
import type { Moved } from "./move.ts";
import { settle } from "./settle.ts";

/** How long the last use of an invite can be repeated: a reload, or a tab the phone threw away, must not lose the links. */
export const REPEAT_SECONDS = 600;
const SECONDS_PER_DAY = 86_400;

export interface Admitted {
  readonly service: string;
  readonly channel: string;
  readonly reader: ReaderRow;
  readonly mirrors: readonly MirrorRow[];
}

export function invite(book: Book, wish: Omit<InviteRow, "expiresAt" | "lastReader" | "lastUsedAt">): Moved<number> {
  const isServed = book.settings.mesh()?.services.some((service) => service.id === wish.service);
  if (!isServed) return refuse("unknown", `no service ${wish.service}`);
  const expiresAt = book.now + wish.days * SECONDS_PER_DAY;
  book.invites.add({ ...wish, expiresAt });
  settle(book);
  return ok(expiresAt);
}

/** Unknown, used up and expired are one refusal: a stranger learns nothing from it. */
export function admit(book: Book, hash: string): Moved<Admitted> {
  const invite = book.invites.find(hash);
  if (invite === undefined || invite.expiresAt <= book.now) return refuse("unknown");
  const reader = invite.usesLeft > 0 ? bear(book, invite) : repeat(book, invite);
  if (reader === undefined) return refuse("unknown");
  const { service, channel } = invite;
  return ok({ service, channel, reader, mirrors: shown(book, reader) });
}

function bear(book: Book, invite: InviteRow): ReaderRow | undefined {
  const mesh = book.settings.mesh();
  // The invite stands, so settling has opened a lineage for it, unless its service is gone.
  settle(book);
  const lineage = book.groups.openLineage(invite.service, invite.channel);
  const group = lineage && book.groups.of(lineage.id)[0];
  if (mesh === undefined || lineage === undefined || group === undefined) return undefined;
  const id = book.newId(READER_BYTES);
  const notAfterHour = Math.floor((book.now + invite.days * SECONDS_PER_DAY) / SECONDS_PER_HOUR);
  book.readers.add({ id, lineage: lineage.id, groupId: group.id, level: invite.level, notAfterHour });
  book.invites.spend(invite.hash, id);
  book.groups.bear(lineage.id, mesh.lineageSize);
  settle(book);
  return book.readers.find(id);
}

/** Only the last use: with uses left, a second opener may be a second person, and two people are never one reader. */
function repeat(book: Book, { lastReader, lastUsedAt }: InviteRow): ReaderRow | undefined {
  if (lastReader === null || lastUsedAt === null || book.now - lastUsedAt > REPEAT_SECONDS) return undefined;
  return book.readers.find(lastReader);
}

function shown(book: Book, { groupId }: ReaderRow): readonly MirrorRow[] {
  const group = book.groups.find(groupId);
  const mirrors = (group ? shownMirrors(group) : []).flatMap((hostname) => book.mirrors.find(hostname) ?? []);
  return mirrors.filter((mirror) => mirror.state === "live" && !book.burns.covers(mirror.hostname));
}
