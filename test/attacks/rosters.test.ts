// A relay knows the keys of the readers it serves, for it sees their tickets, and an insider can read a roster of their own.
// Together they can seal any roster that the warden ever signed for any reader; the signature must say whose it is.

import { beforeAll, describe, expect, it } from "vitest";
import { concat, fromBase64url, toBase64url, utf8 } from "../../shared/domain/bytes.ts";
import { hkdf } from "../../shared/domain/derive.ts";
import { openRoster, type Roster, sealRosters } from "../../shared/domain/roster.ts";
import { createMeshKeys, type MeshKeys, NOW, seed } from "../support/meshkeys.ts";

const VICTIM = { lineage: "0a0b0c0d0e0f", readerKey: seed(11) };
const INSIDER = { lineage: "f0f1f2f3f4f5", readerKey: seed(12) };
const VERSION = 9;
const ROSTER: Roster = {
  ...{ v: 1, version: VERSION, issuedAt: NOW, group: "theirs", expiresAt: NOW + 60, sealedLists: [] },
  mirrors: [{ hostname: "x.example", origin: "https://x.example", door: "abcdefgh", zone: 0, provider: 0 }],
  windows: { refreshSeconds: 1, retrySeconds: 1, pauseSeconds: 1, reportSeconds: 1 },
};

type Reader = typeof VICTIM;

let keys: MeshKeys;
const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));
const sealedFor = ({ lineage, readerKey }: Reader) =>
  sealRosters([{ roster: ROSTER, readerKeys: [readerKey] }], {
    ...{ lineage, version: VERSION, signer: keys.online, random },
  });
const opened = (text: string, { lineage, readerKey }: Reader) =>
  openRoster(text, { lineage, readerKey, keyring: keys.keyring, now: NOW, atLeast: 0 });

beforeAll(async () => {
  keys = await createMeshKeys();
});

/** One of a lineage's only group, opened by a reader of it and sealed again for somebody else: all but the signature is new. */
async function sealedAnew(text: string, from: Reader, to: Reader): Promise<string> {
  const [, body = "", , wrap = ""] = text.split("\n");
  const bound = ({ lineage }: Reader) => utf8(`hezar/roster/v1\0${lineage}\0${VERSION}`);
  const gcm = (iv: Uint8Array<ArrayBuffer>, of: Reader) => ({ name: "AES-GCM", iv, additionalData: bound(of) });
  const kek = async ({ readerKey }: Reader) =>
    crypto.subtle.importKey("raw", await hkdf(readerKey, "hezar/roster/wrap", 32), "AES-KW", false, [
      "wrapKey",
      "unwrapKey",
    ]);
  const bytes = fromBase64url(body) ?? new Uint8Array();
  const wrapped = (fromBase64url(wrap) ?? new Uint8Array()).subarray(8);
  const key = await crypto.subtle.unwrapKey("raw", wrapped, await kek(from), "AES-KW", "AES-GCM", true, [
    "encrypt",
    "decrypt",
  ]);
  const clear = await crypto.subtle.decrypt(gcm(bytes.slice(0, 12), from), key, bytes.slice(12));
  const nonce = random(12);
  const sealed = concat(nonce, new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, to), key, clear)));
  const tag = await hkdf(to.readerKey, `hezar/roster/tag/${to.lineage}/${VERSION}`, 8);
  const again = new Uint8Array(await crypto.subtle.wrapKey("raw", key, await kek(to), "AES-KW"));
  return `hezar-roster 1 ${VERSION}\n${toBase64url(sealed)}\n\n${toBase64url(concat(tag, again))}\n`;
}

describe("a signed roster that a relay sealed anew", () => {
  it("opens for another reader of its lineage", async () => {
    const friend = { ...INSIDER, readerKey: seed(13) };
    expect(await opened(await sealedAnew(await sealedFor(INSIDER), INSIDER, friend), friend)).toMatchObject({
      ok: true,
    });
  });

  it("is refused by a reader of another lineage", async () => {
    const forged = await sealedAnew(await sealedFor(INSIDER), INSIDER, VICTIM);
    expect(await opened(forged, VICTIM)).toEqual({ ok: false, reason: "not for this reader" });
  });
});
