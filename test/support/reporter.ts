// What a reader's lifeboat does to report a mirror, from what its roster says.

import type { webcrypto } from "node:crypto";
import { type Bytes, fromBase64url } from "../../shared/domain/bytes.ts";
import { mirrorDigest, type Outcome, type Report, sealReport } from "../../shared/domain/report.ts";
import type { Roster } from "../../shared/domain/roster.ts";
import type { EphemeralPair } from "../../shared/domain/sealed.ts";

export interface Pair extends EphemeralPair {
  readonly point: Bytes;
  readonly privateKey: webcrypto.CryptoKey;
}

export async function createPair(): Promise<Pair> {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  return { point: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)), privateKey: pair.privateKey };
}

export interface ReportWish {
  readonly mirror: string;
  readonly outcome: Outcome;
  readonly control: { readonly mirror: string; readonly outcome: Outcome };
  /** Seconds since the epoch. */
  readonly now: number;
  readonly change?: Partial<Report>;
}

/** The sealed report of a reader who holds `roster`. */
export async function makeReport(roster: Pick<Roster, "group" | "report">, wish: ReportWish): Promise<string> {
  const { mirror, outcome, control, now, change = {} } = wish;
  const to = fromBase64url(roster.report?.to ?? "");
  const groupKey = fromBase64url(roster.report?.key ?? "");
  if (to === undefined || groupKey === undefined) throw new Error("the roster says nothing of reports");
  const report: Report = {
    group: roster.group,
    hour: Math.floor(now / 3600),
    id: Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString("hex"),
    mirror: await mirrorDigest(mirror),
    outcome,
    elapsed: "long",
    control: { mirror: await mirrorDigest(control.mirror), outcome: control.outcome },
    ...change,
  };
  return sealReport(report, { to, groupKey, ephemeral: await createPair() });
}
