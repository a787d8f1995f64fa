// Reports as they come from relays → rows for the mirrors they are about. Opening is asynchronous and transactions are not,
// so all are opened first; what was taken before, or is about a mirror its group never saw, is dropped without a word.

import { deriveReportKey } from "../../../shared/domain/evidencekeys.ts";
import { mirrorDigest, openReport, type Report } from "../../../shared/domain/report.ts";
import type { Book } from "../book.ts";
import { providerOf } from "../need.ts";
import { add, type Batch, type RowsByHost } from "./batch.ts";
import type { ReportNote } from "./notes.ts";

/** A report and what the relay that carried it saw. */
export interface CarriedReport extends Report {
  readonly level: number;
  readonly country: string;
  readonly network: string;
}

export interface OpeningKeys {
  readonly evidenceKey: Uint8Array;
  readonly reportKey: CryptoKey;
}

export async function openReports(
  reports: Batch["reports"],
  { evidenceKey, reportKey, now }: OpeningKeys & { readonly now: number },
): Promise<readonly CarriedReport[]> {
  const opened: CarriedReport[] = [];
  for (const { sealed, level, country, network } of reports) {
    const groupKey = (group: string) => deriveReportKey(evidenceKey, group);
    const report = await openReport(sealed, { key: reportKey, groupKey, now });
    if (report.ok) opened.push({ ...report.value, level, country, network });
  }
  return opened;
}

/** Hostnames that reports of these groups may be about: few, where the mesh may have had a hundred thousand. */
export function reportable(book: Book, reports: readonly CarriedReport[]): readonly string[] {
  const lineages = new Set(reports.flatMap(({ group }) => book.groups.find(group)?.lineage ?? []));
  return [...lineages].flatMap((lineage) => book.mirrors.admitting(lineage).map(({ hostname }) => hostname));
}

/** `digests`: hostname by its digest. */
export function placeReports(
  book: Book,
  reports: readonly CarriedReport[],
  digests: ReadonlyMap<string, string>,
): RowsByHost<ReportNote> {
  const rows: RowsByHost<ReportNote> = new Map();
  for (const report of reports) {
    const { group, level, country, network, outcome } = report;
    const lineage = book.groups.find(group)?.lineage;
    const hostname = digests.get(report.mirror);
    const control = digests.get(report.control.mirror);
    if (lineage === undefined || hostname === undefined || control === undefined || control === hostname) continue;
    if (!isShownTo(book, hostname, lineage) || !isShownTo(book, control, lineage) || !book.reports.take(report))
      continue;
    const failed = outcome !== "ok";
    // The first failure of a network can have caused the second: the censor blocks whoever it just caught for minutes.
    const before = failed
      ? book.reports.failedBefore({ group, network, hostname }, book.windows.residualSeconds)
      : undefined;
    if (before !== undefined && before !== hostname) continue;
    if (report.alike) tellOfProvider(book, hostname, country);
    const row = { group, network, level, country, at: book.now, outcome };
    add(rows, hostname, { ...row, control: report.control.outcome === "ok" ? "ok" : "failed" });
  }
  return rows;
}

/** Readers' word alone blames no provider (verdict/levels.ts does, of mirrors that are burned): the operator hears of it, once an hour. */
function tellOfProvider(book: Book, hostname: string, country: string): void {
  const told = book.events.about(hostname, EVENTS_BACK);
  if (told.some(({ event, at }) => event === "provider-doubted" && book.now - at < HOUR_SECONDS)) return;
  const mirror = book.mirrors.find(hostname);
  const provider = mirror && providerOf(mirror, book.settings.mesh());
  book.events.add("provider-doubted", { hostname, detail: [provider, country].filter(Boolean).join(" ") });
}

const EVENTS_BACK = 20;
const HOUR_SECONDS = 3600;

function isShownTo(book: Book, hostname: string, lineage: string): boolean {
  return book.mirrors.admitted(hostname).includes(lineage);
}

/** Hostnames by what reports call them; what was worked out once is kept. */
export function createDigests(): (hostnames: readonly string[]) => Promise<ReadonlyMap<string, string>> {
  const known = new Set<string>();
  const digests = new Map<string, string>();
  return async (hostnames) => {
    for (const hostname of hostnames) {
      if (known.has(hostname)) continue;
      digests.set(await mirrorDigest(hostname), hostname);
      known.add(hostname);
    }
    return digests;
  };
}
