// Jar keys by the clock: a new one each week for every service. Relays hear of it some minutes before they seal with it, or
// what one of them sealed would be nothing to another whose KV is behind. An account that is lost has known the keys: those
// open no cookie from then on.

import { fromHex, toBase64url } from "../../../shared/domain/bytes.ts";
import { JAR_KEY_BYTES, JAR_KEYS_MOST } from "../../../shared/domain/jarkeys.ts";
import type { Book } from "../book.ts";

const WEEK_SECONDS = 7 * 86_400;
/** KV shows a write everywhere within a minute or two, and a relay's memory keeps what it read for half of one. */
const LEAD_SECONDS = 600;
/** A carried ticket opens this long: no online key outlives a month by much, and no ticket its key. */
const CARRIED_SECONDS = 5 * WEEK_SECONDS;

/** Looks only at what stands: running it twice changes nothing. */
export function renewJarKeys(book: Book, service: string): void {
  const [newest] = book.jarKeys.of(service).filter(({ carriedOnly }) => carriedOnly === 0);
  const age = book.now - (newest?.id ?? 0);
  if (newest === undefined) add(book, service, { leads: 1 });
  else if (newest.leads === 0 && age >= LEAD_SECONDS) book.jarKeys.lead(service);
  else if (newest.leads === 1 && age >= WEEK_SECONDS) {
    book.jarKeys.closeCookies(service, newest.id);
    add(book, service, { leads: 0 });
  }
}

/** Somebody else may have the keys: what was sealed with them is no cookie any more, and relays seal with a new one at once. */
export function loseJarKeys(book: Book, service: string): void {
  book.jarKeys.closeCookies(service);
  add(book, service, { leads: 1 });
}

function add(book: Book, service: string, { leads }: { readonly leads: 0 | 1 }): void {
  const key = fromHex(book.newId(JAR_KEY_BYTES)) ?? new Uint8Array();
  book.jarKeys.add({ service, key: toBase64url(key), leads });
  const oldest = book.jarKeys.of(service)[JAR_KEYS_MOST - 1]?.id ?? 0;
  book.jarKeys.forgetBefore(service, Math.max(oldest, book.now - CARRIED_SECONDS));
}
