import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COVER_BYTES_LIMIT, isCoverPath, parseCover } from "../../../shared/domain/cover.ts";

const page = { type: "text/html; charset=utf-8", body: "<p>hello</p>" };
const cover = {
  files: { "/": page, "/dot.png": { type: "image/png", body: "iVBORw==", base64: true } },
  notFound: page,
};

describe("parseCover", () => {
  test("a cover passes as it is", () => {
    expect(parseCover(cover)).toEqual({ ok: true, value: cover });
  });

  test.each([
    ["nothing", undefined],
    ["a list", []],
    ["no files", { notFound: page }],
    ["no first page", { files: { "/a": page }, notFound: page }],
    ["no answer for unknown paths", { files: { "/": page } }],
    ["a binary answer for unknown paths", { ...cover, notFound: { ...page, base64: true } }],
    ["a header in the type", { ...cover, files: { "/": { ...page, type: "text/html\r\nset-cookie: a=b" } } }],
    ["a body that is no text", { ...cover, files: { "/": { ...page, body: 1 } } }],
    ["base64 that is false", { ...cover, files: { "/": { ...page, base64: false } } }],
    ["base64 that is none", { ...cover, files: { "/": { ...page, body: "<p>", base64: true } } }],
    ["a field nobody knows", { ...cover, files: { "/": { ...page, status: 200 } } }],
    ["a path without slash", { ...cover, files: { "/": page, about: page } }],
    ["a path that climbs", { ...cover, files: { "/": page, "/../a": page } }],
    ["an object's own magic name", { files: { __proto__: page }, notFound: page }],
    [
      "too many files",
      { files: Object.fromEntries([..."a".repeat(201)].map((_, at) => [`/${at || ""}`, page])), notFound: page },
    ],
    ["too many bytes", { ...cover, files: { "/": { ...page, body: "ن".repeat(COVER_BYTES_LIMIT / 2) } } }],
  ])("%s is refused", (_, value) => {
    expect(parseCover(value)).toMatchObject({ ok: false, reason: "malformed-cover" });
  });

  test("nothing makes it throw", () => {
    fc.assert(fc.property(fc.anything(), (value) => void parseCover(value)));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), (files) => void parseCover({ files, notFound: page })),
    );
  });

  test("a path that passes is what a URL parser leaves as it is", () => {
    const path = fc.stringMatching(/^\/[a-z.%2eE/\\?#&'()~ -]{0,12}$/);
    fc.assert(
      fc.property(path, (text) => {
        if (isCoverPath(text)) expect(new URL(text, "http://zone.example").pathname).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
