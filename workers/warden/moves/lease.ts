// Who steers the mesh. Two autopilots (a server's and a laptop's) would both fill the same orders, so one at a time holds a
// lease; it ends by the warden's clock, never by theirs. Each new holder gets a higher number, which its claims carry: one
// that slept past its lease and wakes in the middle of a mint claims nothing more (fencing).

import type { Lease, LeaseAnswer, LeaseWish } from "../../../shared/wardenapi.ts";
import type { Book } from "../book.ts";

const NOBODY: Lease = { holder: "", fence: 0, until: 0 };

export function lease(book: Book, { holder, seconds }: LeaseWish): LeaseAnswer {
  const standing = book.settings.lease() ?? NOBODY;
  const isOurs = standing.holder === holder;
  const isOver = standing.until <= book.now;
  if (!isOurs && !isOver) return { granted: false, ...standing };
  const next = { holder, fence: isOurs && !isOver ? standing.fence : standing.fence + 1, until: book.now + seconds };
  book.settings.saveLease(next);
  return { granted: true, ...next };
}

/** Whether a claim with that number may still be made. Without one it is a person's, who needs no lease. */
export function isInForce(book: Book, fence: number | undefined): boolean {
  if (fence === undefined) return true;
  const standing = book.settings.lease() ?? NOBODY;
  return standing.fence === fence && standing.until > book.now;
}
