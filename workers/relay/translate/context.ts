// What every stage of the translation may know about the exchange it works on.
import type { AddressMap, MirrorPlace, UpstreamAddress } from "../../../shared/domain/address.ts";

export interface TranslateContext {
  readonly map: AddressMap;
  readonly place: MirrorPlace;
  /** Where this request went upstream. */
  readonly upstream: UpstreamAddress;
  /** The exact name of the mirror's pass cookie; it never leaves the mirror and nothing upstream may set it. */
  readonly passCookie: string;
  /** Markup put at the start of `<head>` of every page. */
  readonly inject?: string;
}
