// Reports of mirrors that failed (shared/domain/report.ts), each with another that worked at the same time. They wait until one
// does; of a mirror at most one in a while; and where the operator or the reader says so there are none.

import { fromBase64url, toHex } from "../../../shared/domain/bytes.ts";
import { type Elapsed, mirrorDigest, type Outcome, sealReport } from "../../../shared/domain/report.ts";
import type { Roster } from "../../../shared/domain/roster.ts";
import type { Kept } from "./locker.ts";

export interface ReportsPorts {
  readonly roster: () => Roster | undefined;
  /** Seconds since the epoch. */
  readonly now: () => number;
  readonly changed: () => void;
  /** Takes one to the warden by a mirror that works; false: later. */
  readonly carry: (sealed: string) => Promise<boolean>;
}

export interface Reports {
  note(hostname: string, outcome: Outcome, elapsedMs: number): void;
  kept(): Pick<Kept, "reports" | "reported" | "silent">;
  restore(kept: Kept): void;
  silence(isSilent: boolean): void;
}

const WAITING_MOST = 5;
const PERIOD_SECONDS = 3600;
const ELAPSED_MS: readonly (readonly [number, Elapsed])[] = [
  [1000, "instant"],
  [3000, "short"],
  [10_000, "long"],
];

export function createReports({ roster, now, changed, carry }: ReportsPorts): Reports {
  let waiting: string[] = [];
  let reported: Record<string, number> = {};
  let isSilent = false;
  let failed: { readonly mirror: string; readonly outcome: Outcome; readonly elapsed: Elapsed } | undefined;

  const draw = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const seal = async (control: string) => {
    const current = roster();
    const to = fromBase64url(current?.report?.to ?? "");
    const groupKey = fromBase64url(current?.report?.key ?? "");
    const about = failed;
    failed = undefined;
    if (!current || !to?.length || !groupKey || !about || isSilent) return;
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const report = {
      ...{ group: current.group, hour: Math.floor(now() / 3600), id: toHex(draw(8)) },
      ...{ mirror: await mirrorDigest(about.mirror), outcome: about.outcome, elapsed: about.elapsed },
      control: { mirror: await mirrorDigest(control), outcome: "ok" as const },
    };
    const ephemeral = { point, privateKey: pair.privateKey };
    waiting = [...waiting, await sealReport(report, { to, groupKey, ephemeral })].slice(-WAITING_MOST);
    reported = { ...reported, [about.mirror]: now() };
    changed();
  };
  const flush = async () => {
    const [next, ...rest] = waiting;
    if (next === undefined || !(await carry(next))) return;
    waiting = rest;
    changed();
    await flush();
  };
  let running: Promise<void> = Promise.resolve();
  return {
    note(hostname, outcome, elapsedMs) {
      if (outcome === "ok") {
        if (failed?.mirror === hostname) failed = undefined;
        else if (failed || waiting.length > 0)
          running = running
            .then(() => seal(hostname))
            .then(flush)
            .catch(() => undefined);
        return;
      }
      const last = reported[hostname] ?? Number.NEGATIVE_INFINITY;
      const period = roster()?.windows.reportSeconds ?? PERIOD_SECONDS;
      if (now() - last < period) return;
      const elapsed = ELAPSED_MS.find(([limit]) => elapsedMs < limit)?.[1] ?? "endless";
      failed = { mirror: hostname, outcome, elapsed };
    },
    kept: () => ({ reports: waiting, reported, ...(isSilent && { silent: true }) }),
    restore(kept) {
      waiting = [...(kept.reports ?? []), ...waiting];
      reported = { ...kept.reported, ...reported };
      isSilent = kept.silent === true;
    },
    silence(silent) {
      isSilent = silent;
      if (silent) waiting = [];
      changed();
    },
  };
}
