// A short body of known length, read and translated as a whole: it goes out as bytes, which saves the way through a stream.
// Unless it keeps us waiting, or is longer than it said: then what has come so far is handed on, to be streamed.
import { type Bytes, joinBytes, type Scanner } from "../bytes.ts";
import type { Read, Source } from "./source.ts";

export const WHOLE_BYTES = 262_144;
const PATIENCE_MILLISECONDS = 2;
/** What a translation commonly adds at most: the shim's tag, and prefixes longer than the origins they replace. */
const ADDED_BYTES = 16_384;

/** What has been scanned already, and the read that is on its way. */
export interface Begun {
  readonly head: readonly Bytes[];
  readonly pending: Promise<Read>;
}

/** The whole, or what has begun. `length`: of the body as it is read. */
export async function collect(source: Source, scanner: Scanner, length: number): Promise<Bytes | Begun> {
  const kept = createCollection(length + ADDED_BYTES);
  let patience: Patience | undefined;
  try {
    let read: Read | undefined;
    for (let received = 0; received <= WHOLE_BYTES; received += read.value?.length ?? 0) {
      const pending = source.read(read?.value);
      if (received > 0 && received < length) patience ??= createPatience();
      read = await (patience === undefined ? pending : Promise.race([pending, patience.over]));
      if (read === undefined) return { head: [kept.take()], pending };
      if (read.done) {
        kept.add(scanner.flush());
        source.end(read);
        return kept.take();
      }
      if (read.value) kept.add(scanner.push(read.value, kept.space()));
    }
  } finally {
    patience?.end();
  }
  return { head: [kept.take()], pending: source.read() };
}

interface Collection {
  /** Where the next pieces may be put. */
  space(): Bytes;
  add(pieces: readonly Bytes[]): void;
  take(): Bytes;
}

/** In memory of its own, which becomes the answer's: what goes out is written once. */
function createCollection(likelyBytes: number): Collection {
  const buffer = new ArrayBuffer(likelyBytes);
  const rest: Bytes[] = [];
  let length = 0;
  // Scanners hand out parts of what they were given, and that memory is read into again.
  const put = (piece: Bytes) => {
    const fits = rest.length === 0 && length + piece.length <= buffer.byteLength;
    if (!fits) rest.push(piece.slice());
    else if (piece.buffer !== buffer) new Uint8Array(buffer, length).set(piece);
    if (fits) length += piece.length;
  };
  return {
    space: () => new Uint8Array(buffer, rest.length === 0 ? length : buffer.byteLength),
    add(pieces) {
      for (const piece of pieces) put(piece);
    },
    take: () => joinBytes([new Uint8Array(buffer, 0, length), ...rest]),
  };
}

interface Patience {
  readonly over: Promise<undefined>;
  /** A timer that nobody waits for would still wake the isolate. */
  end(): void;
}

function createPatience(): Patience {
  const { promise: over, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, PATIENCE_MILLISECONDS);
  return { over, end: () => clearTimeout(timer) };
}
