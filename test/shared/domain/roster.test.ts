import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { openRoster, type Roster, sealRosters } from "../../../shared/domain/roster.ts";
import { rosterVersion } from "../../../shared/domain/rosterlines.ts";
import { createMeshKeys, type MeshKeys, NOW, seed } from "../../support/meshkeys.ts";

const lineage = "0a0b0c0d0e0f";
const roster = (group: string, mirrors: number): Roster => ({
  v: 1,
  version: 9,
  issuedAt: NOW,
  group,
  expiresAt: NOW + 86_400,
  mirrors: Array.from({ length: mirrors }, (_, n) => ({
    hostname: `label-${n}.zone-${n}.example`,
    origin: `https://label-${n}.zone-${n}.example`,
    door: "abcdefgh",
    zone: n,
    provider: 0,
  })),
  sealedLists: [],
  windows: { refreshSeconds: 36.5, retrySeconds: 1.8, pauseSeconds: 0.1, reportSeconds: 36 },
});
const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));
const [ali, baran, cyrus, stranger] = [seed(11), seed(12), seed(13), seed(14)];
let keys: MeshKeys;
let text: string;

beforeAll(async () => {
  keys = await createMeshKeys();
  const groups = [
    { roster: roster("first-group", 2), readerKeys: [ali, baran] },
    { roster: roster("second-group", 3), readerKeys: [cyrus] },
  ];
  text = await sealRosters(groups, { lineage, version: 9, signer: keys.online, random });
});

const open = (
  readerKey: Uint8Array,
  changes: { readonly text?: string; readonly lineage?: string; readonly atLeast?: number } = {},
) => openRoster(changes.text ?? text, { lineage, readerKey, keyring: keys.keyring, now: NOW, atLeast: 0, ...changes });

describe("a roster", () => {
  it("opens for each reader to their own group's mirrors and no other", async () => {
    expect(await open(ali)).toEqual({ ok: true, value: roster("first-group", 2) });
    expect(await open(baran)).toEqual({ ok: true, value: roster("first-group", 2) });
    expect(await open(cyrus)).toEqual({ ok: true, value: roster("second-group", 3) });
  });

  it("stays shut for a reader without a wrap, and in another lineage's name", async () => {
    expect(await open(stranger)).toEqual({ ok: false, reason: "not for this reader" });
    expect((await open(ali, { lineage: "ffffffffffff" })).ok).toBe(false);
  });

  it("is refused when older than one already seen", async () => {
    expect(await open(ali, { atLeast: 10 })).toEqual({ ok: false, reason: "older" });
  });

  it("is refused when its version is rewritten", async () => {
    expect((await open(ali, { text: text.replace("hezar-roster 1 9", "hezar-roster 1 10") })).ok).toBe(false);
  });

  it("shows no hostname and no group to who only holds the record", () => {
    expect(text).not.toMatch(/example|label|group/);
    expect(rosterVersion(text)).toBe(9);
  });

  it("has bodies of one size, however many mirrors stand in them", () => {
    const bodies = text.split("\n\n")[0]?.split("\n").slice(1) ?? [];
    expect(bodies).toHaveLength(2);
    expect(new Set(bodies.map((line) => line.length)).size).toBe(1);
  });

  it("is refused when truncated anywhere, and reading never throws", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: text.length - 1 }), async (length) => {
        // The last wraps may be cut off on a line's end: then it is still a roster, for those whose wraps are left.
        const cut = text.slice(0, length);
        const left = await open(ali, { text: cut });
        if (left.ok) expect(left.value).toEqual(roster("first-group", 2));
      }),
      { numRuns: 200 },
    );
    await fc.assert(
      fc.asyncProperty(fc.string(), async (any) => {
        expect((await open(ali, { text: any })).ok).toBe(false);
      }),
    );
  });
});
