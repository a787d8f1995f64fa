// Byte strings: text in which each character is one byte (0-255). Pages are scanned as bytes because their charset is
// unknown until it is too late and decoding costs more than scanning; whatever is above ASCII travels unread.

export type Bytes = Uint8Array<ArrayBufferLike>;

/** A streaming stage: bytes in, bytes out. What comes out may share memory with what went in. */
export interface Scanner {
  /** The first pieces that come out may lie in `spare`, from its start and without gaps; a scanner may do without. */
  push(chunk: Bytes, spare?: Bytes): Bytes[];
  flush(): Bytes[];
}

const STEP = 8192;
const encoder = new TextEncoder();

export function toByteString(bytes: Bytes): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += STEP) text += String.fromCharCode.apply(null, numbers(bytes, at));
  return text;
}

/** `apply` takes anything with a length; spreading a typed array would go through its iterator, many times slower. */
function numbers(bytes: Bytes, at: number): number[] {
  return (bytes.length <= STEP ? bytes : bytes.subarray(at, at + STEP)) as ArrayLike<number> as number[];
}

export function fromByteString(text: string): Bytes {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** A character above ASCII as it stands in a URL. */
export function percentEncoded(codePoint: number): string {
  return encodeURIComponent(String.fromCodePoint(codePoint));
}

export function joinBytes(pieces: readonly Bytes[]): Bytes {
  if (pieces.length === 1 && pieces[0]) return pieces[0];
  const joined = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
