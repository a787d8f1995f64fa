// An invite makes a reader: born into the open lineage of the invite's service and channel, shown its group's mirrors. The
// first one into a lineage that borrows is still shown the borrowed ones: those let the lineage in already, while KV takes up
// to a minute to say so of the reserve that its birth brings. The roster names the group's own.

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
  const made = invite.usesLeft > 0 ? bear(book, invite) : repeat(book, invite);
  if (made === undefined) return refuse("unknown");
  return ok({ service: invite.service, channel: invite.channel, ...made });
}

type Made = Pick<Admitted, "reader" | "mirrors">;

function bear(book: Book, invite: InviteRow): Made | undefined {
  const mesh = book.settings.mesh();
  // The invite stands, so settling has opened a lineage for it, unless its service is gone.
  settle(book);
  const lineage = book.groups.openLineage(invite.service, invite.channel);
  const group = lineage && book.groups.of(lineage.id)[0];
  if (mesh === undefined || lineage === undefined || group === undefined) return undefined;
  const id = book.newId(READER_BYTES);
  const waiting = shown(book, group.id);
  const notAfterHour = Math.floor((book.now + invite.days * SECONDS_PER_DAY) / SECONDS_PER_HOUR);
  book.readers.add({ id, lineage: lineage.id, groupId: group.id, level: invite.level, notAfterHour });
  book.invites.spend(invite.hash, id);
  book.groups.bear(lineage.id, mesh.lineageSize);
  settle(book);
  const reader = book.readers.find(id);
  return reader && { reader, mirrors: waiting.length > 0 ? waiting : shown(book, group.id) };
}

/** Only the last use: with uses left, a second opener may be a second person, and two people are never one reader. */
function repeat(book: Book, { lastReader, lastUsedAt }: InviteRow): Made | undefined {
  if (lastReader === null || lastUsedAt === null || book.now - lastUsedAt > REPEAT_SECONDS) return undefined;
  const reader = book.readers.find(lastReader);
  return reader && { reader, mirrors: shown(book, reader.groupId) };
}

function shown(book: Book, groupId: string): readonly MirrorRow[] {
  const group = book.groups.find(groupId);
  const mirrors = (group ? shownMirrors(group) : []).flatMap((hostname) => book.mirrors.find(hostname) ?? []);
  const open = mirrors.filter((mirror) => !book.burns.covers(mirror.hostname));
  const live = open.filter((mirror) => mirror.state === "live");
  // A suspect may be well: better than no link at all.
  return live.length > 0 ? live : open.filter((mirror) => mirror.state === "suspect");
}
