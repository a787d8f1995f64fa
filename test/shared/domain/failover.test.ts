import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deriveBoatKey } from "../../../shared/domain/boat.ts";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { CARRIED_BYTES, openCarried, sealCarried } from "../../../shared/domain/carried.ts";
import { type FailoverAsk, FRONT_BYTES, openAsk, readFront, sealAsk } from "../../../shared/domain/failover.ts";
import { openCookie, readJarHeader, sealCookie, writeJarHeader } from "../../../shared/domain/jar.ts";

const bytes = (length: number) => new Uint8Array(randomBytes(length));
const jarKeys = { keys: [7, 6].map((id) => ({ id, key: toBase64url(bytes(32)) })) };
const older = { keys: jarKeys.keys.slice(1) };
const place = { jarKeys, service: "news", tier: "operator" } as const;
const ticket = bytes(85);
const carry = async () => ({ ticket, boatKey: await deriveBoatKey(bytes(32), ticket), mark: "abcdefghij" });
const ask: FailoverAsk = {
  ...{ at: 1, id: "0123456789abcdef", method: "GET", path: "/a?b", headers: [["range", "bytes=0-"]], jar: [] },
  from: { origin: "https://a.example", door: "abcdefgh", siblings: {} },
};

describe("a carried ticket", () => {
  it("is 160 bytes, the same all week, and opens at a relay of the service", async () => {
    const held = await carry();
    const carried = await sealCarried(held, place);
    expect(carried).toHaveLength(CARRIED_BYTES);
    expect(CARRIED_BYTES).toBe(160);
    expect(await sealCarried(held, place)).toEqual(carried);
    expect(await openCarried(carried, place)).toEqual(held);
  });

  it("opens with an older key while that is listed, and at no other service, tier or later", async () => {
    const carried = await sealCarried(await carry(), { ...place, jarKeys: older });
    expect(await openCarried(carried, place)).toBeDefined();
    for (const other of [
      { service: "shop" },
      { tier: "volunteer" } as const,
      { jarKeys: { keys: jarKeys.keys.slice(0, 1) } },
    ])
      expect(await openCarried(carried, { ...place, ...other })).toBeUndefined();
  });
});

describe("a failover request", () => {
  it("opens for the hostname it was sealed to, and for no other", async () => {
    const { boatKey } = await carry();
    const options = { carried: bytes(CARRIED_BYTES), boatKey, to: "b.example", nonce: bytes(12) };
    const sent = await sealAsk(ask, options);
    const front = readFront(sent.subarray(0, FRONT_BYTES));
    expect(front?.carried).toEqual(options.carried);
    expect(sent).toHaveLength(FRONT_BYTES + (front?.length ?? 0));
    const sealed = sent.subarray(FRONT_BYTES);
    expect(JSON.parse((await openAsk(sealed, boatKey, "b.example")) ?? "")).toEqual(ask);
    expect(await openAsk(sealed, boatKey, "c.example")).toBeUndefined();
    expect(await openAsk(sealed, bytes(32), "b.example")).toBeUndefined();
  });
});

describe("a jar's entry", () => {
  const id = "00112233aabbccdd";
  const options = { ...place, reader: "0011223344556677" };

  it("opens for its reader and id, and says when its key is aged", async () => {
    const line = "__Host-.sid=ك; Path=/; HttpOnly";
    const entry = await sealCookie({ id, line }, { ...options, nonce: bytes(12) });
    expect(await openCookie(entry, options)).toEqual({ line, isAged: false });
    expect(await openCookie(entry, { ...options, reader: "f".repeat(16) })).toBeUndefined();
    expect(await openCookie({ ...entry, id: "f".repeat(16) }, options)).toBeUndefined();
    const aged = await sealCookie({ id, line }, { ...options, jarKeys: older, nonce: bytes(12) });
    expect(await openCookie(aged, options)).toEqual({ line, isAged: true });
    const lost = { keys: jarKeys.keys.map((key) => ({ ...key, carriedOnly: true as const })) };
    expect(await openCookie(entry, { ...options, jarKeys: lost })).toBeUndefined();
  });

  it("goes through a header and back", () => {
    const entries = [
      { id, sealed: "ab_-" },
      { id: "f".repeat(16), sealed: "" },
    ];
    expect(readJarHeader(writeJarHeader(entries))).toEqual(entries);
    expect(readJarHeader(writeJarHeader(Array(31).fill(entries[0])))).toBe("*");
    expect(readJarHeader("no")).toBeUndefined();
  });
});
