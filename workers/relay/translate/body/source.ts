// Where a body's bytes come from: read into a buffer of ours where the body can, since by itself the runtime hands out 4 kB
// at a time. The buffer goes round (buffers.ts); what is read stays only until the next read.
import { type BufferKind, lendBuffer, returnBuffer } from "./buffers.ts";

export type Body = ReadableStream<Uint8Array>;
export type Read = { readonly done: boolean; readonly value?: Uint8Array | undefined };

export interface Source {
  /** What was read before is overwritten. */
  read(before?: Uint8Array): Promise<Read>;
  /** After the last read. */
  end(last: Read): void;
  cancel(): void;
}

export function openSource(body: Body, kind: BufferKind): Source {
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
