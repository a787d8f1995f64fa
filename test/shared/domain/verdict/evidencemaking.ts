// Evidence for the tests of the judge: a host with nothing against it, and rows to lay on its table.
import type {
  HostEvidence,
  ProbeResult,
  Report,
  Sighting,
  Signal,
  SignalKind,
} from "../../../../shared/domain/verdict/evidence.ts";

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Noon, so that no vote of the last hours lies beyond midnight. */
export const NOW = 20_000 * DAY + 12 * HOUR;

export const hostEvidence = (changes: Partial<HostEvidence> = {}): HostEvidence => ({
  hostname: "blue-reed.garden.example",
  country: "IR",
  groups: [{ group: "g", readers: 20 }],
  sightings: [],
  reports: [],
  probes: [],
  signals: [],
  words: [],
  ...changes,
});

export const report = (changes: Partial<Report> = {}): Report => ({
  group: "g",
  network: "AS1",
  level: 1,
  at: NOW - 10 * MINUTE,
  outcome: "tls",
  control: "ok",
  ...changes,
});

/** So many failures, a network each, a minute apart; the last of them at `to`. */
export const failures = (count: number, { to = NOW - MINUTE, ...changes }: Partial<Report> & { to?: number } = {}) =>
  Array.from({ length: count }, (_, at) =>
    report({ network: `AS${at + 1}`, at: to - (count - 1 - at) * MINUTE, ...changes }),
  );

export const sighting = (changes: Partial<Sighting> = {}): Sighting => ({
  tag: "t1",
  group: "g",
  network: "AS1",
  level: 1,
  at: NOW - 5 * MINUTE,
  served: true,
  ...changes,
});

/** Readers seen one after the other within the hour that ends at `to`; the first `served` of them by this mirror. */
export const crowd = (count: number, { served, to }: { readonly served: number; readonly to: number }) =>
  Array.from({ length: count }, (_, at) =>
    sighting({ tag: `t${at}`, network: `AS${at % 7}`, level: 0, at: to - at * MINUTE, served: at < served }),
  );

/** A quiet past: in each of the two days before today's noon twenty readers came, 18 of them to this mirror. */
export const past = () => [
  ...crowd(20, { served: 18, to: NOW - 26 * HOUR }),
  ...crowd(20, { served: 18, to: NOW - 6 * HOUR }),
];

export const probe = (changes: Partial<ProbeResult> = {}): ProbeResult => ({
  at: NOW - HOUR,
  hostname: "blue-reed.garden.example",
  country: "IR",
  network: "AS1",
  vantage: "operator",
  control: "ok",
  blocking: "tls-sni",
  ...changes,
});

export const signal = (kind: SignalKind, changes: Partial<Signal> = {}): Signal => ({
  at: NOW - 5 * MINUTE,
  kind,
  account: "first",
  detail: "seen by a health check",
  ...changes,
});
