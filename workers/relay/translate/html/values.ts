// Attribute values in and out of their bytes.
import { fromByteString, percentEncoded, toByteString } from "../bytes.ts";
import { decodeValue, encodeValue } from "../entities.ts";
import type { Attribute, Edit, StartTag } from "./reader.ts";

const SINGLE = 39;

/** The decoded value of an attribute; "" when there is none. */
export type Values = (name: string) => string;

/** `wide` writes a reference above ASCII in the language of the value (URL or CSS). */
export function decoded(
  tag: StartTag,
  attribute: Attribute,
  wide: (codePoint: number) => string = percentEncoded,
): string | undefined {
  return decodeValue(toByteString(tag.bytes.subarray(attribute.from, attribute.to)), wide);
}

export function readValues(tag: StartTag): Values {
  return (name) => {
    const attribute = tag.attributes.find((one) => one.name === name);
    return (attribute && attribute.from >= 0 && decoded(tag, attribute)) || "";
  };
}

export function writeValue({ from, to, quote }: Attribute, text: string): Edit {
  const escaped = encodeValue(text, quote === SINGLE ? "'" : '"');
  return { from, to, text: fromByteString(quote === 0 ? `"${escaped}"` : escaped) };
}

export function cssEscaped(codePoint: number): string {
  return `\\${codePoint.toString(16)} `;
}

export function scriptEscaped(codePoint: number): string {
  return `\\u{${codePoint.toString(16)}}`;
}
