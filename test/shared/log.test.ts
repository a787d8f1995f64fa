import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLog } from "../../shared/log.ts";

function logged(event: string, error: unknown): string {
  const lines: string[] = [];
  createLog((line) => lines.push(line)).failed(event, error);
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

class OriginError extends Error {
  override readonly name = "OriginError";
}

describe("the log", () => {
  test.each<[string, unknown, string]>([
    ["an error", new TypeError("fetch https://news.test/secret failed"), '{"event":"forward","error":"TypeError"}'],
    ["an error of our own", new OriginError("10.0.0.7"), '{"event":"forward","error":"OriginError"}'],
    [
      "an error with a cause",
      new Error("x", { cause: new Error("203.0.113.9") }),
      '{"event":"forward","error":"Error"}',
    ],
    ["a thrown text", "https://news.test/secret", '{"event":"forward","error":"string"}'],
    ["a thrown object", { url: "https://news.test" }, '{"event":"forward","error":"object"}'],
    ["nothing", undefined, '{"event":"forward","error":"undefined"}'],
    [
      "a name that is a message",
      Object.assign(new Error(), { name: "GET /secret" }),
      '{"event":"forward","error":"Error"}',
    ],
    [
      "a name that is an address",
      Object.assign(new Error(), { name: "news.test" }),
      '{"event":"forward","error":"Error"}',
    ],
  ])("tells of %s only its class", (_, error, line) => {
    expect(logged("forward", error)).toBe(line);
  });

  test("an error that throws when it is read is one line all the same", () => {
    const trap = Object.defineProperty(new Error(), "name", {
      get: () => {
        throw new Error("gotcha");
      },
    });
    expect(logged("forward", trap)).toBe('{"event":"forward","error":"unreadable"}');
  });

  test("whatever an error says, the line has nothing of it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), fc.webUrl(), fc.ipV4(), (message, url, address) => {
        const error = new Error(`${message} ${url} ${address}`, { cause: url });
        error.stack = `${url} ${address}`;
        expect(logged("forward", error)).toBe('{"event":"forward","error":"Error"}');
      }),
    );
  });

  test.each(["GET /secret", "leaf.garden.example", "203.0.113.9", "forward\nmore", "", "ticket=AbC", "a".repeat(40)])(
    "an event that is data, like %j, is not named",
    (event) => {
      expect(logged(event, new Error())).toBe('{"event":"unnamed","error":"Error"}');
    },
  );
});
