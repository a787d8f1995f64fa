// Maps a reference found in bytes of any ASCII-compatible charset. Bytes above ASCII must come out as they went in (a
// browser encodes path and query differently by charset), so they pass the URL parser as `%~HH`, which is no valid
// escape and therefore left alone, and are put back afterwards. In a host name that fails; there they are read as UTF-8.
// Braces travel the same way: XSLT, HLS and script templates keep `{name}` (a browser reads `{` and `%7B` as one path).
import type { AddressMap } from "../../../shared/domain/address.ts";

/** A byte string to the byte string to write instead, or `undefined`: leave it. */
export type MapReference = (reference: string) => string | undefined;

/** Stands for an ampersand of markup that must be written back unescaped (see entities.ts). */
export const RAW_AMPERSAND = "\x7f";

const OPAQUE = /[\x7f-\xff{}]/g;

export function mapReference(reference: string, base: string, map: AddressMap): string | undefined {
  const marked = reference.replace(OPAQUE, (byte) => `%~${hex(byte)}`);
  if (marked === reference) return map.toMirror(reference, base);
  const mapped = reference.includes("%~") ? undefined : map.toMirror(marked, base);
  if (mapped === undefined)
    return map.toMirror(
      reference.replace(OPAQUE, (byte) => `%${hex(byte)}`),
      base,
    );
  return mapped.replace(/%~([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** A path of plain segments, which may stand in any attribute or sheet as it is. */
const PLAIN_FOLDER = /^\/(?:[A-Za-z0-9._~-]+\/)*$/;

/** What may take the place of an origin that was mapped to this folder; `undefined`: its references are mapped one by one. */
export function prefixOf(folder: string): string | undefined {
  return PLAIN_FOLDER.test(folder) ? folder.slice(0, -1) : undefined;
}

function hex(byte: string): string {
  return byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
}
