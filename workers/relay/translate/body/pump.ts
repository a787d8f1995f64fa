// A body that is translated on its way: read into one buffer that is used over and over, scanned, written on before the
// next read, so that memory stays flat whatever the size and the first bytes leave before the last have come. A short body
// of known length is answered as a whole instead, which saves the way through a stream, unless it keeps us waiting: then it
// is streamed as well, so that a slow upstream's first bytes are not held back. Upstream's errors cut the stream; a reader
// who leaves ends the reading.
import { type Bytes, joinBytes, type Scanner } from "../bytes.ts";
import { type BufferKind, lendBuffer, returnBuffer } from "./buffers.ts";

const WHOLE_BYTES = 262_144;
const PATIENCE_MILLISECONDS = 2;
/** What a translation commonly adds at most: the shim's tag, and prefixes longer than the origins they replace. */
const ADDED_BYTES = 16_384;

type Body = ReadableStream<Uint8Array>;
type Read = { readonly done: boolean; readonly value?: Uint8Array | undefined };

interface Source {
  /** What was read before is overwritten. */
  read(before?: Uint8Array): Promise<Read>;
  /** After the last read. */
  end(last: Read): void;
  cancel(): void;
}

/** The translated bytes, or a stream of them. `length`: of the body as it is read, where that is known. */
export async function pump(body: Body, scanner: Scanner, length?: number): Promise<Bytes | Body> {
  if (length !== undefined && length <= WHOLE_BYTES) {
    const whole = openSource(body, "whole");
    return collect(whole, scanner, length).catch((error: unknown) => {
      // A scanner that fails must not leave upstream waiting for a reader.
      whole.cancel();
      throw error;
    });
  }
  const source = openSource(body, "chunk");
  return stream(source, scanner, { head: [], pending: source.read() });
}

async function collect(source: Source, scanner: Scanner, length: number): Promise<Bytes | Body> {
  const kept = createCollection(length + ADDED_BYTES);
  let deadline: Promise<undefined> | undefined;
  let read: Read | undefined;
  for (let received = 0; received <= WHOLE_BYTES; received += read.value?.length ?? 0) {
    const pending = source.read(read?.value);
    if (received > 0 && received < length) deadline ??= afterPatience();
    read = await (deadline === undefined ? pending : Promise.race([pending, deadline]));
    if (read === undefined) return stream(source, scanner, { head: [kept.take()], pending });
    if (read.done) {
      kept.add(scanner.flush());
      source.end(read);
      return kept.take();
    }
    if (read.value) kept.add(scanner.push(read.value, kept.space()));
  }
  return stream(source, scanner, { head: [kept.take()], pending: source.read() });
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

function afterPatience(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MILLISECONDS));
}

/** What has been scanned already, and the read that is on its way. */
interface Begun {
  readonly head: readonly Bytes[];
  readonly pending: Promise<Read>;
}

function stream(source: Source, scanner: Scanner, begun: Begun): Body {
  const { readable, writable } = HAS_PIPE ? new IdentityTransformStream() : new TransformStream();
  void carry(source, scanner, { ...begun, writer: writable.getWriter() });
  return readable;
}

/**
 * The runtime's own pipe has no queue: what was written has been taken when the promise says so, and its memory may be used
 * again. Node, where the tables of tests run, has only the other kind.
 */
const HAS_PIPE = typeof IdentityTransformStream !== "undefined";

interface Carried extends Begun {
  readonly writer: WritableStreamDefaultWriter<Uint8Array>;
}

async function carry(source: Source, scanner: Scanner, { head, pending, writer }: Carried): Promise<void> {
  const write = async (pieces: readonly Bytes[]) => {
    const bytes = joinBytes(pieces);
    if (bytes.length > 0) await writer.write(HAS_PIPE ? bytes : bytes.slice());
  };
  writer.closed.catch(() => source.cancel());
  try {
    await write(head);
    let read = await pending;
    for (; !read.done; read = await source.read(read.value)) {
      if (read.value === undefined) continue;
      const spare = lendBuffer("spare");
      await write(scanner.push(read.value, new Uint8Array(spare)));
      returnBuffer("spare", spare);
    }
    source.end(read);
    await write(scanner.flush());
    await writer.close();
  } catch (error) {
    source.cancel();
    await writer.abort(error).catch(() => undefined);
  }
}

/** Reads into a buffer of ours where the body can: by itself the runtime hands out 4 kB at a time. */
function openSource(body: Body, kind: BufferKind): Source {
  const reader = byteReader(body);
  if (reader === undefined) {
    const plain = body.getReader();
    const cancel = () => void plain.cancel().catch(() => undefined);
    return { read: () => plain.read(), end: () => undefined, cancel };
  }
  // Behind what was read before, while there is room: the fewer the reads, the less a body costs.
  const roomBehind = ({ buffer, byteOffset, length }: Uint8Array) =>
    kind === "whole" && byteOffset + length < buffer.byteLength
      ? new Uint8Array(buffer, byteOffset + length)
      : new Uint8Array(buffer);
  return {
    read: (before) => reader.read(before ? roomBehind(before) : new Uint8Array(lendBuffer(kind))),
    end: ({ value }) => value && returnBuffer(kind, value.buffer),
    cancel: () => void reader.cancel().catch(() => undefined),
  };
}

function byteReader(body: Body): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    // A stream of a script's own, which has no bytes to give but its chunks.
    return undefined;
  }
}
