import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAddressMap } from "../../../shared/domain/address.ts";
import { PRIMARY_ALIAS, viewFrom } from "../../../shared/domain/origins.ts";

const service = {
  primary: "https://news.example",
  secondaries: [
    { alias: "cdn", origin: "https://*.cdn.example" },
    { alias: "deep", origin: "https://*.eu.cdn.example" },
    { alias: "fonts", origin: "https://fonts.cdn.example" },
    { alias: "lab", origin: "http://*.lab.example:8080", private: true },
    { alias: "embed", origin: "https://embed.example", frame: true },
  ],
};
const sibling = { origin: "https://tin-lamp.zone.example", door: "shelf" };
const place = { origin: "https://garden.zone.example", door: "assets", siblings: { embed: sibling } };
const map = createAddressMap(service, place);
const PAGE = "https://news.example/today";

describe("a host below a wildcard", () => {
  test.each([
    ["https://img3.cdn.example/a.png", "/assets/cdn~img3/a.png"],
    ["https://a.b.cdn.example/x?q#f", "/assets/cdn~a~b/x?q#f"],
    ["https://IMG3.CDN.EXAMPLE./x", "/assets/cdn~img3/x"],
    ["https://x_1.cdn.example/", "/assets/cdn~x_1/"],
    ["https://fonts.cdn.example/f.woff2", "/assets/fonts/f.woff2"],
    ["https://a.fonts.cdn.example/f", "/assets/cdn~a~fonts/f"],
    ["https://fr.eu.cdn.example/x", "/assets/deep~fr/x"],
    ["https://eu.cdn.example/x", "/assets/cdn~eu/x"],
    ["http://a.lab.example:8080/x", "/assets/lab~a/x"],
    ["http://a.lab.example/x", undefined],
    ["https://cdn.example/a.png", undefined],
    ["https://notcdn.example/a.png", undefined],
    ["https://img3.cdn.example.evil.example/", undefined],
    ["https://img3.cdn.example:444/", undefined],
    ["https://evil.example/?https://img3.cdn.example/", undefined],
    ["https://-a.cdn.example/", undefined],
    ["wss://live.cdn.example/s", "wss://garden.zone.example/assets/cdn~live/s"],
  ])("%s → %s", (address, expected) => expect(map.toMirror(address, PAGE)).toBe(expected));

  test.each([
    ["/assets/cdn~img3/a.png", "https://img3.cdn.example/a.png", "cdn~img3"],
    ["/assets/cdn~a~b/", "https://a.b.cdn.example/", "cdn~a~b"],
    ["/assets/lab~a/x", "http://a.lab.example:8080/x", "lab~a"],
    ["/assets/cdn/a.png", undefined, undefined],
    ["/assets/fonts~a/x", undefined, undefined],
    ["/assets/cdn~/x", undefined, undefined],
    ["/assets/cdn~a~/x", undefined, undefined],
    ["/assets/cdn~evil.example%2f/x", undefined, undefined],
    ["/assets/cdn~a%00/x", undefined, undefined],
    ["/assets/cdn~A/x", undefined, undefined],
    ["/assets/cdn~a@evil.example/x", undefined, undefined],
    ["/assets/cdn~-a/x", undefined, undefined],
  ])("%s leads to %s", (path, url, alias) => {
    const found = map.toUpstream(new URL(place.origin + path));
    expect(found?.url).toBe(url);
    expect(found && found.origin !== "primary" ? found.origin.alias : undefined).toBe(alias);
  });

  test("is as private as its wildcard", () => {
    expect(map.toUpstream(new URL(`${place.origin}/assets/lab~a/x`))?.origin).toMatchObject({
      private: true,
      origin: "http://a.lab.example:8080",
    });
  });

  test("leads nowhere but below the suffix, whatever the alias says", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webPath(), fc.domain(), fc.webAuthority()), (text) => {
        const url = URL.parse(`/assets/cdn~${text}`, place.origin);
        const found = url && map.toUpstream(url);
        if (!found || found.origin === "primary" || !found.origin.alias.startsWith("cdn~")) return;
        expect(new URL(found.url).hostname.endsWith(".cdn.example")).toBe(true);
        expect(new URL(found.url).origin).toBe(found.origin.origin);
      }),
      { numRuns: 3000 },
    );
  });

  test("is the same after the way there and back", () => {
    const label = fc.stringMatching(/^[a-z0-9_](?:[a-z0-9_-]{0,10}[a-z0-9_])?$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
        const address = `https://${labels.join(".")}.cdn.example/x`;
        const mapped = map.toMirror(address, PAGE);
        expect(map.toUpstream(new URL(mapped ?? "", place.origin))?.url).toBe(address);
      }),
    );
  });
});

describe("an address of the mirror as the service's", () => {
  test.each([
    ["https://garden.zone.example/", "https://news.example/"],
    ["https://garden.zone.example/a?b#c", "https://news.example/a?b#c"],
    ["wss://garden.zone.example/chat", "wss://news.example/chat"],
    ["https://garden.zone.example/assets/fonts/f.woff2", "https://fonts.cdn.example/f.woff2"],
    ["https://garden.zone.example/assets/cdn~img3/a", "https://img3.cdn.example/a"],
    ["https://tin-lamp.zone.example/watch?v=1", "https://embed.example/watch?v=1"],
    ["https://tin-lamp.zone.example/shelf/0/a", "https://news.example/a"],
    ["https://tin-lamp.zone.example/shelf/fonts/f", "https://fonts.cdn.example/f"],
    ["https://garden.zone.example/assets/state", undefined],
    ["https://other.zone.example/", undefined],
    ["http://garden.zone.example/", undefined],
    ["https://news.example/", undefined],
    ["/a", undefined],
    ["garden.zone.example", undefined],
    ["blob:https://garden.zone.example/1", undefined],
  ])("%s → %s", (address, expected) => expect(map.toService(address)).toBe(expected));
});

describe("the service as it stands on a sibling", () => {
  const view = viewFrom(service, "embed");
  const there = createAddressMap(view, { ...sibling, siblings: { [PRIMARY_ALIAS]: place } });
  test.each([
    ["https://embed.example/a", "/a"],
    ["https://news.example/a", "/shelf/0/a"],
    ["https://fonts.cdn.example/f", "/shelf/fonts/f"],
    ["https://img3.cdn.example/f", "/shelf/cdn~img3/f"],
  ])("maps %s to %s", (address, expected) =>
    expect(there.toMirror(address, "https://embed.example/watch")).toBe(expected),
  );

  test("knows the mirror as the primary", () => {
    expect(there.toService("https://garden.zone.example/a")).toBe("https://news.example/a");
  });

  test("is the service itself for an alias it has not", () => expect(viewFrom(service, "none")).toBe(service));
});
