// HLS playlists (RFC 8216 and its successor draft): a line that is no comment is an address, and so are the quoted URI
// attributes of tags. A value of EXT-X-DEFINE that is an address of ours is mapped where it is written; where it is used
// (`{$name}`) nothing needs to change. Durations, byte ranges and everything else stay as they are.
import type { AddressMap } from "../../../../shared/domain/address.ts";
import type { Scanner } from "../bytes.ts";
import { mapReference } from "../reference.ts";
import { createLineScanner } from "./lines.ts";

/** URI, SERVER-URI, X-ASSET-URI, X-ASSET-LIST, X-SNAP-URI… of any tag: a name ends where a comma or the colon is. */
const ADDRESSES = /(?<=[:,])([A-Z0-9-]*URI|X-ASSET-LIST|X-RESUME-URL)="([^"]*)"/g;
const VALUE = /(?<=[:,])VALUE="(https?:\/\/[^"]*)"/;

export function createHlsScanner({ map, url }: { readonly map: AddressMap; readonly url: string }): Scanner {
  const mapped = (reference: string) => mapReference(reference, url, map);
  return createLineScanner((line) => {
    if (line.startsWith("#EXT-X-DEFINE:")) return line.replace(VALUE, (whole, value) => define(value, mapped) ?? whole);
    if (line.startsWith("#EXT")) {
      return line.replace(ADDRESSES, (whole, name, value) => {
        const written = mapped(value);
        return written === undefined ? whole : `${name}="${written}"`;
      });
    }
    return line.startsWith("#") ? undefined : mapped(line);
  });
}

/** `https://cdn.example` is used as `{$host}/x`: a slash that was not there would double. */
function define(value: string, mapped: (reference: string) => string | undefined): string | undefined {
  const written = mapped(value);
  const isBare = /^https?:\/\/[^/?#]*$/.test(value);
  return written === undefined ? undefined : `VALUE="${isBare ? written.replace(/\/$/, "") : written}"`;
}
