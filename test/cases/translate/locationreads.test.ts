import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLocationScanner } from "../../../workers/relay/translate/text/locationreads.ts";
import { timed } from "../../fuzz/timing.ts";
import { feed, feedBytes, type Rows } from "./scanning.ts";

const L = "(globalThis.hezarLocation||location)";

const rows: Rows = [
  ["host", "if(location.host==='a')", `if(${L}.host==='a')`],
  ["hostname", "a=location.hostname;", `a=${L}.hostname;`],
  ["origin", "fetch(location.origin+'/x')", `fetch(${L}.origin+'/x')`],
  ["href", "new URL(location.href)", `new URL(${L}.href)`],
  ["protocol", "location.protocol+'//'", `${L}.protocol+'//'`],
  ["of the window", "window.location.host", `${L}.host`],
  ["of the document", "document.location.href.split('#')", `${L}.href.split('#')`],
  ["of the window's document", "window.document.location.host", `${L}.host`],
  ["of self and globalThis", "self.location.host,globalThis.location.host", `${L}.host,${L}.host`],
  ["with optional chaining", "window?.location?.host", `${L}.host`],
  ["over lines", "window\n  .location\n  .host", `${L}.host`],
  ["document.domain", "document.domain.split('.')", `${L}.hostname.split('.')`],
  ["document.URL", "window.document.URL", `${L}.href`],
  ["compared", "location.href==a||location.href===b||location.href!=c", `${L}.href==a||${L}.href===b||${L}.href!=c`],
  ["spread", "f(...location.host)", `f(...${L}.host)`],
  ["in braces", "x{location.host}/x", `x{${L}.host}/x`],
  ["read, then assigned", "location.origin||(location.origin=x)", `${L}.origin||(location.origin=x)`],
  ["on a new line", "a=b\nlocation.href.split('#')", "a=b\nhezarLocation.href.split('#')"],
  ["on a new line behind a semicolon", "a=b;\nlocation.href.x()", `a=b;\n${L}.href.x()`],
];

const kept = [
  "location.href=a",
  "location.href = a",
  "window.location.href\n=a",
  "document.domain='a'",
  "location.href+=a",
  "location.hash",
  "location.replace(a)",
  "location.hostnames",
  "location.host_",
  "mylocation.host",
  "$location.host",
  "a.location.host",
  "this.location.host",
  "parent.location.host",
  "a.window.location.host",
  "window.location",
  "{location:a}",
  '"location.href"',
  "'window.location.host'",
  "document.domains",
  "document.title",
  "mydocument.URL",
  "éocation.host",
  "élocation.host",
];

const scan = (input: string, size = 5000) => feed(createLocationScanner(), input, size);

describe("a script that reads where it is", () => {
  test.each(rows)("%s: %s → %s", (_, input, output) => {
    for (const size of [1, 2, 3, 7, 50, 5000]) expect(scan(input, size)).toBe(output);
  });

  test.each(kept)("stays as it is: %s", (input) => {
    for (const size of [1, 7, 5000]) expect(scan(input, size)).toBe(input);
  });
});

const words = fc.constantFrom(
  ..."location document window self . ?. host hostname href domain URL = == += ( ) ; a $ \" ' location.host document.domain window.location.href".split(
    " ",
  ),
  "\n",
  " ",
  "x".repeat(90),
);

test("any way of cutting a script gives the same output, and bytes of any charset come through", () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 30 }), fc.integer({ min: 1, max: 120 }), (list, size) => {
      expect(scan(list.join(""), size)).toBe(scan(list.join("")));
    }),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 120 }), (bytes, size) => {
      expect(feedBytes(createLocationScanner(), bytes, size)).toEqual(bytes);
    }),
  );
});

test.each(["location", "location.", "window.", "window.location.host", "location   ", "document.domain=", " "])(
  "a megabyte of %j is read in linear time",
  (unit) => {
    const milliseconds = timed(() => {
      for (const size of [64, 2_000_000]) scan(unit.repeat(1_000_000 / unit.length), size);
    });
    expect(milliseconds).toBeLessThan(5000);
  },
);
