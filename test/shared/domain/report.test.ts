import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Bytes, fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import { deriveReportKey } from "../../../shared/domain/evidencekeys.ts";
import {
  ELAPSED,
  mirrorDigest,
  OUTCOMES,
  openReport,
  REPORT_CHARACTERS,
  type Report,
  sealReport,
} from "../../../shared/domain/report.ts";
import { POINT_BYTES } from "../../../shared/domain/sealed.ts";
import { NOW, seed } from "../../support/meshkeys.ts";
import { createPair, type Pair } from "../../support/reporter.ts";

const HOUR = Math.floor(NOW / 3600);
const GROUP = "00112233445566aa";
const report: Report = {
  group: GROUP,
  hour: HOUR,
  id: "0102030405060708",
  mirror: "a1a2a3a4a5a6a7a8",
  outcome: "tls",
  elapsed: "long",
  control: { mirror: "b1b2b3b4b5b6b7b8", outcome: "ok" },
};
let warden: Pair;
let groupKey: Bytes;
let sealed: string;

const seal = async (what: Report, key = groupKey) =>
  sealReport(what, { to: warden.point, groupKey: key, ephemeral: await createPair() });
const open = (text: string, change: { readonly now?: number; readonly pair?: Pair; readonly groups?: string[] } = {}) =>
  openReport(text, {
    key: (change.pair ?? warden).privateKey,
    groupKey: async (group) =>
      (change.groups ?? [GROUP]).includes(group) ? deriveReportKey(seed(5), group) : undefined,
    now: change.now ?? NOW,
  });
const reasonOf = async (opened: ReturnType<typeof open>) => {
  const result = await opened;
  return result.ok ? "opened" : result.reason;
};

beforeAll(async () => {
  warden = await createPair();
  groupKey = await deriveReportKey(seed(5), GROUP);
  sealed = await seal(report);
});

describe("a report", () => {
  it("opens to what was sealed", async () => {
    expect(await open(sealed)).toEqual({ ok: true, value: report });
  });

  it("says that the provider fails in the byte of the outcome, and of nothing that loaded", async () => {
    const alike: Report = { ...report, alike: true };
    const text = await seal(alike);
    expect(text).toHaveLength(REPORT_CHARACTERS);
    expect(await open(text)).toEqual({ ok: true, value: alike });
    expect(await reasonOf(open(await seal({ ...alike, outcome: "ok" })))).toBe("malformed");
  });

  it("is of one length and never twice the same, whatever it says", async () => {
    const hex = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString("hex"));
    const any = fc.record({
      ...{ group: fc.constant(GROUP), hour: fc.integer({ min: HOUR - 2, max: HOUR + 1 }), id: hex, mirror: hex },
      ...{ outcome: fc.constantFrom(...OUTCOMES), elapsed: fc.constantFrom(...ELAPSED) },
      control: fc.record({ mirror: hex, outcome: fc.constantFrom(...OUTCOMES) }),
    });
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(any, async (said) => {
        const text = await seal(said);
        expect(text).toHaveLength(REPORT_CHARACTERS);
        expect(seen.has(text)).toBe(false);
        seen.add(text);
        expect(await open(text)).toEqual({ ok: true, value: said });
      }),
      { numRuns: 50 },
    );
  });

  it("does not open where any one bit differs", async () => {
    const bytes = fromBase64url(sealed) as Bytes;
    const bits = fc.integer({ min: 0, max: bytes.length * 8 - 1 });
    await fc.assert(
      fc.asyncProperty(bits, async (bit) => {
        const changed = Uint8Array.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect((await open(toBase64url(changed))).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it("does not open from any other text or bytes", async () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ minLength: REPORT_CHARACTERS, maxLength: REPORT_CHARACTERS }),
      fc.uint8Array({ minLength: 137, maxLength: 137 }).map(toBase64url),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect((await open(text)).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["to another warden", async () => open(sealed, { pair: await createPair() }), "not for this warden"],
    ["of a group there is not", async () => open(sealed, { groups: [] }), "unknown group"],
    ["by whoever lacks the group's key", async () => open(await seal(report, seed(6))), "forged"],
    [
      "by another group in this one's name",
      async () => open(await seal(report, await deriveReportKey(seed(5), "f".repeat(16)))),
      "forged",
    ],
    ["three hours late", () => open(sealed, { now: NOW + 3 * 3600 }), "stale"],
    ["of the hour after next", async () => open(await seal({ ...report, hour: HOUR + 2 })), "stale"],
    ["cut by one character", () => open(sealed.slice(1)), "malformed"],
    ["of another version", () => open(`Ag${sealed.slice(2)}`), "malformed"],
  ] as const)("is refused %s", async (_, attempt, reason) => {
    expect(await reasonOf(attempt())).toBe(reason);
  });

  it.each([
    ["two hours late", HOUR - 2],
    ["by a clock that is an hour ahead", HOUR + 1],
  ])("is good %s", async (_, hour) => {
    expect((await open(await seal({ ...report, hour }))).ok).toBe(true);
  });

  it("cannot be taken out of its envelope and sealed anew by whoever opens envelopes", async () => {
    // The mac covers the ephemeral point: the clear text of one report is no report in another envelope.
    const other = await createPair();
    const bytes = fromBase64url(sealed) as Bytes;
    const moved = new Uint8Array(bytes);
    moved.set(other.point, 1);
    expect(moved.length - POINT_BYTES).toBe(72);
    expect((await open(toBase64url(moved))).ok).toBe(false);
  });

  it("names mirrors by a digest that differs for every hostname", async () => {
    expect(await mirrorDigest("a.example")).toMatch(/^[0-9a-f]{16}$/);
    expect(await mirrorDigest("a.example")).not.toBe(await mirrorDigest("b.example"));
  });
});
