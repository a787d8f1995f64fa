import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAddressMap, isDoorPath } from "../../../shared/domain/address.ts";

const service = {
  primary: "https://news.example",
  secondaries: [
    { alias: "cdn", origin: "https://cdn.example" },
    { alias: "api", origin: "http://127.0.0.1:8080", private: true },
    { alias: "fa", origin: "https://xn--mgbt3dhd.example" },
  ],
};
const place = { origin: "https://garden.zone.example", door: "assets" };
const map = createAddressMap(service, place);
const PAGE = "https://news.example/world/today?x=1";
const SHEET = "https://cdn.example/css/main.css";

const fromPage: readonly (readonly [string, string | undefined])[] = [
  ["https://news.example", "/"],
  ["https://news.example/", "/"],
  ["https://news.example/a/b.html?q=1#top", "/a/b.html?q=1#top"],
  ["https://news.example?q", "/?q"],
  ["https://news.example/?", "/?"],
  ["https://news.example/a#", "/a#"],
  ["http://news.example/a", "/a"],
  ["HTTPS://NEWS.EXAMPLE/A", "/A"],
  ["https://news.example:443/a", "/a"],
  ["http://news.example:80/a", "/a"],
  ["https://news.example:8443/a", undefined],
  ["http://news.example:443/a", undefined],
  ["https://news.example./a", "/a"],
  ["https://news.example../a", undefined],
  ["//news.example/a", "/a"],
  ["\\\\news.example\\a", "/a"],
  ["/\\news.example/a", "/a"],
  ["https:\\\\news.example\\a", "/a"],
  ["https:/news.example/a", "/news.example/a"],
  ["https:a.png", "/world/a.png"],
  ["http:a.png", undefined],
  ["https://user:secret@news.example/a", "/a"],
  ["https://news.example@evil.example/a", undefined],
  ["https://news.example%2eevil.example/", undefined],
  ["https://n%65ws.example/a", "/a"],
  ["https://ｎｅｗｓ.example/a", "/a"],
  ["  https://news.example/a \n", "/a"],
  ["ht\ntps://news.ex\tample/a", "/a"],
  ["/\t/news.example/a", "/a"],
  ["https://news.example//evil.example/x", "/.//evil.example/x"],
  ["https://news.example/\\evil.example/x", "/.//evil.example/x"],
  ["https://news.example/a/../../b", "/b"],
  ["https://news.example/%2e%2e/b", "/b"],
  ["https://news.example/a%2Fb?u=https%3A%2F%2Fcdn.example", "/a%2Fb?u=https%3A%2F%2Fcdn.example"],
  ["https://cdn.example/x.png", "/assets/cdn/x.png"],
  ["https://cdn.example", "/assets/cdn/"],
  ["//cdn.example/x.png", "/assets/cdn/x.png"],
  ["https://cdn.example/../../../x", "/assets/cdn/x"],
  ["https://cdn.example/%2e%2e/%2E./x", "/assets/cdn/x"],
  ["https://cdn.example//evil.example/x", "/assets/cdn//evil.example/x"],
  ["http://127.0.0.1:8080/v1?a=b", "/assets/api/v1?a=b"],
  ["http://127.1:8080/v1", "/assets/api/v1"],
  ["http://127.0.0.1/v1", undefined],
  ["https://موقع.example/x", undefined],
  ["https://xn--mgbt3dhd.example/x", "/assets/fa/x"],
  ["https://XN--MGBT3DHD.example/x", "/assets/fa/x"],
  ["wss://news.example/chat?room=1", "wss://garden.zone.example/chat?room=1"],
  ["ws://news.example/chat", "wss://garden.zone.example/chat"],
  ["wss://cdn.example/live", "wss://garden.zone.example/assets/cdn/live"],
  ["wss://evil.example/live", undefined],
  ["https://evil.example/", undefined],
  ["https://news.example.evil.example/", undefined],
  ["https://evilnews.example/", undefined],
  ["https://sub.news.example/", undefined],
  ["data:text/html,https://news.example/", undefined],
  ["blob:https://news.example/1-2-3", undefined],
  ["javascript:location='https://news.example/'", undefined],
  ["mailto:desk@news.example", undefined],
  ["ftp://news.example/a", undefined],
  ["about:blank", undefined],
  ["https://", undefined],
  ["https://[::1", undefined],
  // Means the same on the mirror, so it stays.
  ["", undefined],
  ["#top", undefined],
  ["?page=2", undefined],
  ["a.png", undefined],
  ["../a.png", undefined],
  ["/a.png", undefined],
  // A path of the primary under our door has no place on this mirror.
  ["https://news.example/assets/cdn/x", undefined],
  ["https://news.example/assets", undefined],
  ["https://news.example/assetsx", "/assetsx"],
];

describe("a reference in a page of the primary", () => {
  test.each(fromPage)("%j → %j", (input, output) => expect(map.toMirror(input, PAGE)).toBe(output));
});

const fromSheet: readonly (readonly [string, string | undefined])[] = [
  ["/img/a.png", "/assets/cdn/img/a.png"],
  ["a.png", undefined],
  ["./a.png", undefined],
  ["a..b.png", "/assets/cdn/css/a..b.png"],
  [".%2e/a.png", "/assets/cdn/a.png"],
  ["../a.png", "/assets/cdn/a.png"],
  ["../../../../a.png", "/assets/cdn/a.png"],
  ["%2e%2e/%2e%2e/%2e%2e/a.png", "/assets/cdn/a.png"],
  ["..\\..\\..\\a.png", "/assets/cdn/a.png"],
  ["//news.example/a.png", "/a.png"],
  ["https://news.example/a.png", "/a.png"],
  ["https://evil.example/a.png", undefined],
  ["#filter", undefined],
  ["?v=2", undefined],
  ["data:image/png;base64,AA", undefined],
];

describe("a reference in a stylesheet of a secondary", () => {
  test.each(fromSheet)("%j → %j", (input, output) => expect(map.toMirror(input, SHEET)).toBe(output));
});

const toUpstream: readonly (readonly [string, string | undefined])[] = [
  ["/", "https://news.example/"],
  ["/a/b?q=1", "https://news.example/a/b?q=1"],
  ["/?", "https://news.example/?"],
  ["//evil.example/x", "https://news.example//evil.example/x"],
  ["/assets/cdn/x.png?v=1", "https://cdn.example/x.png?v=1"],
  ["/assets/cdn/", "https://cdn.example/"],
  ["/assets/cdn", "https://cdn.example/"],
  ["/assets/cdn?x", "https://cdn.example/?x"],
  ["/assets/cdn//evil.example", "https://cdn.example//evil.example"],
  ["/assets/api/v1", "http://127.0.0.1:8080/v1"],
  ["/assets/cdn/../api/v1", "http://127.0.0.1:8080/v1"],
  ["/assets/cdn/%2e%2e/%2e%2e/a", "https://news.example/a"],
  ["/assets/other/x", undefined],
  ["/assets/", undefined],
  ["/assets", undefined],
  ["/assets/CDN/x", undefined],
  ["/assets/constructor/x", undefined],
  ["/Assets/cdn/x", "https://news.example/Assets/cdn/x"],
  ["/%61ssets/cdn/x", "https://news.example/%61ssets/cdn/x"],
];

describe("a path of the mirror", () => {
  test.each(toUpstream)("%j → %j", (path, output) => {
    expect(map.toUpstream(new URL(place.origin + path))?.url).toBe(output);
  });

  test("says whose it is", () => {
    expect(map.toUpstream(new URL(`${place.origin}/a`))?.origin).toBe("primary");
    expect(map.toUpstream(new URL(`${place.origin}/assets/api/a`))?.origin).toEqual(service.secondaries[1]);
  });

  test("keeps a WebSocket a WebSocket", () => {
    expect(map.toUpstream(new URL("wss://garden.zone.example/assets/api/a"))?.url).toBe("ws://127.0.0.1:8080/a");
  });

  test.each([
    ["/assets", true],
    ["/assets/x", true],
    ["/assetsx", false],
    ["/", false],
  ])("%s under the door: %s", (path, expected) => expect(isDoorPath(path, "assets")).toBe(expected));
});

test("a map refuses an alias that is no plain segment", () => {
  const odd = { ...service, secondaries: [{ alias: "../x", origin: "https://cdn.example" }] };
  expect(() => createAddressMap(odd, place)).toThrow(TypeError);
});

const LISTED = new Set(["news.example", "cdn.example", "127.0.0.1:8080", "xn--mgbt3dhd.example"]);
const hosts = fc.constantFrom(
  "news.example",
  "cdn.example",
  "127.0.0.1:8080",
  "evil.example",
  "cdn.example.evil.example",
);
const schemes = fc.constantFrom("https://", "http://", "//", "wss://", "HTTPS:\\\\", "https:/", "");
const pieces = fc.constantFrom("/", "//", "..", ".", "%2e%2e", "\\", "a", "é", "?", "#", "@", ":", "\t", "%", "&", " ");
const paths = fc.array(pieces, { maxLength: 12 }).map((list) => list.join(""));
const references = fc.oneof(
  fc.tuple(schemes, hosts, paths).map(([scheme, host, path]) => scheme + host + path),
  paths,
  fc.webUrl(),
  fc.string(),
);
const bases = fc.constantFrom(PAGE, SHEET, "https://evil.example/x/y");

describe("for any reference", () => {
  test("what is mapped is a listed host's and stays on the mirror, under its own prefix", () => {
    fc.assert(
      fc.property(references, bases, (reference, base) => {
        const mapped = map.toMirror(reference, base);
        if (mapped === undefined) return;
        const meant = new URL(reference, base);
        expect(LISTED).toContain(meant.host.replace(/:(80|443)$/, "").replace(/\.$/, ""));
        const landed = new URL(mapped, `${place.origin}/some/page`);
        expect(landed.host).toBe("garden.zone.example");
        const prefix = meant.host.startsWith("news")
          ? "/"
          : meant.host.startsWith("cdn")
            ? "/assets/cdn/"
            : "/assets/api/";
        expect(landed.pathname.startsWith(prefix)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test("mapping there and back gives the path, query and fragment that were meant", () => {
    fc.assert(
      fc.property(references, bases, (reference, base) => {
        const mapped = map.toMirror(reference, base);
        if (mapped === undefined) return;
        const meant = new URL(reference, base);
        const back = new URL(map.toUpstream(new URL(mapped, place.origin))?.url ?? "about:blank");
        expect(back.pathname + back.search + back.hash).toBe(meant.pathname + meant.search + meant.hash);
        expect(back.hostname).toBe(meant.hostname.replace(/\.$/, ""));
      }),
      { numRuns: 3000 },
    );
  });

  test("what is left alone is no listed host's, or leads to the same place from where it stands", () => {
    fc.assert(
      fc.property(references, fc.constantFrom(PAGE, SHEET), (reference, base) => {
        const meant = URL.parse(reference, base);
        if (!meant || !LISTED.has(meant.host) || isDoorPath(meant.pathname, place.door)) return;
        const standsAt = new URL(map.toMirror(base, "about:blank") ?? "/", place.origin);
        const landed = new URL(map.toMirror(reference, base) ?? reference, standsAt);
        landed.protocol = "https:";
        const back = new URL(map.toUpstream(landed)?.url ?? "about:blank");
        expect(back.host + back.pathname + back.search + back.hash).toBe(
          meant.host + meant.pathname + meant.search + meant.hash,
        );
      }),
      { numRuns: 3000 },
    );
  });

  test("what has been mapped in a page is not mapped again", () => {
    fc.assert(
      fc.property(references, (reference) => {
        const mapped = map.toMirror(reference, PAGE);
        if (mapped !== undefined) expect(map.toMirror(mapped, PAGE)).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });
});
