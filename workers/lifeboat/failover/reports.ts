// Reports of mirrors that failed (shared/domain/report.ts), each with another that worked at the same time: the first to fail
// since anything last worked, for it may have caused the others. What failed together with the mirror that works now says
// nothing: that was the reader's own line. Two of one provider that failed alike tell of the provider. Of a mirror at most one in a while; one that no relay takes yet waits; and where
// the operator or the reader says so there are none.

import { fromBase64url, toHex } from "../../../shared/domain/bytes.ts";
import { type Elapsed, mirrorDigest, type Outcome, type Report, sealReport } from "../../../shared/domain/report.ts";
import type { Roster } from "../../../shared/domain/roster.ts";
import type { Kept } from "./locker.ts";

export interface ReportsPorts {
  readonly roster: () => Roster | undefined;
  /** Seconds since the epoch. */
  readonly now: () => number;
  readonly changed: () => void;
  /** Takes one to the warden by a mirror that works; false: later. A relay takes one of a reader's in a while. */
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
  let waiting: readonly string[] = [];
  let reported: Readonly<Record<string, number>> = {};
  let isSilent = false;
  /** In order, of a while and not worked since; `isNew`: nothing else has, either. */
  let failed: readonly Failed[] = [];
  let carriedAt = Number.NEGATIVE_INFINITY;

  const draw = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const isOver = (at: number, seconds: number | undefined) => now() - at >= (seconds ?? PERIOD_SECONDS);
  const isNews = ({ mirror }: Failed) =>
    isOver(reported[mirror] ?? Number.NEGATIVE_INFINITY, roster()?.windows.reportSeconds);
  const isAlike = ({ mirror, outcome }: Failed, control: string) => {
    const providerOf = (name: string) => roster()?.mirrors.find(({ hostname }) => hostname === name)?.provider;
    const isSame = (name: string) => providerOf(name) === providerOf(mirror);
    return (
      !isSame(control) && failed.some((one) => one.mirror !== mirror && one.outcome === outcome && isSame(one.mirror))
    );
  };
  const seal = async ({ mirror, outcome, elapsed }: Failed, control: string, alike: Pick<Report, "alike"> | false) => {
    const current = roster();
    const to = fromBase64url(current?.report?.to ?? "");
    const groupKey = fromBase64url(current?.report?.key ?? "");
    if (!current || !to?.length || !groupKey || isSilent) return;
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const report = {
      ...{ group: current.group, hour: Math.floor(now() / 3600), id: toHex(draw(8)), outcome, ...alike, elapsed },
      mirror: await mirrorDigest(mirror),
      control: { mirror: await mirrorDigest(control), outcome: "ok" as const },
    };
    const ephemeral = { point, privateKey: pair.privateKey };
    waiting = [...waiting, await sealReport(report, { to, groupKey, ephemeral })].slice(-WAITING_MOST);
    const still = Object.entries(reported).filter(([, at]) => !isOver(at, current.windows.reportSeconds));
    reported = { ...Object.fromEntries(still), [mirror]: now() };
    carriedAt = Number.NEGATIVE_INFINITY;
    changed();
  };
  const flush = async () => {
    const [next, ...rest] = waiting;
    if (next === undefined || !isOver(carriedAt, roster()?.windows.retrySeconds)) return;
    carriedAt = now();
    if (!(await carry(next)) || waiting[0] !== next) return;
    waiting = rest;
    changed();
  };
  let running: Promise<void> = Promise.resolve();
  return {
    note(hostname, outcome, elapsedMs) {
      if (outcome === "ok") {
        const fresh = failed.filter(({ isNew }) => isNew);
        const isNone = isSilent || !roster()?.report || fresh.some(({ mirror }) => mirror === hostname);
        const first = isNone ? undefined : fresh.find(isNews);
        const alike = first !== undefined && isAlike(first, hostname) && { alike: true as const };
        failed = failed.filter(({ mirror }) => mirror !== hostname).map((one) => ({ ...one, isNew: false }));
        if (first || waiting.length > 0)
          running = running
            .then(() => first && seal(first, hostname, alike))
            .then(flush)
            .catch(() => undefined);
        return;
      }
      const elapsed = ELAPSED_MS.find(([limit]) => elapsedMs < limit)?.[1] ?? "endless";
      const others = failed.filter((one) => one.mirror !== hostname && !isOver(one.at, roster()?.windows.retrySeconds));
      failed = [...others, { mirror: hostname, outcome, elapsed, at: now(), isNew: true }];
    },
    kept: () => ({ reports: waiting, reported, ...(isSilent && { silent: true }) }),
    restore(kept) {
      waiting = [...(kept.reports ?? []), ...waiting];
      reported = { ...kept.reported, ...reported };
      isSilent = kept.silent === true;
    },
    silence(silent) {
      isSilent = silent;
      failed = [];
      if (silent) waiting = [];
      changed();
    },
  };
}

interface Failed {
  readonly mirror: string;
  readonly outcome: Outcome;
  readonly elapsed: Elapsed;
  /** Seconds since the epoch. */
  readonly at: number;
  readonly isNew: boolean;
}
