// The edge's small parsers and writers, apart from everything else.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseMultipart } from "../../../scripts/edge/api/multipart.ts";
import { parseTarget } from "../../../scripts/edge/front/hostname.ts";
import { compareRoutes, matchesRoute, parseRoutePattern } from "../../../scripts/edge/front/routing.ts";
import { embed, quote, renderCapnp } from "../../../scripts/edge/runtime/capnp.ts";
import { matchesCron, parseCron } from "../../../scripts/edge/runtime/cron.ts";

test.each([
  ["* * * * *", "2026-11-22T15:59:00Z", true],
  ["*/15 * * * *", "2026-11-22T15:45:00Z", true],
  ["*/15 * * * *", "2026-11-22T15:46:00Z", false],
  ["5/20 * * * *", "2026-11-22T15:45:00Z", true],
  ["0 4-6,18 * * *", "2026-11-22T05:00:00Z", true],
  ["0 0 22 nov *", "2026-11-22T00:00:00Z", true],
  ["0 0 * * sun", "2026-11-22T00:00:00Z", true],
  ["0 0 * * 1", "2026-11-22T00:00:00Z", true],
  ["0 0 * * mon-fri", "2026-11-22T00:00:00Z", false],
  ["0 0 1 * sun", "2026-11-22T00:00:00Z", true],
])("the cron %s at %s matches: %s", (text, at, expected) => {
  const cron = parseCron(text);
  expect(cron && matchesCron(cron, new Date(at))).toBe(expected);
});

test.each([
  "",
  "* * * *",
  "60 * * * *",
  "* * 0 * *",
  "* * * * 8",
  "5-1 * * * *",
  "*/0 * * * *",
  "a * * * *",
  "* * L * *",
  "1/2/3 * * * *",
])("the cron '%s' is refused", (text) => expect(parseCron(text)).toBeUndefined());

test("any text is either a cron or refused, never an exception", () => {
  fc.assert(
    fc.property(
      fc.string(),
      (text) => parseCron(text) === undefined || matchesCron(parseCron(text) as never, new Date(0)) !== null,
    ),
  );
});

test.each([
  ["zone.org/*", "zone.org", "/a", true],
  ["zone.org/*", "www.zone.org", "/a", false],
  ["*.zone.org/*", "www.zone.org", "/a", true],
  ["*.zone.org/*", "a.b.zone.org", "/", true],
  ["*.zone.org/*", "zone.org", "/", false],
  ["*zone.org/*", "zone.org", "/", true],
  ["zone.org/a", "zone.org", "/a", true],
  ["zone.org/a", "zone.org", "/a?x", false],
  ["zone.org/a*", "zone.org", "/a?x", true],
  ["https://ZONE.org/*", "zone.org", "/", true],
])("the route %s and %s%s: %s", (text, hostname, path, expected) => {
  const pattern = parseRoutePattern(text);
  expect(pattern && matchesRoute(pattern, { hostname, path })).toBe(expected);
});

test.each(["a*b.zone.org/*", "zone.org/*/x", "*/x", "", "zone.org/a?b", "ftp://zone.org/"])(
  "the route '%s' is refused",
  (text) => expect(parseRoutePattern(text)).toBeUndefined(),
);

test("the most specific route comes first", () => {
  const wanted = [
    "a.zone.org/x",
    "a.zone.org/x*",
    "a.zone.org/*",
    "zone.org/*",
    "*.a.zone.org/*",
    "*.zone.org/long/*",
    "*.zone.org/*",
  ];
  const parsed = wanted.map((text) => ({ text, pattern: parseRoutePattern(text) })).toReversed();
  const sorted = parsed.sort((a, b) => (a.pattern && b.pattern ? compareRoutes(a.pattern, b.pattern) : 0));
  expect(sorted.map(({ text }) => text)).toEqual(wanted);
});

test("whatever a string holds, its literal ends where it began", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const literal = quote(text);
      expect(literal).toMatch(/^"(?:[ !#-[\]-~]|\\x[0-9a-f]{2})*"$/);
      const bytes = literal
        .slice(1, -1)
        .replace(/\\x(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      expect(Buffer.from(bytes, "latin1").equals(Buffer.from(text))).toBe(true);
    }),
  );
});

test("lists, structs, booleans and embedded files have their own syntax", () => {
  const text = renderCapnp({ name: "a", list: ["x", { on: true }], file: embed("0") });
  expect(text).toBe('(name = "a", list = ["x", (on = true)], file = embed "0")');
});

test("the parts of a form come back as they were sent", async () => {
  const part = fc.record({
    name: fc.stringMatching(/^[a-z"/. -]{1,12}$/),
    bytes: fc.uint8Array({ maxLength: 64 }),
    file: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 5 }), async (parts) => {
      const form = new FormData();
      for (const { name, bytes, file } of parts)
        form.append(
          name,
          file
            ? new File([Uint8Array.from(bytes)], name, { type: "application/wasm" })
            : Buffer.from(bytes).toString("hex"),
        );
      const sent = new Response(form);
      const type = sent.headers.get("content-type") ?? "";
      const found = parseMultipart(Buffer.from(await sent.arrayBuffer()), type);
      expect(found.map(({ name }) => name)).toEqual(parts.map(({ name }) => name));
      for (const [index, { bytes, file }] of parts.entries()) {
        expect(found[index]?.bytes.toString("latin1")).toBe(
          file ? Buffer.from(bytes).toString("latin1") : Buffer.from(bytes).toString("hex"),
        );
        expect(found[index]?.type).toBe(file ? "application/wasm" : "");
      }
    }),
    { numRuns: 40 },
  );
});

test.each([
  "",
  "--b\r\n",
  "--b\r\n\r\nx\r\n--b--",
  "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
  "no form at all",
])("the form %j is refused", (body) =>
  expect(() => parseMultipart(Buffer.from(body), "multipart/form-data; boundary=b")).toThrow("multipart"),
);

test("a target is never taken from two sources at once", () => {
  const target = (url: string, ...hosts: string[]) =>
    parseTarget({ url, rawHeaders: hosts.flatMap((host) => ["Host", host]) });
  expect(target("/a", "A.Zone.org.:80")).toEqual({ authority: "A.Zone.org.:80", hostname: "a.zone.org", path: "/a" });
  expect(target("http://b.org?q", "a.org")).toEqual({ authority: "b.org", hostname: "b.org", path: "/?q" });
  for (const [url, ...hosts] of [
    ["/", "a", "b"],
    ["*", "a"],
    ["http://x@y/", "a"],
    ["/", "a b"],
    ["/", ""],
    ["/", "a,b"],
  ] as [string, ...string[]][])
    expect(target(url, ...hosts)).toBeUndefined();
});
