// List codes: whose they are, what they may name, and what becomes of a bad one.

import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import { isListPlace, openListCode, signListCode } from "../../../shared/domain/listcode.ts";
import { createSigner, createVerifier, type Verifier } from "../../../shared/domain/signature.ts";
import { createMeshKeys, type MeshKeys, NOW, seed } from "../../support/meshkeys.ts";

const PLACE = "https://files.example/letters/";
let keys: MeshKeys;
let root: Verifier;
let code: string;

beforeAll(async () => {
  keys = await createMeshKeys();
  root = await createVerifier(keys.rootKey);
  code = await signListCode(PLACE, { notAfter: NOW + 86_400, root: keys.root });
});

describe("a list code", () => {
  it("names the root's place, however it was broken over lines", async () => {
    expect(await openListCode(code, { now: NOW, root })).toEqual({ ok: true, value: PLACE });
    const broken = ` ${code.slice(0, 40)}\r\n  ${code.slice(40)}\n`;
    expect(await openListCode(broken, { now: NOW, root })).toEqual({ ok: true, value: PLACE });
  });

  it("ends", async () => {
    expect(await openListCode(code, { now: NOW + 2 * 86_400, root })).toMatchObject({ reason: "expired" });
  });

  it("of another root is forged", async () => {
    const other = await signListCode(PLACE, { notAfter: NOW + 86_400, root: await createSigner(0, seed(99)) });
    expect(await openListCode(other, { now: NOW, root })).toMatchObject({ reason: "forged" });
  });

  it("with any byte changed is refused", async () => {
    const bytes = fromBase64url(code) as Uint8Array;
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ by;
        expect(await openListCode(toBase64url(changed), { now: NOW, root })).toMatchObject({ ok: false });
      }),
    );
  });

  it("any text is a code or is refused, never an error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await openListCode(text, { now: NOW, root })).toMatchObject({ ok: false });
      }),
    );
  });
});

describe("a place for lists", () => {
  for (const place of [
    PLACE,
    "https://files.example/",
    "https://files.example:8443/a/b%20c/",
    "http://127.0.0.1:9000/lists/",
    "http://lists.localhost:8787/",
  ]) {
    it(`is ${place}`, () => expect(isListPlace(place)).toBe(true));
  }
  for (const place of [
    "http://files.example/",
    "https://files.example",
    "https://files.example/a",
    "https://user@files.example/",
    "https://files.example/?q=/",
    "https://files.example/#/",
    "https://FILES.example/",
    "javascript:alert(1)/",
    "https://files.example/ /",
    `https://files.example/${"a".repeat(200)}/`,
  ]) {
    it(`is not ${place.slice(0, 60)}`, () => expect(isListPlace(place)).toBe(false));
  }
});
