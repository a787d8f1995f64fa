// A body that is translated on its way: read into one buffer that is used over and over, scanned, written on before the
// next read, so that memory stays flat whatever the size and the first bytes leave before the last have come. A short body
// of known length is answered as a whole instead (whole.ts), unless it keeps us waiting: a slow upstream's first bytes are
// not held back. Upstream's errors cut the stream; a reader who leaves ends the reading.
import { type Bytes, joinBytes, type Scanner } from "../bytes.ts";
import { lendBuffer, returnBuffer } from "./buffers.ts";
import { type Body, openSource, type Source } from "./source.ts";
import { type Begun, collect, WHOLE_BYTES } from "./whole.ts";

/** The translated bytes, or a stream of them. `length`: of the body as it is read, where that is known. */
export async function pump(body: Body, scanner: Scanner, length?: number): Promise<Bytes | Body> {
  const isShort = length !== undefined && length <= WHOLE_BYTES;
  const source = openSource(body, isShort ? "whole" : "chunk");
  if (!isShort) return stream(source, scanner, { head: [], pending: source.read() });
  const collected = await collect(source, scanner, length).catch((error: unknown) => {
    // A scanner that fails must not leave upstream waiting for a reader.
    source.cancel();
    throw error;
  });
  return collected instanceof Uint8Array ? collected : stream(source, scanner, collected);
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
