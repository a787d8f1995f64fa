// How bytes of an encoding are made readable for a scanner, and put back behind it.
import type { Bytes } from "../bytes.ts";

export interface Stage {
  enter(bytes: Bytes): Bytes;
  /** What is left to enter when the body ends. */
  end(): Bytes;
  leave(bytes: Bytes): Bytes;
}

const EMPTY = new Uint8Array(0);

/** A stage that changes bytes one for one. `enter` gets each byte in order, `leave` is a table. */
export function createByteStage(enter: (byte: number) => number, leave: (byte: number) => number): Stage {
  const put = Uint8Array.from({ length: 256 }, (_, byte) => leave(byte));
  return {
    // A copy each way: scanners hand out memory that is not theirs to change.
    enter: (bytes) => Uint8Array.from(bytes, enter),
    end: () => EMPTY,
    leave: (bytes) => Uint8Array.from(bytes, (byte) => put[byte] ?? byte),
  };
}
