// A service: a blocked site we relay, as its record in KV says it. Everything a relay may fetch is named here.

import * as v from "valibot";
import { versioned } from "./version.ts";

const origin = v.pipe(
  v.string(),
  v.check((text) => !text.includes("*"), "one host; only a secondary may stand for many"),
  v.check((text) => URL.canParse(text) && new URL(text).origin === text, "an origin: scheme, host and port only"),
  v.regex(/^https?:\/\//),
);

export const SERVICE_ID = /^[a-z][a-z0-9-]{0,30}$/;
export const ALIAS = /^[a-z][a-z0-9]{0,15}$/;

/** Two labels at least behind the asterisk; whether many parties share them, the config's rules ask. No address in numbers. */
export const WILDCARD_ORIGIN = /^https?:\/\/\*(?:\.[a-z0-9-]+)+\.(?!(?:\d+|0x[0-9a-f]*)(?::|$))[a-z0-9-]+(?::\d+)?$/;

const Secondary = v.strictObject({
  alias: v.pipe(v.string(), v.regex(ALIAS)),
  origin: v.union([origin, v.pipe(v.string(), v.regex(WILDCARD_ORIGIN))]),
  /** Reached through the private network binding of a local mesh, never by the public internet. */
  private: v.exactOptional(v.boolean()),
  /** Its documents are shown too, on a label of their own. */
  frame: v.exactOptional(v.boolean()),
});

/** What the operator's config says of a service, to the warden and, in the record, to relays. */
export const serviceSettings = {
  id: v.pipe(v.string(), v.regex(SERVICE_ID)),
  primary: origin,
  private: v.exactOptional(v.boolean()),
  secondaries: v.pipe(v.array(Secondary), v.maxLength(64)),
  policy: v.picklist(["interactive", "read-only"]),
  authority: v.picklist(["owner", "public-interest"]),
  /** Volunteers run its mirrors: reading only, and no cookie of its readers moves from one to another. Absent: the operator. */
  tier: v.exactOptional(v.literal("volunteer")),
  /** Addresses inside scripts and JSON are mapped; else scripts go through as they are. */
  literals: v.exactOptional(v.boolean()),
  /** Scripts that read `location.host` and the like see the service's. */
  locationReads: v.exactOptional(v.boolean()),
  /** Pages keep WebRTC and WebTransport, which reach past the mirror and tell the reader's address. */
  webrtc: v.exactOptional(v.boolean()),
} as const;

export const ServiceBody = v.strictObject({ ...versioned, ...serviceSettings });
export type Service = v.InferOutput<typeof ServiceBody>;

/** A service without what makes it a record. */
export type ServiceSettings = Omit<Service, keyof typeof versioned>;
