// A room is a part of the code with a way to make inputs for it and a way to tell what is wrong with what it did.
import type { Random } from "./random.ts";

export interface Room {
  readonly name: string;
  /** Of a run's inputs, in per cent. */
  readonly share: number;
  /** Text of bytes (0-255). */
  make(random: Random): string;
  /** What is wrong, or undefined. Throwing is wrong too. `random` draws what else the check needs. */
  check(input: string, random: Random): string | undefined;
}

/** Bytes of an input that were made by us and not by the text: what any answer may be longer by. */
export function tooLong(
  output: string,
  input: string,
  { times, more }: { readonly times: number; readonly more: number },
) {
  const most = times * input.length + more;
  return output.length <= most ? undefined : `grew from ${input.length} to ${output.length} bytes`;
}
