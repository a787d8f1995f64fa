import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createMask, MASK_RANDOM_BYTES } from "../../../shared/domain/mask.ts";
import { deriveMirrorKeys } from "../../../shared/domain/mirrorkeys.ts";
import { createPassSeal, PASS_LIFETIME_SECONDS } from "../../../shared/domain/pass.ts";
import { createSigner } from "../../../shared/domain/signature.ts";
import { issueTicket, openTicket, readerKey, TICKET_BYTES, type Ticket } from "../../../shared/domain/ticket.ts";
import { createMeshKeys, type MeshKeys, NOW, seed } from "../../support/meshkeys.ts";

const HOUR = Math.floor(NOW / 3600);
const reader = { lineage: "0a0b0c0d0e0f", reader: "00112233445566ff", level: 3, notAfterHour: HOUR + 48 };
let keys: MeshKeys;
let ticket: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  keys = await createMeshKeys();
  ticket = await issueTicket(reader, keys.online);
});

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const flip = (whole: Uint8Array, bit: number) => {
  const copy = Uint8Array.from(whole);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};

describe("a ticket", () => {
  it("is 85 bytes and opens to what was issued", async () => {
    expect(ticket.length).toBe(TICKET_BYTES);
    expect(await openTicket(ticket, { keyring: keys.keyring, now: NOW })).toEqual({
      ok: true,
      value: { ...reader, keyId: keys.online.keyId },
    });
  });

  it("survives issue and open for any fields", async () => {
    const fields = fc.record({
      lineage: bytes(6).map((b) => Buffer.from(b).toString("hex")),
      reader: bytes(8).map((b) => Buffer.from(b).toString("hex")),
      level: fc.integer({ min: 0, max: 255 }),
      notAfterHour: fc.integer({ min: HOUR, max: 2 ** 32 - 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fields, async (any: Omit<Ticket, "keyId">) => {
        const opened = await openTicket(await issueTicket(any, keys.online), { keyring: keys.keyring, now: NOW });
        expect(opened).toMatchObject({ ok: true, value: any });
      }),
      { numRuns: 50 },
    );
  });

  it("is refused with any single bit flipped", async () => {
    for (let bit = 0; bit < TICKET_BYTES * 8; bit++) {
      const opened = await openTicket(flip(ticket, bit), { keyring: keys.keyring, now: NOW });
      expect(opened.ok, `bit ${bit}`).toBe(false);
    }
  });

  it("is refused after its last hour, and not before", async () => {
    const at = async (now: number) => (await openTicket(ticket, { keyring: keys.keyring, now })).ok;
    expect(await at((reader.notAfterHour + 1) * 3600 - 1)).toBe(true);
    expect(await at((reader.notAfterHour + 1) * 3600)).toBe(false);
  });

  it("is refused when another key signed it under the same id", async () => {
    const forged = await issueTicket(reader, await createSigner(keys.online.keyId, seed(9)));
    expect(await openTicket(forged, { keyring: keys.keyring, now: NOW })).toEqual({ ok: false, reason: "forged" });
  });

  it("is refused when its key is revoked, out of time, unknown or for another use", async () => {
    const [key] = keys.keyring.body.keys;
    if (key === undefined) throw new Error("no key");
    const reasons = await Promise.all(
      [
        { revoked: [key.id] },
        { keys: [{ ...key, notAfter: NOW - 1 }] },
        { keys: [{ ...key, id: 9 }] },
        { keys: [{ ...key, uses: ["record" as const] }] },
      ].map(async (change) => {
        const { keyring } = await createMeshKeys(change);
        const opened = await openTicket(ticket, { keyring, now: NOW });
        return opened.ok ? "opened" : opened.reason;
      }),
    );
    expect(reasons).toEqual(["revoked key", "key not valid now", "unknown key", "wrong use"]);
  });

  it("gives its holder a key that another reader's ticket does not give", async () => {
    const other = await issueTicket({ ...reader, reader: "ffffffffffffffff" }, keys.online);
    expect(await readerKey(ticket)).not.toEqual(await readerKey(other));
  });
});

describe("a mask", () => {
  it("unmasks what it masked, at one length", async () => {
    const mask = await createMask(seed(5));
    await fc.assert(
      fc.asyncProperty(bytes(TICKET_BYTES), bytes(MASK_RANDOM_BYTES), async (any, random) => {
        const segment = await mask.mask(any, random);
        expect(segment).toHaveLength(mask.length);
        expect(segment).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(await mask.unmask(segment)).toEqual(any);
      }),
    );
  });

  it("never throws on a stranger's segment", async () => {
    const mask = await createMask(seed(5));
    const segment = fc.oneof(fc.string(), fc.stringMatching(new RegExp(`^[A-Za-z0-9_-]{${mask.length}}$`)));
    await fc.assert(fc.asyncProperty(segment, async (any) => void (await mask.unmask(any))));
  });

  it("has no fixed character: each position takes many values over 400 links of one ticket", async () => {
    const mask = await createMask(seed(6));
    const links = Array.from({ length: 400 }, () => crypto.getRandomValues(new Uint8Array(MASK_RANDOM_BYTES)));
    const segments = await Promise.all(links.map((random) => mask.mask(ticket, random)));
    for (let at = 0; at < mask.length; at++) {
      expect(new Set(segments.map((text) => text[at])).size, `position ${at}`).toBeGreaterThan(15);
    }
  });

  it("differs in length and alphabet between mirrors", async () => {
    const masks = await Promise.all(Array.from({ length: 40 }, (_, n) => createMask(seed(100 + n))));
    expect(new Set(masks.map((mask) => mask.length)).size).toBeGreaterThan(10);
  });

  it("turns another mirror's segment into noise", async () => {
    const [one, other] = await Promise.all([createMask(seed(5)), createMask(seed(6))]);
    const segment = await one.mask(ticket, new Uint8Array(MASK_RANDOM_BYTES));
    expect(await other.unmask(segment)).not.toEqual(ticket);
  });
});

describe("a pass", () => {
  const nonce = new Uint8Array(12).fill(4);

  it("opens on its own mirror for 24 hours and no longer", async () => {
    const seal = await createPassSeal(seed(5), "quiet-garden.example");
    const value = await seal.seal(ticket, { now: NOW, nonce });
    expect((await seal.open(value, NOW))?.ticket).toEqual(ticket);
    expect((await seal.open(value, NOW + PASS_LIFETIME_SECONDS - 3600))?.ageHours).toBe(23);
    expect(await seal.open(value, NOW + PASS_LIFETIME_SECONDS)).toBeUndefined();
    expect(await seal.open(value, NOW + 256 * 3600)).toBeUndefined();
  });

  it("does not open on another mirror, nor with another mirror's key", async () => {
    const value = await (await createPassSeal(seed(5), "a.example")).seal(ticket, { now: NOW, nonce });
    expect(await (await createPassSeal(seed(5), "b.example")).open(value, NOW)).toBeUndefined();
    expect(await (await createPassSeal(seed(6), "a.example")).open(value, NOW)).toBeUndefined();
  });

  it("does not open with a character changed, and never throws on text", async () => {
    const seal = await createPassSeal(seed(5), "a.example");
    const value = await seal.seal(ticket, { now: NOW, nonce });
    for (let at = 0; at < value.length; at++) {
      const changed = `${value.slice(0, at)}${value[at] === "A" ? "B" : "A"}${value.slice(at + 1)}`;
      expect(await seal.open(changed, NOW), `character ${at}`).toBeUndefined();
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), async (any) => {
        expect(await seal.open(any, NOW)).toBeUndefined();
      }),
    );
  });
});

describe("a mirror's keys", () => {
  it("are the same each time and differ between mirrors of a zone", async () => {
    const [one, again, other] = await Promise.all([
      deriveMirrorKeys(seed(1), "a.zone.example"),
      deriveMirrorKeys(seed(1), "a.zone.example"),
      deriveMirrorKeys(seed(1), "b.zone.example"),
    ]);
    expect(again).toEqual(one);
    for (const key of ["mask", "pass", "door", "passCookie"] as const) expect(other[key]).not.toEqual(one[key]);
    expect(one.door).toMatch(/^[a-z]{8}$/);
    expect(one.passCookie).toMatch(/^__Host-[a-z]+_[A-Za-z0-9_-]{4}$/);
  });
});
