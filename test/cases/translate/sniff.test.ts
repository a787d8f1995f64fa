import { describe, expect, test } from "vitest";
import { createSniffer } from "../../../workers/relay/translate/body/sniff.ts";
import { feed, html } from "./scanning.ts";

const IMG = '<img src="//cdn.example/x">';
const MAPPED = '<img src="/dr/cdn/x">';
const rows: readonly (readonly [title: string, head: string, isPage: boolean])[] = [
  ["a doctype", "<!DOCTYPE html>", true],
  ["a doctype, any case", "<!docType HTML >", true],
  ["a tag behind white space", " \n\t<div>", true],
  ["a tag behind a byte order mark", "\ufeff<p>", true],
  ["a comment", "<!--x-->", true],
  ["a title", "<title>x</title>", true],
  ["a longer name", "<article>", false],
  ["a name cut short", "<bod>", false],
  ["a tag ended by a slash", "<p/>", false],
  ["text", "hello", false],
  ["text behind white space", "   hello", false],
  ["JSON", '{"a":1}', false],
  ["XML", "<?xml version='1.0'?>", false],
  ["too much white space", " ".repeat(2000), false],
];

describe("a body without a type", () => {
  test.each(rows)("that begins with %s", (_, head, isPage) => {
    for (const size of [1, 2, 3, 7, 5000]) {
      const out = feed(
        createSniffer(() => html()),
        head + IMG,
        size,
      );
      expect(out.replace("\ufeff", "")).toBe(head.replace("\ufeff", "") + (isPage ? MAPPED : IMG));
    }
  });

  test("that is short or empty ends as it began", () => {
    expect(
      feed(
        createSniffer(() => html()),
        "",
      ),
    ).toBe("");
    expect(
      feed(
        createSniffer(() => html()),
        "<p",
      ),
    ).toBe("<p");
  });
});
