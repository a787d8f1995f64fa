// What relays ask for their readers (shared/domain/readerwish.ts): a link for one more, a problem told to the operator. A
// module of its own, loaded with the first of them.

import { type Problem, readProblemWish, readShareWish, type Shared } from "../../shared/domain/readerwish.ts";
import { ok, refuse } from "../../shared/domain/result.ts";
import type { Signer } from "../../shared/domain/signature.ts";
import { rosterKey } from "../../shared/store/keys.ts";
import type { Book } from "./book.ts";
import { originOf } from "./draft.ts";
import type { Moved } from "./moves/move.ts";
import { share } from "./moves/share.ts";
import { URGENCY } from "./tables/outbox.ts";
import { issueReaderTicket } from "./tickets.ts";

export interface ForReadersDeps {
  /** One transaction. */
  readonly look: <T>(work: (book: Book) => T) => T;
  /** The same, and KV hears of it. */
  readonly change: <T>(work: (book: Book) => T) => Promise<T>;
  readonly signer: () => Promise<Signer>;
}

/** Newcomers of a few seconds share one write of their roster. */
const ROSTER_DELAY_MS = 10_000;
/** Of one mirror; the rest of the day's say nothing more. */
const PROBLEMS_A_DAY = 24;
const SECONDS_PER_DAY = 86_400;

export async function shareFor(
  zone: string,
  text: string,
  { look, change, signer }: ForReadersDeps,
): Promise<Moved<Shared>> {
  const wish = readShareWish(text);
  if (wish === undefined) return refuse("invalid", "no wish to share");
  const brought = look((book) => share(book, zone, wish));
  if (!brought.ok) return brought;
  const { reader, mirror, left } = brought.value;
  const signed = await issueReaderTicket(reader, await signer());
  return change((book) => {
    book.readers.setKey(reader.id, signed.key);
    book.outbox.touch(rosterKey(reader.lineage), { delayMs: ROSTER_DELAY_MS, urgency: URGENCY.routine });
    return ok({ ticket: signed.ticket, origin: originOf(mirror, book.settings.mesh()), left });
  });
}

export async function problemFor(zone: string, text: string, { look }: ForReadersDeps): Promise<Moved<object>> {
  const wish = readProblemWish(text);
  if (wish === undefined) return refuse("invalid", "no problem");
  return look((book) => note(book, `${wish.label}.${zone}`, wish.kind));
}

function note(book: Book, hostname: string, kind: Problem): Moved<object> {
  const mirror = book.mirrors.find(hostname);
  if (mirror === undefined) return refuse("unknown");
  const told = book.events.about(hostname, 4 * PROBLEMS_A_DAY).filter(({ event, at }) => {
    return event === "problem" && at > book.now - SECONDS_PER_DAY;
  });
  if (told.length < PROBLEMS_A_DAY) book.events.add("problem", { hostname, service: mirror.service, detail: kind });
  return ok({});
}
