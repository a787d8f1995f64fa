// The keys that relays of one service share, so that one of them can open what another sealed: carried tickets and the
// jar's cookies. The warden makes a new one each week, and at once when an account is lost. Sealed with the first, opened
// with any; those that are `carriedOnly` open no cookie any more: an older week's, or one that a lost account knew. A carried
// ticket under them still opens, or whose mirror lay on that account, or who comes back after a month, could go nowhere; the
// relay gives a fresh one (failover.ts). Volunteers' relays get none that opens a cookie.
//
//   JSON = { v: 1, version, issuedAt, service, keys: [{ id, key: base64url(32), carriedOnly?: true }] }; ids only grow

import * as v from "valibot";
import { fromBase64url } from "./bytes.ts";
import { versioned } from "./version.ts";

export const JAR_KEY_BYTES = 32;
export const JAR_KEYS_MOST = 8;

const JarKey = v.strictObject({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(0xffffffff)),
  key: v.pipe(
    v.string(),
    v.check((text) => fromBase64url(text)?.length === JAR_KEY_BYTES, "32 bytes of base64url"),
  ),
  carriedOnly: v.exactOptional(v.literal(true)),
});

export const JarKeysBody = v.strictObject({
  ...versioned,
  service: v.string(),
  keys: v.pipe(v.array(JarKey), v.minLength(1), v.maxLength(JAR_KEYS_MOST)),
});
export type JarKeys = v.InferOutput<typeof JarKeysBody>;
