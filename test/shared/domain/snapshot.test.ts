// A snapshot opens for its operator, under its own number, with the warden's key; whatever was done to it is refused.

import { describe, expect, test } from "vitest";
import { createSigner, createVerifier } from "../../../shared/domain/signature.ts";
import { openSnapshot, sealSnapshot } from "../../../shared/domain/snapshot.ts";
import { publicKeyOf, seed } from "../../support/meshkeys.ts";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const pair = async () => {
  const made = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  return { ...made, point: new Uint8Array(await crypto.subtle.exportKey("raw", made.publicKey)) };
};
const payload = new TextEncoder().encode("the mirrors, the readers, the orders");
const operator = await pair();
const stranger = await pair();
const verifiers = new Map([[7, await createVerifier(await publicKeyOf(seed(2)))]]);
const sealAs = async (fill: number, keyId = 7, number = 300) => {
  const ephemeral = await pair();
  const signer = await createSigner(keyId, seed(fill));
  return sealSnapshot(payload, { number, to: operator.point, ephemeral, signer });
};
const open = (bytes: Uint8Array, { number = 300, key = operator.privateKey } = {}) =>
  openSnapshot(bytes, { number, key, verifierOf: async (id) => verifiers.get(id) });
const good = await sealAs(2);
const [unknown, anothers] = [await sealAs(2, 9), await sealAs(3)];
const changed = (at: number) => good.map((byte, index) => (index === at ? byte ^ 1 : byte));

describe("a snapshot", () => {
  test("opens for its operator and holds what was sealed", async () => {
    expect(await open(good)).toEqual({ ok: true, value: payload });
  });

  test("is another each time, though it says the same", async () => {
    expect((await sealAs(2)).toString()).not.toBe(good.toString());
  });

  test.each([
    ["empty", new Uint8Array(), "torn"],
    ["cut in its head", good.subarray(0, 5), "torn"],
    ["cut in the middle", good.subarray(0, good.length - 20), "not for this operator"],
    ["with something behind it", Uint8Array.of(...good, 0), "not for this operator"],
    ["of another version", changed(0), "torn"],
    ["with another number written in", changed(6), "another number"],
    ["with a changed point", changed(20), "not for this operator"],
    ["with a changed byte", changed(good.length - 30), "not for this operator"],
    ["signed by a key nobody knows", unknown, "forged"],
    ["signed by another's key under the warden's id", anothers, "forged"],
  ])("that is %s is refused", async (_, bytes, reason) => {
    expect(await open(bytes)).toMatchObject({ ok: false, reason });
  });

  test("stored under a newer number than its own is refused", async () => {
    expect(await open(good, { number: 301 })).toMatchObject({ ok: false, reason: "another number" });
  });

  test("does not open for another operator", async () => {
    expect(await open(good, { key: stranger.privateKey })).toMatchObject({
      ok: false,
      reason: "not for this operator",
    });
  });

  test.each([1, 255, 256, 2 ** 40 + 3])("keeps the number %d", async (number) => {
    expect(await open(await sealAs(2, 7, number), { number })).toMatchObject({ ok: true });
  });
});
