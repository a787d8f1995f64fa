// The rows of one hostname's evidence, and how little is kept of them: a sighting is a tag of its day, a slot of minutes, a
// network and a country; a few reports a network, group and day. Whatever is older than the retention goes; so does the oldest
// where there is too much, so that a flood costs memory of a known size.

import type { ProbeResult } from "../../../shared/domain/verdict/evidence.ts";
import type { Windows } from "../../../shared/domain/verdict/windows.ts";
import type { Notes, ReportNote, SightingNote } from "./notes.ts";

export const SIGHTINGS_LIMIT = 10_000;
export const REPORTS_LIMIT = 2_000;
export const PROBES_LIMIT = 200;
/** The judge counts one a network, group and day, and may rule some out: so a few are kept to choose from. */
const REPORTS_A_VOTE = 8;
/** An alarm may be late, and early is better than late. */
const SLACK_SECONDS = 600;

export const SHELF_STEPS: readonly string[] = [
  `CREATE TABLE sightings (
     at INTEGER NOT NULL, tag TEXT NOT NULL, groupId TEXT NOT NULL, served INTEGER NOT NULL, network TEXT NOT NULL,
     country TEXT NOT NULL, level INTEGER NOT NULL, PRIMARY KEY (at, tag, groupId, served)) WITHOUT ROWID;
   CREATE TABLE reports (
     network TEXT NOT NULL, groupId TEXT NOT NULL, span INTEGER NOT NULL, at INTEGER NOT NULL, country TEXT NOT NULL,
     level INTEGER NOT NULL, outcome TEXT NOT NULL, control TEXT NOT NULL);
   CREATE INDEX reportsByVote ON reports (network, groupId, span);
   CREATE TABLE probes (
     at INTEGER NOT NULL, country TEXT NOT NULL, network TEXT NOT NULL, vantage TEXT NOT NULL, result TEXT NOT NULL,
     PRIMARY KEY (at, country, network, vantage)) WITHOUT ROWID;`,
];

export interface Shelf {
  put(notes: Notes): void;
  /** Countries that somebody said something about; with `seen`, also those readers were merely seen in. */
  countries(options?: { readonly seen: boolean }): readonly string[];
  sightings(country: string): readonly SightingNote[];
  reports(country: string): readonly ReportNote[];
  probes(country: string): readonly ProbeResult[];
  /** Drop what is over; when the next row is (seconds), if there is one. */
  forget(): number | undefined;
}

type Row = Record<string, SqlStorageValue>;

export function createShelf(
  sql: SqlStorage,
  { now, windows }: { readonly now: number; readonly windows: Windows },
): Shelf {
  const all = <T extends Row>(query: string, ...values: SqlStorageValue[]): readonly T[] =>
    sql.exec<T>(query, ...values).toArray();
  const shorten = (table: "sightings" | "reports" | "probes", limit: number) => {
    const [row] = all<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`);
    if ((row?.rows ?? 0) <= limit) return;
    // A tenth at once, or every row of a flood would count the table again.
    const cut = all<{ at: number }>(
      `SELECT at FROM ${table} ORDER BY at LIMIT 1 OFFSET ?`,
      (row?.rows ?? 0) - limit * 0.9,
    )[0];
    sql.exec(`DELETE FROM ${table} WHERE at < ?`, cut?.at ?? 0);
    sql.exec(`DELETE FROM ${table} WHERE at = ? AND (SELECT count(*) FROM ${table}) > ?`, cut?.at ?? 0, limit);
  };
  const putSighting = ({ at, tag, group, served, network, country, level }: SightingNote) => {
    const values = [at, tag, group, served ? 1 : 0, network, country, level];
    sql.exec(
      "INSERT OR IGNORE INTO sightings (at, tag, groupId, served, network, country, level) VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...values,
    );
  };
  const putReport = ({ network, group, at, country, level, outcome, control }: ReportNote) => {
    const span = Math.floor(at / windows.voteSeconds);
    const told = "SELECT count(*) AS reports FROM reports WHERE network = ? AND groupId = ? AND span = ?";
    if ((all<{ reports: number }>(told, network, group, span)[0]?.reports ?? 0) >= REPORTS_A_VOTE) return;
    const into =
      "INSERT INTO reports (network, groupId, span, at, country, level, outcome, control) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    sql.exec(into, network, group, span, at, country, level, outcome, control);
  };
  /** The same run sent twice is one run. */
  const putProbe = (probe: ProbeResult) => {
    const { at, country, network, vantage } = probe;
    const into = "INSERT OR IGNORE INTO probes (at, country, network, vantage, result) VALUES (?, ?, ?, ?, ?)";
    sql.exec(into, at, country, network, vantage, JSON.stringify(probe));
  };
  const forget = () => {
    const before = now - windows.retentionSeconds + Math.min(SLACK_SECONDS, windows.slotSeconds);
    sql.exec("DELETE FROM sightings WHERE at <= ?", before);
    sql.exec("DELETE FROM reports WHERE at <= ?", before);
    // A probe names no reader; it confirms nothing when it is old, and the judge looks no further back.
    sql.exec("DELETE FROM probes WHERE at <= ?", now - 2 * windows.probeSeconds);
    const ends = [
      ...all<{ at: number | null }>("SELECT min(at) AS at FROM sightings").map((row) => row.at),
      ...all<{ at: number | null }>("SELECT min(at) AS at FROM reports").map((row) => row.at),
      ...all<{ at: number | null }>("SELECT min(at) AS at FROM probes").map((row) => row.at),
    ].filter((at) => at !== null);
    return ends.length === 0 ? undefined : Math.min(...ends) + windows.retentionSeconds;
  };
  return {
    put: ({ sightings, reports, probes }) => {
      for (const sighting of sightings) putSighting(sighting);
      for (const report of reports) putReport(report);
      for (const probe of probes) putProbe(probe);
      if (sightings.length > 0) shorten("sightings", SIGHTINGS_LIMIT);
      if (reports.length > 0) shorten("reports", REPORTS_LIMIT);
      if (probes.length > 0) shorten("probes", PROBES_LIMIT);
    },
    countries: ({ seen } = { seen: false }) => {
      const said = "SELECT country FROM reports UNION SELECT country FROM probes";
      return all<{ country: string }>(seen ? `${said} UNION SELECT country FROM sightings` : said).map(
        (row) => row.country,
      );
    },
    sightings: (country) =>
      all<{ at: number; tag: string; groupId: string; served: number; network: string; level: number }>(
        "SELECT at, tag, groupId, served, network, level FROM sightings WHERE country = ? ORDER BY at, tag",
        country,
      ).map(({ groupId, served, ...row }) => ({ ...row, country, group: groupId, served: served === 1 })),
    reports: (country) =>
      all<{ at: number; groupId: string; network: string; level: number; outcome: string; control: string }>(
        "SELECT at, groupId, network, level, outcome, control FROM reports WHERE country = ? ORDER BY at",
        country,
      ).map(({ groupId, outcome, control, ...row }) => ({
        ...row,
        country,
        group: groupId,
        outcome: outcome as ReportNote["outcome"],
        control: control as ReportNote["control"],
      })),
    probes: (country) =>
      all<{ result: string }>("SELECT result FROM probes WHERE country = ? ORDER BY at", country).map(
        ({ result }) => JSON.parse(result) as ProbeResult,
      ),
    forget,
  };
}
