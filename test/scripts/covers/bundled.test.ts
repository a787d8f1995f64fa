import { describe, expect, test } from "vitest";
import { bundledCover, families } from "../../../scripts/covers/bundled.ts";
import { coverBytes, parseCover } from "../../../shared/domain/cover.ts";

const zones = ["garden-letters.localhost", "corner-loaf.localhost", "hill-notes.localhost", "quiet-rook.localhost"];
const many = Array.from({ length: 60 }, (_, at) => `zone-${at}.example`);
const contact = "hello@zone.example";

describe("bundledCover", () => {
  test("a zone's own name decides where it says what it is", () => {
    const titles = zones.map(
      (zone) => /<title>(.*?)<\/title>/.exec(bundledCover(zone, contact).files["/"]?.body ?? "")?.[1],
    );
    expect(titles).toEqual(["Garden Letters", "Corner Loaf", expect.stringContaining("Hill Notes"), "Quiet Rook"]);
    expect(Object.keys(families).length).toBeGreaterThanOrEqual(4);
  });

  test("the same zone gives the same bytes, sixty zones give sixty different sites", () => {
    const pages = many.map((zone) => bundledCover(zone, contact).files["/"]?.body);
    expect(many.map((zone) => bundledCover(zone, contact).files["/"]?.body)).toEqual(pages);
    expect(new Set(pages.map((page) => page?.replaceAll(/Zone \d+/g, ""))).size).toBe(many.length);
  });

  test.each([...zones, ...many.slice(0, 12)])("%s: a valid cover whose links all lead somewhere on it", (zone) => {
    const cover = bundledCover(zone, contact);
    expect(parseCover(cover)).toEqual({ ok: true, value: cover });
    expect(Object.keys(cover.files).length).toBeGreaterThanOrEqual(5);
    expect(coverBytes(cover)).toBeLessThan(30_000);
    for (const file of [...Object.values(cover.files), cover.notFound]) {
      const targets = [...file.body.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, target = ""]) => target);
      const outside = targets.filter(
        (target) => !/^(mailto:|data:,)/.test(target) && cover.files[target] === undefined,
      );
      expect(outside).toEqual([]);
    }
  });

  test("no script, nothing from elsewhere, no word of what it covers, a working contact on every page", () => {
    for (const zone of [...zones, ...many]) {
      const cover = bundledCover(zone, contact);
      const pages = [...Object.values(cover.files), cover.notFound].filter(({ type }) => type.startsWith("text/html"));
      for (const { body } of pages) {
        expect(body).not.toMatch(/<script|https?:|\bon\w+=|proxy|mirror|relay|block|censor|vpn|hezar|undefined|NaN/i);
        expect(body).toContain(`href="mailto:${contact}"`);
      }
      expect(cover.files["/style.css"]?.body).not.toMatch(/url\(|@import/);
    }
  });

  test("a contact is text, never markup", () => {
    const page = bundledCover("a.example", `x"><script>@a.example`).files["/"]?.body;
    expect(page).not.toContain("<script");
  });
});
