// What every stage of the translation may know about the exchange it works on.
import type { AddressMap, MirrorPlace, ServiceOrigins, UpstreamAddress } from "../../../shared/domain/address.ts";
import type { AskedAs } from "../../../shared/domain/askedas.ts";
import type { CookieNames } from "../../../shared/domain/cookienames.ts";
import type { Service } from "../../../shared/domain/service.ts";
import type { OwnNames } from "./outgoing/ownnames.ts";

/** Of a service's profile: what may be done to its scripts. */
type ScriptProfile = Partial<Pick<Service, "literals" | "locationReads" | "webrtc">>;

export interface TranslateContext {
  /** As it looks from this label. */
  readonly service: ServiceOrigins & ScriptProfile;
  readonly map: AddressMap;
  readonly place: MirrorPlace;
  /** Where this request went upstream. */
  readonly upstream: UpstreamAddress;
  readonly names: CookieNames;
  readonly ownNames: OwnNames;
  /** The Cookie header of the reader's request: what the browser's jar already holds. */
  readonly held?: string;
  /** The request goes without the service's cookies, and its answer sets none. */
  readonly isBare?: boolean;
  /** The request bears a password or a token, so its answer is for nobody else (RFC 9111 §3.5). */
  readonly isAuthorized?: boolean;
  /** How the page asked, where its lifeboat asks in its stead. */
  readonly asked?: AskedAs;
  /** Markup put at the start of `<head>` of every page. */
  readonly inject?: string;
  /** What the browser will use the answer for (Sec-Fetch-Dest), where it said so. */
  readonly destination?: string | undefined;
}
