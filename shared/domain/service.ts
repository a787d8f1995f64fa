// A service: a blocked site we relay, as its record in KV says it. Everything a relay may fetch is named here.

import * as v from "valibot";
import { versioned } from "./version.ts";

const origin = v.pipe(
  v.string(),
  v.check((text) => URL.canParse(text) && new URL(text).origin === text, "an origin: scheme, host and port only"),
  v.regex(/^https?:\/\//),
);

export const SERVICE_ID = /^[a-z][a-z0-9-]{0,30}$/;
export const ALIAS = /^[a-z][a-z0-9]{0,15}$/;

const Secondary = v.strictObject({
  alias: v.pipe(v.string(), v.regex(ALIAS)),
  origin,
  /** Reached through the private network binding of a local mesh, never by the public internet. */
  private: v.exactOptional(v.boolean()),
});

/** What the operator's config says of a service, to the warden and, in the record, to relays. */
export const serviceSettings = {
  id: v.pipe(v.string(), v.regex(SERVICE_ID)),
  primary: origin,
  private: v.exactOptional(v.boolean()),
  secondaries: v.pipe(v.array(Secondary), v.maxLength(64)),
  policy: v.picklist(["interactive", "read-only"]),
  authority: v.picklist(["owner", "public-interest"]),
} as const;

export const ServiceBody = v.strictObject({ ...versioned, ...serviceSettings });
export type Service = v.InferOutput<typeof ServiceBody>;
