// JSON whose addresses are known by their keys: web app manifests, import maps and JSON feeds. Only what is an address of
// ours is touched. Feeds get absolute addresses, as their standard demands; the others may hold references.
import type { AddressMap, MirrorPlace } from "../../../../shared/domain/address.ts";
import type { Scanner } from "../bytes.ts";
import { mapReference } from "../reference.ts";
import { createJsonScanner, type JsonPlace } from "./json.ts";

export interface JsonAddressOptions {
  readonly map: AddressMap;
  readonly place: MirrorPlace;
  readonly url: string;
}

/** Web Application Manifest and the drafts beside it: shortcuts, share_target, file and protocol handlers, icons. */
const MANIFEST = new Set(
  "start_url scope id src url action new_note_url serviceworker privacy_policy_url install_url manifest".split(" "),
);
/** jsonfeed.org 1.1; `id` only identifies. */
const FEED = new Set(
  "home_page_url feed_url next_url url external_url image banner_image icon favicon avatar".split(" "),
);

export function createManifestScanner({ map, url }: JsonAddressOptions): Scanner {
  return createJsonScanner((text, { keys, isKey }) =>
    !isKey && MANIFEST.has(keys.at(-1) ?? "") ? mapReference(text, url, map) : undefined,
  );
}

export function createJsonFeedScanner({ map, place, url }: JsonAddressOptions): Scanner {
  return createJsonScanner((text, { keys, isKey }) => {
    const mapped = !isKey && FEED.has(keys.at(-1) ?? "") ? mapReference(text, url, map) : undefined;
    return mapped?.startsWith("/") ? place.origin + mapped : mapped;
  });
}

/** Values under `imports` and `scopes`, and the keys that are addresses themselves: scopes, and those of `integrity`. */
export function createImportMapScanner({ map, url }: Omit<JsonAddressOptions, "place">): Scanner {
  return createJsonScanner((text, place) => (isImportAddress(text, place) ? mapReference(text, url, map) : undefined));
}

function isImportAddress(text: string, { keys, isKey }: JsonPlace): boolean {
  const [top] = keys;
  if (!isKey) return top === "imports" || top === "scopes";
  if (top === "scopes" && keys.length === 1) return true;
  // A bare name is a name; one that looks like an address is matched as one.
  return keys.length > 0 && /^(?:[a-z]+:|\.{0,2}\/)/i.test(text);
}
