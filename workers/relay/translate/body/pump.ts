// A body that is translated on its way: read into one buffer that is used over and over, scanned, written on before the
// next read, so that memory stays flat whatever the size and the first bytes leave before the last have come. A short body
// of known length is scanned as a whole instead, which saves the way through a stream, unless it keeps us waiting: then it
// is streamed as well, so that a slow upstream's first bytes are not held back. Upstream's errors cut the stream; a reader
// who leaves ends the reading.
import { type Bytes, joinBytes, type Scanner } from "../bytes.ts";

const BUFFER_BYTES = 65_536;
const WHOLE_BYTES = 262_144;
const PATIENCE_MILLISECONDS = 2;

type Body = ReadableStream<Uint8Array>;
type Read = { readonly done: boolean; readonly value?: Uint8Array | undefined };

interface Source {
  /** What was read before is overwritten. */
  read(before?: Uint8Array): Promise<Read>;
  cancel(): void;
}

/** What has been scanned already, and the read that is on its way. */
interface Begun {
  readonly head: readonly Bytes[];
  readonly pending: Promise<Read>;
}

/** The translated bytes, or a stream of them. `length`: of the body as it is read, where that is known. */
export async function pump(body: Body, scanner: Scanner, length?: number): Promise<Bytes | Body> {
  const source = openSource(body);
  if (length === undefined || length > WHOLE_BYTES)
    return stream(source, scanner, { head: [], pending: source.read() });
  const head: Bytes[] = [];
  let deadline: Promise<undefined> | undefined;
  let read: Read | undefined;
  for (let received = 0; received <= WHOLE_BYTES; received += read.value?.length ?? 0) {
    const pending = source.read(read?.value);
    if (received > 0) deadline ??= afterPatience();
    read = await (deadline === undefined ? pending : Promise.race([pending, deadline]));
    if (read === undefined) return stream(source, scanner, { head, pending });
    if (read.done) return joinBytes([...head, ...scanner.flush()]);
    if (read.value) head.push(...scanner.push(read.value));
  }
  return stream(source, scanner, { head, pending: source.read() });
}

function afterPatience(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MILLISECONDS));
}

function stream(source: Source, scanner: Scanner, begun: Begun): Body {
  // The runtime's own pipe takes bytes without a script's queue; the tables of tests run in Node, which has none.
  const pipe = typeof IdentityTransformStream === "undefined" ? new TransformStream() : new IdentityTransformStream();
  void carry(source, scanner, { ...begun, writer: pipe.writable.getWriter() });
  return pipe.readable;
}

interface Carried extends Begun {
  readonly writer: WritableStreamDefaultWriter<Uint8Array>;
}

async function carry(source: Source, scanner: Scanner, { head, pending, writer }: Carried): Promise<void> {
  const write = async (pieces: readonly Bytes[]) => {
    const bytes = joinBytes(pieces);
    if (bytes.length > 0) await writer.write(bytes);
  };
  writer.closed.catch(() => source.cancel());
  try {
    await write(head);
    for (let read = await pending; !read.done; read = await source.read(read.value)) {
      if (read.value) await write(scanner.push(read.value));
    }
    await write(scanner.flush());
    await writer.close();
  } catch (error) {
    source.cancel();
    await writer.abort(error).catch(() => undefined);
  }
}

/** Reads into a buffer of ours where the body can: by itself the runtime hands out 4 kB at a time. */
function openSource(body: Body): Source {
  const reader = byteReader(body);
  if (reader === undefined) {
    const plain = body.getReader();
    return { read: () => plain.read(), cancel: () => void plain.cancel().catch(() => undefined) };
  }
  return {
    read: (before) => reader.read(new Uint8Array(before?.buffer ?? new ArrayBuffer(BUFFER_BYTES))),
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
