// Memory that goes round: buffers for reading and writing bodies, used by one stream after another in an isolate. Fresh
// memory must be cleared before and collected afterwards, which cost a translated page up to a fifth of its time. Few are
// kept; who gets none from the shelf gets a new one.

/** For what is read at a time, for what comes out of that, and for a short body as a whole, before and after. */
const SIZES = { chunk: 122_880, spare: 153_600, whole: 327_680 } as const;
export type BufferKind = keyof typeof SIZES;

const KEPT_OF_A_KIND = 8;
const shelves: Record<BufferKind, ArrayBufferLike[]> = { chunk: [], spare: [], whole: [] };

export function lendBuffer(kind: BufferKind): ArrayBufferLike {
  return shelves[kind].pop() ?? new ArrayBuffer(SIZES[kind]);
}

/** Nobody else may hold on to it. One that was handed over to the runtime meanwhile has no length any more and is no use. */
export function returnBuffer(kind: BufferKind, buffer: ArrayBufferLike): void {
  const shelf = shelves[kind];
  if (buffer.byteLength === SIZES[kind] && shelf.length < KEPT_OF_A_KIND) shelf.push(buffer);
}
