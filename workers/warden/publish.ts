// From the outbox to each account's KV. What fails stays in the outbox and is tried again by the alarm, ever more slowly; a
// crash at any point leaves the key pending. One run at a time an account, or an older body could overtake a newer one; one
// account's trouble is none of the others'.

import type { Log } from "../../shared/log.ts";
import type { Book } from "./book.ts";
import { draftRecord } from "./draft.ts";
import { ONLY_ACCOUNT } from "./need.ts";
import { type Sealing, sealDraft } from "./seal.ts";
import { AccountRefused, type AccountStore, type Pair, type Stores } from "./stores.ts";
import { type Delivery, URGENCY } from "./tables/outbox.ts";

/** Of a day's writes: what is kept back from a mark of this urgency, so that a blocklist still goes out in the evening. */
const KEPT_BACK_PART = { [URGENCY.urgent]: 0, [URGENCY.changed]: 0.1, [URGENCY.routine]: 0.3 } as const;

export interface PublisherOptions {
  /** Runs `work` on a fresh book in one transaction. */
  readonly withBook: <T>(work: (book: Book) => T) => T;
  readonly stores: Stores;
  readonly sealing: () => Promise<Omit<Sealing, "version" | "issuedAt">>;
  /** Wake the warden at this time (milliseconds) to publish again. */
  readonly wakeAt: (atMs: number) => Promise<void>;
  /** An account's API said no to our token. */
  readonly onRefused: (account: string, error: AccountRefused) => void;
  /** It took what we wrote. */
  readonly onTaken: (account: string) => void;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly log: Log;
}

export interface Publisher {
  /** Write whatever is due. Never throws: what did not work stays pending. */
  flush(): Promise<void>;
  /** What a key says now, signed and sealed; undefined: nothing. */
  textOf(key: string): Promise<string | undefined>;
}

export function createPublisher(options: PublisherOptions): Publisher {
  const accounts = [...options.stores.byAccount.keys()];
  const lanes = accounts.map((account) => createLane(account, options));
  let wakesAt: number | undefined;
  const wake = async () => {
    const next = options.withBook((book) => book.outbox.nextDueAt(accounts));
    // An alarm is a write too, so it is set only where it moves; one that is over is spent.
    const isSet = next === wakesAt && next !== undefined && next > options.clock();
    if (next !== undefined && !isSet) await options.wakeAt(next);
    wakesAt = next;
  };
  return {
    flush: async () => {
      await Promise.all(lanes.map((lane) => lane()));
      await wake().catch((error: unknown) => options.log.failed("wake", error));
    },
    textOf: async (key) => (await makePair({ key, account: ONLY_ACCOUNT }, options)).text,
  };
}

/** One account's way, walked by one run at a time. */
function createLane(account: string, options: PublisherOptions): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last
      .then(() => flushAccount(account, options))
      .catch((error: unknown) => options.log.failed("flush", error));
    return last;
  };
}

async function flushAccount(account: string, options: PublisherOptions): Promise<void> {
  const store = options.stores.byAccount.get(account);
  if (store === undefined) return;
  const due = options.withBook((book) => affordable(book, account, store));
  for (let at = 0; at < Math.min(due.length, store.pairsACall * store.callsAFlush); at += store.pairsACall) {
    await deliver(due.slice(at, at + store.pairsACall), store, options);
  }
}

/** What is due, as far as the day's writes reach; the rest waits for the next day. */
function affordable(book: Book, account: string, { writesPerDay }: AccountStore): readonly Delivery[] {
  let left = writesPerDay - book.writes.today(account);
  return book.outbox.due(account).filter(({ key, urgency }) => {
    if (left > writesPerDay * KEPT_BACK_PART[urgency]) {
      left -= 1;
      return true;
    }
    book.outbox.defer(account, key, book.writes.nextDayAt);
    return false;
  });
}

async function deliver(
  deliveries: readonly Delivery[],
  store: AccountStore,
  { withBook, sealing, onRefused, onTaken, log }: PublisherOptions,
): Promise<void> {
  const { account } = deliveries[0] ?? { account: "" };
  try {
    const made = await Promise.all(deliveries.map((delivery) => makePair(delivery, { withBook, sealing })));
    // A key with nothing left to say costs no write.
    const pairs = made.flatMap(({ key, text }) => (text === undefined ? [] : [{ key, text }]));
    const left = new Set(pairs.length === 0 ? [] : await store.write(pairs));
    withBook((book) => {
      book.writes.add(account, pairs.length - left.size);
      for (const { key, version } of made) {
        if (left.has(key)) book.outbox.postpone(account, key);
        else book.outbox.settle(account, key, version);
      }
    });
    if (pairs.length > left.size) onTaken(account);
  } catch (error) {
    log.failed("publish", error);
    withBook((book) => {
      for (const { key } of deliveries) book.outbox.postpone(account, key);
    });
    if (error instanceof AccountRefused) onRefused(account, error);
  }
}

interface Made {
  readonly key: string;
  readonly version: number;
  readonly text: Pair["text"] | undefined;
}

async function makePair(
  { key, account }: Pick<Delivery, "key" | "account">,
  { withBook, sealing }: Pick<PublisherOptions, "withBook" | "sealing">,
): Promise<Made> {
  const { version, draft, issuedAt } = withBook((book) => ({
    version: book.outbox.version(key),
    draft: draftRecord(book, key, account),
    issuedAt: book.now,
  }));
  const text = draft && (await sealDraft(draft, { ...(await sealing()), version, issuedAt }));
  return { key, version, text };
}
