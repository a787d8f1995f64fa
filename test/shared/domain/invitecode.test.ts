import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createInviteCode,
  hashInviteCode,
  INVITE_CODE_RANDOM_BYTES,
  parseInviteCode,
} from "../../../shared/domain/invitecode.ts";

const random = fc.uint8Array({ minLength: INVITE_CODE_RANDOM_BYTES, maxLength: INVITE_CODE_RANDOM_BYTES });

describe("an invite code", () => {
  test("is read however it is typed", () => {
    const spellings = [
      "0a1bc-defgh-jkmnp-qrstv",
      "0A1BCDEFGHJKMNPQRSTV",
      " oaIbc defgh jkmnp qrstv ",
      "Oalbc-DEFGH-jkmnpqrstv",
    ];
    expect(new Set(spellings.map(parseInviteCode))).toEqual(new Set(["0a1bc-defgh-jkmnp-qrstv"]));
  });

  test.each([
    "",
    "hello",
    "0a1bc-defgh-jkmnp-qrst",
    "0a1bc-defgh-jkmnp-qrstvw",
    "0a1bc-defgh-jkmnp-qrstu",
    "۰a1bc-defgh-jkmnp-qrstv",
    "-".repeat(65),
  ])("%j is none", (text) => {
    expect(parseInviteCode(text)).toBeUndefined();
  });

  test("every code made is read back as itself, and codes of different bytes differ", () => {
    fc.assert(
      fc.property(random, random, (left, right) => {
        const [one, other] = [createInviteCode(left), createInviteCode(right)];
        expect(parseInviteCode(one)).toBe(one);
        expect(one === other).toBe(left.every((byte, at) => (byte & 31) === ((right[at] ?? 0) & 31)));
      }),
    );
  });

  test("any text is a code or is refused, never an error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const code = parseInviteCode(text);
        if (code !== undefined) expect(parseInviteCode(code)).toBe(code);
      }),
    );
  });

  test("its hash is 64 hex digits and does not contain it", async () => {
    expect(await hashInviteCode("0a1bc-defgh-jkmnp-qrstv")).toMatch(/^[0-9a-f]{64}$/);
  });
});
