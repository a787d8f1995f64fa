import { describe, expect, test } from "vitest";
import { freshnessOf } from "../../../workers/lifeboat/worker/freshness.ts";
import { mayKeep, mayServe } from "../../../workers/lifeboat/worker/keeping.ts";

const NOW = Date.UTC(2026, 10, 25, 12) / 1000;
const at = (seconds: number) => new Date((NOW + seconds) * 1000).toUTCString();
const DAY = 86_400;

/** Seconds fresh and seconds stale-while-revalidate, from now. */
const good = (url: string, headers: Record<string, string>) => {
  const found = freshnessOf(`https://m.zone${url}`, new Headers(headers), NOW);
  return found && [Math.round(found.freshUntil - NOW), Math.round(found.staleUntil - found.freshUntil)];
};

describe("how long an answer is good", () => {
  test.each<readonly [string, string, Record<string, string>, number[] | undefined]>([
    ["what it says", "/a", { "cache-control": "private, max-age=60" }, [60, 0]],
    ["less what it has aged elsewhere", "/a", { "cache-control": "max-age=60", age: "50" }, [10, 0]],
    ["less what it has aged by its date", "/a", { "cache-control": "max-age=60", date: at(-20) }, [40, 0]],
    ["a date to come is no age", "/a", { "cache-control": "max-age=60", date: at(99) }, [60, 0]],
    ["until it expires", "/a", { expires: at(90), date: at(-10) }, [90, 0]],
    ["max-age before Expires", "/a", { "cache-control": "max-age=5", expires: at(90) }, [5, 0]],
    ["the first of two max-ages", "/a", { "cache-control": "max-age=5, max-age=90" }, [5, 0]],
    ["stale while it is asked for anew", "/a", { "cache-control": "max-age=5, stale-while-revalidate=30" }, [5, 30]],
    [
      "not stale where it must be asked for",
      "/a",
      { "cache-control": "max-age=5, must-revalidate, stale-while-revalidate=30" },
      [5, 0],
    ],
    ["a tenth of its age", "/a.css", { "last-modified": at(-DAY), date: at(0) }, [DAY / 10, 0]],
    ["a tenth of its age, at most a week", "/a.css", { "last-modified": at(-999 * DAY) }, [7 * DAY, 0]],
    ["a file of which nothing is said", "/images/logo.png", { "cache-control": "private" }, [300, 0]],
    ["a hashed name", "/main.3f2a1b9c.js", { "cache-control": "private, max-age=60" }, [30 * DAY, 0]],
    ["a hashed name in a chunk", "/assets/index-BqL3xK9d.js", { "cache-control": "max-age=60" }, [30 * DAY, 0]],
    ["a version in the query", "/style.css?ver=6.4.2", { "cache-control": "max-age=60" }, [DAY, 0]],
  ])("%s", (_, url, headers, expected) => {
    expect(good(url, headers)).toEqual(expected);
  });

  test.each<readonly [string, string, Record<string, string>]>([
    ["no-store", "/a.3f2a1b9c.js", { "cache-control": "no-store" }],
    ["no-cache", "/a.3f2a1b9c.js", { "cache-control": "no-cache" }],
    ["an old server's no-cache", "/a.png", { pragma: "no-cache" }],
    ["max-age=0, whatever its name", "/a.3f2a1b9c.js", { "cache-control": "max-age=0" }],
    ["a max-age that is no number", "/a", { "cache-control": "max-age=soon" }],
    ["an Expires that is no date", "/a.png", { expires: "0" }],
    ["long past", "/a", { "cache-control": "max-age=60", age: "999" }],
    ["nothing said of what is no file", "/a", {}],
    ["nothing said but a tag to ask with", "/a.png", { etag: '"x"' }],
    ["nothing said of a file with a query", "/captcha.png?17", {}],
  ])("not at all: %s", (_, url, headers) => {
    expect(good(url, headers)).toBeUndefined();
  });

  test.each(["/report-20260101.css", "/chapter12.css", "/jquery-3.7.1.min.js", "/bootstrap5.css", "/a.css?id=7"])(
    "%s has no hash and no version in its name",
    (url) => {
      expect(good(url, { "cache-control": "max-age=60" })).toEqual([60, 0]);
    },
  );
});

describe("what may be kept", () => {
  const answer = { status: 200, redirected: false };
  const forAll = { "mirror-for-all": "1", "content-type": "image/png" };
  test.each<readonly [string, object, Record<string, string>, boolean]>([
    ["what the service gives to everybody", {}, forAll, true],
    ["what varies by what never varies here", {}, { ...forAll, vary: "Accept-Encoding, Origin" }, true],
    ["what varies by cookies", {}, { ...forAll, vary: "Accept-Encoding, Cookie" }, false],
    ["what varies by everything", {}, { ...forAll, vary: "*" }, false],
    ["what is one reader's", {}, { "content-type": "image/png" }, false],
    ["what has become one reader's", {}, { ...forAll, "mirror-for-all": "0" }, false],
    ["a page", {}, { ...forAll, "content-type": "text/html; charset=utf-8" }, false],
    ["a part", { status: 206 }, forAll, false],
    ["nothing found", { status: 404 }, forAll, false],
    ["what was found elsewhere", { redirected: true }, forAll, false],
  ])("%s: %j", (_, changes, headers, expected) => {
    expect(mayKeep({ ...answer, ...changes, headers: new Headers(headers) })).toBe(expected);
  });

  const request = { method: "GET", destination: "image", cache: "default", headers: new Headers() };
  test.each([
    ["a picture", {}, true],
    ["a page", { destination: "document" }, false],
    ["a script's own request", { destination: "" }, false],
    ["a film", { destination: "video" }, false],
    ["a reload", { cache: "reload" }, false],
    ["a part", { headers: new Headers({ range: "bytes=0-5" }) }, false],
    ["with a password", { headers: new Headers({ authorization: "Bearer x" }) }, false],
    ["a write", { method: "POST" }, false],
  ])("answers %s from what was kept: %j", (_, changes, expected) => {
    expect(mayServe({ ...request, ...changes })).toBe(expected);
  });
});
