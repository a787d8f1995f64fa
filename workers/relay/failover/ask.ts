// What a lifeboat asks, checked field by field: one bad field refuses the whole.

import * as v from "valibot";
import { readAskedAs } from "../../../shared/domain/askedas.ts";
import type { FailoverAsk } from "../../../shared/domain/failover.ts";
import { JAR_MOST } from "../../../shared/domain/jar.ts";
import { DOOR } from "../../../shared/domain/mirror.ts";

const place = {
  origin: v.pipe(
    v.string(),
    v.check((text) => URL.parse(text)?.origin === text && /^https?:/.test(text), "an origin"),
  ),
  door: v.pipe(v.string(), v.regex(DOOR)),
};
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
/** RFC 9110's token; what a browser lets pages set. */
const name = v.pipe(text(100), v.regex(/^[a-z0-9!#$%&'*+.^_`|~-]+$/));
const value = v.pipe(text(16_384), v.regex(/^[^\0\r\n]*$/));
const path = v.pipe(text(16_384), v.regex(/^\/[^\s#]*$/));

const Ask = v.strictObject({
  at: v.pipe(v.number(), v.safeInteger()),
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  method: v.pipe(v.string(), v.regex(/^(?!CONNECT|TRACE|TRACK)[A-Z]{1,20}$/)),
  path,
  headers: v.pipe(v.array(v.tuple([name, value])), v.maxLength(100)),
  from: v.strictObject({ ...place, siblings: v.record(text(64), v.strictObject(place)) }),
  meant: v.exactOptional(
    v.pipe(
      v.strictObject({ mode: v.string(), credentials: v.string(), destination: v.string() }),
      v.check(({ mode, credentials, destination }) => !!readAskedAs(`${mode} ${credentials} ${destination}`)),
    ),
  ),
  referrer: v.exactOptional(path),
  jar: v.pipe(
    v.array(v.strictObject({ id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)), sealed: text(12_000) })),
    v.maxLength(JAR_MOST),
  ),
  cookies: v.exactOptional(value),
});

export function readAsk(json: string): FailoverAsk | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Ask), json);
  return read.success ? (read.output as FailoverAsk) : undefined;
}
