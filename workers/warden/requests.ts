// What the warden accepts over HTTP, checked field by field before a move sees it. Unknown fields are refused: a misspelt
// setting must not pass for a missing one.

import * as v from "valibot";
import { CAUSES } from "../../shared/domain/blocklist.ts";
import { fromBase64url } from "../../shared/domain/bytes.ts";
import { isListPlace } from "../../shared/domain/listcode.ts";
import { DOOR } from "../../shared/domain/mirror.ts";
import { SERVICE_ID, serviceSettings } from "../../shared/domain/service.ts";
import { SIGNAL_KINDS } from "../../shared/domain/verdict/evidence.ts";

export const TICKET_DAYS_LIMIT = 30;

export const integer = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
export const hostname = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, "a hostname in lower case"),
);
/** A country, or "" where it is not known. */
export const country = v.pipe(v.string(), v.regex(/^([A-Z]{2})?$/, "two upper-case letters or none"));
const key = v.pipe(
  v.string(),
  v.check((text) => fromBase64url(text)?.length === 32, "32 bytes of base64url"),
);
export const serviceId = v.pipe(v.string(), v.regex(SERVICE_ID));

export const MeshRequest = v.strictObject({
  services: v.array(v.strictObject(serviceSettings)),
  zones: v.array(
    v.strictObject({
      zone: hostname,
      account: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
      service: serviceId,
      provider: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(253))),
      scheme: v.picklist(["https", "http"]),
      port: v.exactOptional(integer(1, 65_535)),
    }),
  ),
  mirrors: v.strictObject({ live: integer(0, 1000), reserve: integer(0, 1000), perGroup: integer(1, 10) }),
  lineageSize: integer(1, 4096),
  drainSeconds: v.exactOptional(integer(0, 30 * 86_400)),
  reports: v.exactOptional(v.literal(false)),
  sharing: v.exactOptional(v.literal(false)),
  sealedLists: v.exactOptional(
    v.pipe(v.array(v.pipe(v.string(), v.check(isListPlace, "an https URL that ends with /"))), v.maxLength(8)),
  ),
});

export const KeyringRequest = v.strictObject({ keyring: v.pipe(v.string(), v.maxLength(65_536)) });
export const OrderRequest = v.strictObject({ service: serviceId, count: integer(1, 100) });
export const RotateRequest = v.strictObject({
  olderThanSeconds: integer(0, Number.MAX_SAFE_INTEGER),
  service: v.exactOptional(serviceId),
  most: v.exactOptional(integer(1, 1000)),
});
export const LeaseRequest = v.strictObject({
  holder: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  seconds: integer(0, 3600),
});
export const ClaimRequest = v.strictObject({
  hostname,
  zone: hostname,
  door: v.pipe(v.string(), v.regex(DOOR)),
  maskKey: key,
  fence: v.exactOptional(integer(0, Number.MAX_SAFE_INTEGER)),
});
export const BurnRequest = v.strictObject({
  pattern: v.pipe(v.string(), v.maxLength(260)),
  country: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, "two upper-case letters"))),
  cause: v.exactOptional(v.picklist(CAUSES)),
});
export const InviteRequest = v.strictObject({
  service: serviceId,
  channel: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,31}$/)),
  uses: integer(1, 10_000),
  level: integer(0, 255),
  days: integer(1, TICKET_DAYS_LIMIT),
});
export const RefusedRequest = v.strictObject({ detail: v.pipe(v.string(), v.maxLength(500)) });
const accountId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
export const SignalsRequest = v.strictObject({
  signals: v.pipe(
    v.array(
      v.strictObject({
        at: integer(0, Number.MAX_SAFE_INTEGER),
        kind: v.picklist(SIGNAL_KINDS),
        account: v.exactOptional(accountId),
        zone: v.exactOptional(hostname),
        hostname: v.exactOptional(hostname),
        service: v.exactOptional(serviceId),
        detail: v.pipe(v.string(), v.maxLength(500)),
      }),
    ),
    v.maxLength(1000),
  ),
});
export const VolunteerRequest = v.strictObject({ key });
export const AdmitRequest = v.strictObject({ code: v.pipe(v.string(), v.maxLength(64)) });
