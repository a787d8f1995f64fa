// DASH manifests (ISO/IEC 23009-1): addresses in text and in attributes, each resolved against the nearest BaseURL above
// it, because a root-relative template belongs to that host. `$Number%05d$` and its kin are no special characters of a
// path and survive. Of several BaseURLs in one place the first is the one that counts for what lies below.
import type { AddressMap } from "../../../../shared/domain/address.ts";
import type { Scanner } from "../bytes.ts";
import { mapReference } from "../reference.ts";
import { createXmlScanner } from "./xml.ts";

const TEXTS = new Set(["BaseURL", "Location", "PatchLocation", "ContentSteering", "laurl", "Laurl"]);
const ATTRIBUTES = new Set([
  ..."media initialization index bitstreamSwitching sourceURL xlink:href href licenseUrl".split(" "),
]);

export function createDashScanner({ map, url }: { readonly map: AddressMap; readonly url: string }): Scanner {
  /** By the depth of the element whose BaseURL it is. */
  const bases: { readonly depth: number; readonly url: string }[] = [];
  const baseOf = () => bases.at(-1)?.url ?? url;

  return createXmlScanner({
    attribute(name, value, element) {
      if (element.name === "UTCTiming" && name === "value") return mapList(value);
      return ATTRIBUTES.has(name) ? mapReference(value, baseOf(), map) : undefined;
    },
    holdsText: (element) => TEXTS.has(element.name),
    text(value, element) {
      if (element.name !== "BaseURL") return mapReference(value, url, map);
      const owner = element.depth - 1;
      const isFirst = bases.at(-1)?.depth !== owner;
      const above = isFirst ? baseOf() : (bases.at(-2)?.url ?? url);
      const resolved = URL.parse(value, above)?.href;
      if (isFirst && resolved !== undefined) bases.push({ depth: owner, url: resolved });
      return mapReference(value, above, map);
    },
    close(depth) {
      while ((bases.at(-1)?.depth ?? -1) >= depth) bases.pop();
    },
  });

  function mapList(value: string): string | undefined {
    if (!value.includes("//")) return undefined;
    return value
      .split(" ")
      .map((one) => mapReference(one, url, map) ?? one)
      .join(" ");
  }
}
