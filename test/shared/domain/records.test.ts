import fc from "fast-check";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { type BurnedEntry, openBlocklist, signBlocklist } from "../../../shared/domain/blocklist.ts";
import { splitRecord } from "../../../shared/domain/envelope.ts";
import { openKeyring, signKeyring } from "../../../shared/domain/keyring.ts";
import { openRecord, signRecord } from "../../../shared/domain/record.ts";
import { createSigner } from "../../../shared/domain/signature.ts";
import { ZoneBody } from "../../../shared/domain/zonerecord.ts";
import { createMeshKeys, type MeshKeys, NOW, seed } from "../../support/meshkeys.ts";

let keys: MeshKeys;
beforeAll(async () => {
  keys = await createMeshKeys();
});

const zone = (version: number) => ({
  v: 1 as const,
  version,
  issuedAt: NOW,
  zone: "garden.example",
  service: "news",
  mirrors: [{ label: "quiet-garden", door: "abcdefgh", burned: false, lineages: ["0a0b0c0d0e0f"] }],
});
const opened = (text: string, atLeast = 0) =>
  openRecord({ type: "zone", schema: ZoneBody }, text, { keyring: keys.keyring, now: NOW, atLeast });

describe("a signed record", () => {
  it("opens to what was signed", async () => {
    expect(await opened(await signRecord("zone", zone(4), keys.online))).toEqual({ ok: true, value: zone(4) });
  });

  it("is refused when older than one already seen", async () => {
    const text = await signRecord("zone", zone(4), keys.online);
    expect(await opened(text, 4)).toMatchObject({ ok: true });
    expect(await opened(text, 5)).toMatchObject({ ok: false, reason: "older" });
  });

  it("is refused under another type's name", async () => {
    const text = await signRecord("service", zone(4), keys.online);
    expect(await opened(text)).toMatchObject({ ok: false, reason: "forged" });
  });

  it("is refused whole for one bad, missing or additional field", async () => {
    const bad = [
      { ...zone(1), version: -1 },
      { ...zone(1), extra: true },
      { ...zone(1), mirrors: [{ ...zone(1).mirrors[0], door: "ABCDEFGH" }] },
      { ...zone(1), mirrors: [{ ...zone(1).mirrors[0], lineages: ["0a"] }] },
      { ...zone(1), mirrors: undefined },
    ];
    for (const body of bad) {
      const text = await signRecord("zone", body as ReturnType<typeof zone>, keys.online);
      expect(await opened(text), JSON.stringify(body)).toMatchObject({ ok: false, reason: "malformed" });
    }
  });

  it("is refused with any character of it changed, and splitting never throws", async () => {
    const text = await signRecord("zone", zone(4), keys.online);
    for (let at = 0; at < text.length; at++) {
      const changed = `${text.slice(0, at)}${text[at] === "7" ? "8" : "7"}${text.slice(at + 1)}`;
      expect((await opened(changed)).ok, `character ${at}`).toBe(false);
    }
    fc.assert(fc.property(fc.string(), (any) => void splitRecord(any)));
  });
});

describe("the keyring", () => {
  it("is refused from any hand but the root's, and when older", async () => {
    const impostor = await createSigner(0, seed(8));
    const forged = await signKeyring(keys.keyring.body, impostor);
    expect(await openKeyring(forged, { root: keys.rootVerifier, atLeast: 0 })).toMatchObject({ reason: "forged" });
    expect(await openKeyring(keys.keyringText, { root: keys.rootVerifier, atLeast: 2 })).toMatchObject({
      reason: "older",
    });
    const online = await signRecord("keyring", keys.keyring.body, keys.online);
    expect(await openKeyring(online, { root: keys.rootVerifier, atLeast: 0 })).toMatchObject({ reason: "malformed" });
  });

  it("never trusts a key for more than 30 days", async () => {
    const [key] = keys.keyring.body.keys;
    if (key === undefined) throw new Error("no key");
    const long = { ...keys.keyring.body, keys: [{ ...key, notAfter: NOW + 31 * 86_400 }] };
    const text = await signKeyring(long, keys.root);
    expect(await openKeyring(text, { root: keys.rootVerifier, atLeast: 0 })).toMatchObject({
      reason: "too long-lived",
    });
  });
});

describe("the blocklist", () => {
  const entries: readonly BurnedEntry[] = [
    { pattern: "quiet-garden.one.example", cause: "censor", at: NOW },
    { pattern: "*.two.example", country: "IR", cause: "censor", at: NOW - 5 },
  ];
  const list = async (of: readonly BurnedEntry[]) => {
    const text = await signBlocklist(of, { version: 3, issuedAt: NOW, signer: keys.online });
    const result = await openBlocklist(text, { keyring: keys.keyring, now: NOW, atLeast: 0 });
    if (!result.ok) throw new Error(result.reason);
    return result.value;
  };

  it.each([
    ["quiet-garden.one.example", undefined, true],
    ["quiet-garden.one.example", "DE", true],
    ["other.one.example", undefined, false],
    ["one.example", undefined, false],
    ["a.two.example", "IR", true],
    ["two.example", "IR", true],
    ["a.two.example", "DE", false],
    ["a.two.example", undefined, false],
    ["a.b.two.example", "IR", true],
    ["nottwo.example", "IR", false],
  ])("%s in %s → %s", async (hostname, country, expected) => {
    expect(await (await list(entries)).blocks(hostname, country)).toBe(expected);
  });

  it("names the newest entries in full, for people", async () => {
    expect((await list(entries)).recent.map((entry) => entry.pattern)).toEqual([
      "quiet-garden.one.example",
      "*.two.example",
    ]);
  });

  it("is refused when cut, lengthened or changed", async () => {
    const text = await signBlocklist(entries, { version: 3, issuedAt: NOW, signer: keys.online });
    for (const changed of [text.slice(0, -1), `${text}A`, text.replace("censor", "origin"), ""]) {
      expect((await openBlocklist(changed, { keyring: keys.keyring, now: NOW, atLeast: 0 })).ok).toBe(false);
    }
  });

  it("finds each of 100,000 entries and no other", async () => {
    const host = (n: number) => ({ pattern: `host-${n}.example`, cause: "censor" as const, at: n });
    const big = await list(Array.from({ length: 100_000 }, (_, n) => host(n)));
    for (let n = 0; n < 100_000; n += 997) expect(await big.blocks(`host-${n}.example`)).toBe(true);
    for (let n = 0; n < 100; n++) expect(await big.blocks(`other-${n}.example`)).toBe(false);
    expect(big.count).toBe(100_000);
  });

  it("accepts only its own shape", () => {
    expect(v.is(ZoneBody, { v: 1 })).toBe(false);
  });
});
