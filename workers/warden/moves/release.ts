// Mirrors that are released close together can be tied together by whoever watches names appear, so the warden writes down
// which were: a batch is one unit of risk, and the autopilot keeps batches small.

import type { Book } from "../book.ts";

/** Apart by more than this, two releases are two batches. */
const BATCH_SECONDS = 60;

export function release(book: Book, hostname: string): void {
  const latest = Math.max(0, ...book.mirrors.all().map(({ batch }) => batch));
  book.mirrors.release(hostname, book.now - latest < BATCH_SECONDS ? latest : book.now);
}
