// The keys that relays of one service share, so that one of them can open what another sealed: carried tickets and the
// jar's cookies. The warden makes a new one each week, and at once when an account is lost; what was sealed with one that
// is no longer listed is worth nothing.
//
//   JSON = { v: 1, version, issuedAt, service, keys: [{ id, key: base64url(32) }] }, newest first; id 1–4294967295 only grows

import * as v from "valibot";
import { fromBase64url } from "./bytes.ts";
import { versioned } from "./version.ts";

export const JAR_KEY_BYTES = 32;
/** Sealed with the newest, opened with either. */
export const JAR_KEYS_MOST = 2;

const JarKey = v.strictObject({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(0xffffffff)),
  key: v.pipe(
    v.string(),
    v.check((text) => fromBase64url(text)?.length === JAR_KEY_BYTES, "32 bytes of base64url"),
  ),
});

export const JarKeysBody = v.strictObject({
  ...versioned,
  service: v.string(),
  keys: v.pipe(v.array(JarKey), v.minLength(1), v.maxLength(JAR_KEYS_MOST)),
});
export type JarKeys = v.InferOutput<typeof JarKeysBody>;
