// RSS, Atom and sitemaps: what is followed is mapped, what only identifies (Atom's id, a guid that is no link, rdf:about)
// stays. Their standards demand absolute addresses, so that is what is written. `href` and `src` of any XML are the page
// scanner's, which runs before this one. Pages inside a feed (description, content:encoded) are text and stay.
import type { AddressMap, MirrorPlace } from "../../../../shared/domain/address.ts";
import type { Scanner } from "../bytes.ts";
import { mapReference } from "../reference.ts";
import { createXmlScanner } from "./xml.ts";

const TEXTS = new Set([
  ..."link guid comments url loc logo icon".split(" "),
  ..."content_loc player_loc thumbnail_loc origLink commentRss".split(" "),
]);
const ATTRIBUTES = new Set(["url", "xml:base"]);

export interface FeedOptions {
  readonly map: AddressMap;
  readonly place: MirrorPlace;
  readonly url: string;
}

export function createFeedScanner({ map, place, url }: FeedOptions): Scanner {
  const absolute = (reference: string) => {
    const mapped = mapReference(reference, url, map);
    return mapped?.startsWith("/") ? place.origin + mapped : mapped;
  };
  return createXmlScanner({
    attribute: (name, value) => (ATTRIBUTES.has(name) ? absolute(value) : undefined),
    holdsText: (element) =>
      TEXTS.has(element.name) && !(element.name === "guid" && element.attribute("isPermaLink") === "false"),
    text: absolute,
  });
}
