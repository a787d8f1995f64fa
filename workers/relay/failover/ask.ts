// What a lifeboat asks, checked field by field: one bad field refuses the whole.

import * as v from "valibot";
import { readAskedAs } from "../../../shared/domain/askedas.ts";
import { COOKIES_CHARACTERS_MOST, type FailoverAsk } from "../../../shared/domain/failover.ts";
import { JAR_ENTRY_CHARACTERS_MOST } from "../../../shared/domain/failoverhead.ts";
import { JAR_MOST } from "../../../shared/domain/jar.ts";
import { DOOR } from "../../../shared/domain/mirror.ts";

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
/** No hostname is longer than 253; what was said of a place is remembered (asif.ts), so it must be short. */
const origin = v.pipe(
  text(300),
  v.check((it) => URL.parse(it)?.origin === it && /^https?:/.test(it), "an origin"),
);
const place = { origin, door: v.pipe(v.string(), v.regex(DOOR)) };
const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));
/** As many as a service has secondaries. */
const SIBLINGS_MOST = 64;
/** RFC 9110's token; what a browser lets pages set. */
const name = v.pipe(text(100), v.regex(/^[a-z0-9!#$%&'*+.^_`|~-]+$/));
const value = v.pipe(text(COOKIES_CHARACTERS_MOST), v.regex(/^[^\0\r\n]*$/));
const path = v.pipe(text(16_384), v.regex(/^\/[^\s#]*$/));

const Ask = v.strictObject({
  at: v.pipe(v.number(), v.safeInteger()),
  id,
  method: v.pipe(v.string(), v.regex(/^(?!CONNECT|TRACE|TRACK)[A-Z]{1,20}$/)),
  path,
  headers: v.pipe(v.array(v.tuple([name, value])), v.maxLength(100)),
  from: v.strictObject({
    ...place,
    siblings: v.pipe(v.record(text(64), v.strictObject(place)), v.maxEntries(SIBLINGS_MOST)),
    root: v.exactOptional(text(64)),
  }),
  meant: v.exactOptional(
    v.pipe(
      v.strictObject({ mode: v.string(), credentials: v.string(), destination: v.string() }),
      v.check(({ mode, credentials, destination }) => !!readAskedAs(`${mode} ${credentials} ${destination}`)),
    ),
  ),
  referrer: v.exactOptional(path),
  jar: v.pipe(v.array(v.strictObject({ id, sealed: text(JAR_ENTRY_CHARACTERS_MOST) })), v.maxLength(JAR_MOST)),
  cookies: v.exactOptional(value),
});

export function readAsk(json: string): FailoverAsk | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Ask), json);
  return read.success ? (read.output as FailoverAsk) : undefined;
}

export interface Sender {
  readonly id: string;
  /** The origin it says it is of. */
  readonly origin: string;
}

const Sent = v.object({ id, from: v.object({ origin }) });

/** Whose request it is, whatever else it says; undefined: there is nobody to answer. */
export function senderOf(json: string): Sender | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Sent), json);
  return read.success ? { id: read.output.id, origin: read.output.from.origin } : undefined;
}
