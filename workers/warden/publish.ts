// From the outbox to KV. What fails stays in the outbox and is tried again by the alarm, ever more slowly; a crash at any
// point leaves the key pending. One run at a time, or an older body could overtake a newer one.

import type { Log } from "../../shared/log.ts";
import type { Book } from "./book.ts";
import { draftRecord } from "./draft.ts";
import { type Sealing, sealDraft } from "./seal.ts";

/** A free account's Worker may call out fifty times a request; the alarm goes on with the rest at once. */
const KEYS_A_FLUSH = 40;

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
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly log: Log;
}

export interface Publisher {
  /** Write whatever is due. Never throws: what did not work stays pending. */
  flush(): Promise<void>;
}

export function createPublisher(options: PublisherOptions): Publisher {
  let last: Promise<void> = Promise.resolve();
  let wakesAt: number | undefined;
  const run = async () => {
    await flushDue(options);
    const next = options.withBook((book) => book.outbox.nextDueAt());
    // An alarm is a write too, so it is set only where it moves; one that is over is spent.
    const isSet = next === wakesAt && next !== undefined && next > options.clock();
    if (next !== undefined && !isSet) await options.wakeAt(next);
    wakesAt = next;
  };
  return {
    flush: () => {
      last = last.then(run).catch((error: unknown) => options.log.failed("flush", error));
      return last;
    },
  };
}

async function flushDue({ withBook, store, sealing, log }: PublisherOptions): Promise<void> {
  const due = withBook((book) => book.outbox.due());
  for (const { key } of due.slice(0, KEYS_A_FLUSH)) {
    try {
      await publishKey(key, { withBook, store, sealing });
    } catch (error) {
      log.failed("publish", error);
      withBook((book) => book.outbox.postpone(key));
    }
  }
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
