// From the outbox to KV. What fails stays in the outbox and is tried again by the alarm, ever more slowly; a crash at any
// point leaves the key pending. One run at a time, or an older body could overtake a newer one.

import type { Log } from "../../shared/log.ts";
import type { Book } from "./book.ts";
import { draftRecord } from "./draft.ts";
import { type Sealing, sealDraft } from "./seal.ts";

/** The one thing asked of KV. */
export interface RecordStore {
  put(key: string, text: string): Promise<void>;
}

export interface PublisherOptions {
  /** Runs `work` on a fresh book in one transaction. */
  readonly withBook: <T>(work: (book: Book) => T) => T;
  readonly store: RecordStore;
  readonly sealing: () => Promise<Omit<Sealing, "version" | "issuedAt">>;
  /** Wake the warden at this time (milliseconds) to publish again. */
  readonly wakeAt: (atMs: number) => Promise<void>;
  readonly log: Log;
}

export interface Publisher {
  /** Write whatever is due. Never throws: what did not work stays pending. */
  flush(): Promise<void>;
}

export function createPublisher(options: PublisherOptions): Publisher {
  let last: Promise<void> = Promise.resolve();
  return {
    flush: () => {
      last = last.then(() => flushDue(options));
      return last;
    },
  };
}

async function flushDue({ withBook, store, sealing, wakeAt, log }: PublisherOptions): Promise<void> {
  for (const row of withBook((book) => book.outbox.due())) {
    try {
      await publishKey(row.key, { withBook, store, sealing });
    } catch (error) {
      log.failed("publish", error);
      withBook((book) => book.outbox.postpone(row.key));
    }
  }
  const next = withBook((book) => book.outbox.nextDueAt());
  if (next !== undefined) await wakeAt(next);
}

async function publishKey(
  key: string,
  { withBook, store, sealing }: Pick<PublisherOptions, "withBook" | "store" | "sealing">,
): Promise<void> {
  const { version, draft, issuedAt } = withBook((book) => ({
    version: book.outbox.version(key),
    draft: draftRecord(book, key),
    issuedAt: book.now,
  }));
  if (draft !== undefined) await store.put(key, await sealDraft(draft, { ...(await sealing()), version, issuedAt }));
  withBook((book) => book.outbox.settle(key, version));
}
