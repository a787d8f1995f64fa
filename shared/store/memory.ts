// What was read from KV, kept in the isolate's memory: asked anew after `seconds`, never forgotten. A KV that throws,
// hangs, lags behind or has lost a value changes nothing that memory holds; what KV does not have is remembered as well,
// so that strangers cannot make a relay ask again and again.

export interface KeyValueReader {
  /** The value, or undefined where there is none. May throw. */
  get(key: string): Promise<string | undefined>;
}

export interface ReadOptions {
  /** Ask KV again where memory is older than this; only ever shortens. */
  readonly maxAgeSeconds?: number;
}

export interface Memory<T> {
  read(name: string, options?: ReadOptions): Promise<T | undefined>;
}

export interface MemoryOptions<T> {
  /** The stored text of `name`. */
  readonly load: (name: string) => Promise<string | undefined>;
  /** The checked value, or undefined where the text is refused; `held` is what memory has. */
  readonly open: (text: string, held: T | undefined, name: string) => Promise<T | undefined>;
  /** Seconds since the epoch. */
  readonly now: () => number;
  readonly seconds: number;
}

/** After a KV that threw or a text that was refused. */
const RETRY_SECONDS = 5;
/** A caller waits this long for KV, then serves on with what memory holds; where that is nothing, it has more patience. */
const WARM_PATIENCE_MILLISECONDS = 1000;
const COLD_PATIENCE_MILLISECONDS = 2000;
const NAMES_LIMIT = 1000;

interface Entry<T> {
  value?: T;
  text?: string;
  triedAt: number;
  goodForSeconds: number;
  reading?: Promise<void> | undefined;
}

export function createMemory<T>(options: MemoryOptions<T>): Memory<T> {
  const entries = new Map<string, Entry<T>>();
  return {
    read: async (name, { maxAgeSeconds = options.seconds } = {}) => {
      const entry = entries.get(name) ?? addEntry(entries, name);
      const age = options.now() - entry.triedAt;
      if (age < Math.min(entry.goodForSeconds, maxAgeSeconds)) return entry.value;
      entry.reading ??= refresh(name, entry, options);
      const isCold = entry.value === undefined;
      if (await endsWithin(isCold ? COLD_PATIENCE_MILLISECONDS : WARM_PATIENCE_MILLISECONDS, entry.reading))
        return entry.value;
      // The read may have been another request's, whose end ended it too. One with nothing in hand asks for itself.
      entry.reading = isCold ? refresh(name, entry, options) : undefined;
      const isRead = entry.reading && (await endsWithin(COLD_PATIENCE_MILLISECONDS, entry.reading));
      if (!isRead) settle(entry, options.now(), RETRY_SECONDS);
      return entry.value;
    },
  };
}

function addEntry<T>(entries: Map<string, Entry<T>>, name: string): Entry<T> {
  const entry: Entry<T> = { triedAt: Number.NEGATIVE_INFINITY, goodForSeconds: 0 };
  const oldest = entries.size < NAMES_LIMIT ? undefined : entries.keys().next().value;
  if (oldest !== undefined) entries.delete(oldest);
  entries.set(name, entry);
  return entry;
}

async function refresh<T>(name: string, entry: Entry<T>, options: MemoryOptions<T>): Promise<void> {
  const goodForSeconds = (await tryLoad(name, entry, options)) ? options.seconds : RETRY_SECONDS;
  settle(entry, options.now(), goodForSeconds);
}

function settle<T>(entry: Entry<T>, now: number, goodForSeconds: number): void {
  entry.triedAt = now;
  entry.goodForSeconds = goodForSeconds;
  entry.reading = undefined;
}

/** Whether KV's answer is one to rest on for the whole span. */
async function tryLoad<T>(name: string, entry: Entry<T>, { load, open }: MemoryOptions<T>): Promise<boolean> {
  try {
    const text = await load(name);
    if (text === undefined || text === entry.text) return true;
    const value = await open(text, entry.value, name);
    if (value === undefined) return false;
    entry.value = value;
    entry.text = text;
    return true;
  } catch {
    return false;
  }
}

function endsWithin(milliseconds: number, reading: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds);
    void reading.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
