// The service whose hosts the pages of this folder name, and one mirror of it.
import { createAddressMap } from "../../shared/domain/address.ts";

export const PRIMARY = "https://news.example";
export const CDN = "https://cdn.example";
/** A host of the wildcard secondary. */
export const WIDE = "https://img3.wide.example";
export const FOREIGN = "https://elsewhere.example";

export const PAGE = `${PRIMARY}/world/today.html`;
export const MIRROR = "https://m.zone";
export const place = { origin: MIRROR, door: "dr" };
export const service = {
  primary: PRIMARY,
  secondaries: [
    { alias: "cdn", origin: CDN },
    { alias: "wide", origin: "https://*.wide.example" },
  ],
};
export const map = createAddressMap(service, place);
