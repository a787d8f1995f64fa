import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { translateAddress } from "../../../workers/relay/translate/outgoing/address.ts";
import { MAPPED_BODY_BYTES, translateBody } from "../../../workers/relay/translate/outgoing/body.ts";
import { mapTextFields } from "../../../workers/relay/translate/outgoing/multipart.ts";
import { CDN, contextOf } from "./scanning.ts";

const OURS = "https://m.zone/a";
const THEIRS = "https://news.example/a";
const sent = async (body: Uint8Array | string, headers: Record<string, string>) => {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const length = { "content-length": String(bytes.length) };
  const request = new Request("https://m.zone/", {
    method: "POST",
    body: bytes.slice(),
    headers: { ...length, ...headers },
  });
  return translateBody(request, contextOf());
};
const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

describe("an address", () => {
  test.each([
    ["https://news.example/a?u=https%3A%2F%2Fm.zone%2Fb", "https://news.example/a?u=https%3A%2F%2Fnews.example%2Fb"],
    ["https://news.example/proxy/m.zone/x", "https://news.example/proxy/news.example/x"],
    ["https://news.example/?u=//m.zone/dr/cdn/x", "https://news.example/?u=//cdn.example/x"],
    ["https://news.example/plain?a=b", "https://news.example/plain?a=b"],
    ["wss://news.example/s?o=https://m.zone", "wss://news.example/s?o=https://news.example"],
  ])("%s → %s", (from, to) => {
    expect(translateAddress(contextOf("primary", from))).toBe(to);
    expect(translateAddress(contextOf(CDN, from))).toBe(to);
  });
});

describe("a body", () => {
  test.each([
    ["text/plain;charset=UTF-8"],
    ["text/xml"],
    ["application/json"],
    ["Application/LD+JSON; x=y"],
    ["application/x-www-form-urlencoded"],
    ["application/graphql"],
  ])("of %s is mapped", async (type) => {
    expect(text(await sent(`پ ${OURS}`, { "content-type": type }))).toBe(`پ ${THEIRS}`);
  });
  test.each([["application/octet-stream"], ["image/png"], ["application/protobuf"], [""], ["text"]])(
    "of %j goes up as it streams",
    async (type) => expect(await sent(OURS, { "content-type": type })).toBeUndefined(),
  );
  test("larger than the limit, encoded or empty goes up as it streams", async () => {
    const type = { "content-type": "text/plain" };
    expect(await sent("x".repeat(MAPPED_BODY_BYTES), type)).toBeDefined();
    expect(await sent("x".repeat(MAPPED_BODY_BYTES + 1), type)).toBeUndefined();
    expect(await sent(OURS, { ...type, "content-encoding": "gzip" })).toBeUndefined();
    expect(await sent("", type)).toBeUndefined();
    expect(await sent(OURS, { ...type, "content-length": "a" })).toBeUndefined();
  });
});

const B = "--b";
const part = (head: string, content: string) =>
  `--${B}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
const parts: readonly (readonly [title: string, input: string, output: string])[] = [
  ["a text field", `${part('name="u"', OURS)}--${B}--\r\n`, `${part('name="u"', THEIRS)}--${B}--\r\n`],
  ["a file", `${part('name="u"; filename="a"', OURS)}--${B}--`, `${part('name="u"; filename="a"', OURS)}--${B}--`],
  [
    "a file named elsewise",
    `${part("name=u; FileName*=utf-8''a", OURS)}--${B}--`,
    `${part("name=u; FileName*=utf-8''a", OURS)}--${B}--`,
  ],
  [
    "JSON",
    part('name="u"\r\nContent-Type: application/json', OURS),
    part('name="u"\r\nContent-Type: application/json', THEIRS),
  ],
  [
    "a picture without a name",
    part('name="u"\r\nContent-Type: image/png', OURS),
    part('name="u"\r\nContent-Type: image/png', OURS),
  ],
  ["what stands before and after", `${OURS}\r\n--${B}--\r\n${OURS}`, `${OURS}\r\n--${B}--\r\n${OURS}`],
  [
    "another boundary inside",
    `${part('name="u"', `--b${OURS}`)}--${B}--`,
    `${part('name="u"', `--b${THEIRS}`)}--${B}--`,
  ],
  ["a part without an end of its headers", `--${B}\r\n${OURS}`, `--${B}\r\n${OURS}`],
  ["no multipart at all", OURS, OURS],
];
describe("a multipart body", () => {
  const map = (one: string) => one.replaceAll(OURS, THEIRS);
  test.each(parts)("with %s", (_, input, output) => expect(mapTextFields(input, B, map)).toBe(output));
  test("comes out as it went in when nothing of it is ours", () => {
    const piece = fc.constantFrom(
      `--${B}`,
      "\r\n",
      "--",
      "Content-Disposition: form-data",
      '; filename="a"',
      "x",
      "\u00ff",
      "\r\n\r\n",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const body = pieces.join("");
        expect(mapTextFields(body, B, (one) => one)).toBe(body);
      }),
    );
  });
  test("finds its boundary in quotes", async () => {
    const type = `multipart/form-data; charset=x; boundary="${B}"`;
    expect(text(await sent(`${part('name="u"', OURS)}--${B}--`, { "content-type": type }))).toContain(THEIRS);
  });
});

test("bytes that hold none of our names are sent as they were, whatever the type", async () => {
  const types = fc.constantFrom(
    "text/plain",
    "application/json",
    "application/x-www-form-urlencoded",
    `multipart/form-data; boundary=${B}`,
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), types, async (bytes, type) => {
      expect(await sent(bytes, { "content-type": type })).toEqual(bytes);
    }),
  );
});
