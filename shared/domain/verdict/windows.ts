// Every span the judge goes by, in one object, so that a test can scale them all and nothing else has a number of its own.

export interface Windows {
  /** Sightings are kept by slots of this length. */
  readonly slotSeconds: number;
  /** Tags and reports are forgotten after this; the cohort test compares a window with the earlier ones in it. */
  readonly retentionSeconds: number;
  /** A reader has another tag after this. */
  readonly tagSeconds: number;
  /** The cohort's window starts with this and doubles… */
  readonly cohortFirstSeconds: number;
  /** …to at most this. */
  readonly cohortLastSeconds: number;
  /** A failed connection can cause this much more failing by itself (measured: 60-180 s, Great Firewall and TSPU). */
  readonly residualSeconds: number;
  /** Trusted readers served this soon after a report contradict it. */
  readonly vetoSeconds: number;
  /** One vote a network and group in this. */
  readonly voteSeconds: number;
  /** Probes older than this confirm nothing. */
  readonly probeSeconds: number;
  /** A signal speaks for this long before and after it was given, unless it is given again. */
  readonly signalSeconds: number;
  /** Burned entries are tested again this long after the burn. */
  readonly retestSeconds: readonly number[];
  /** What drops together within this, dropped at once (weather). */
  readonly weatherSeconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Relays note sightings by slots of this length, and the judge reads them so. */
export const SLOT_SECONDS = 300;

export const WINDOWS: Windows = {
  slotSeconds: SLOT_SECONDS,
  retentionSeconds: 2 * DAY,
  tagSeconds: DAY,
  cohortFirstSeconds: 15 * MINUTE,
  cohortLastSeconds: DAY,
  residualSeconds: 3 * MINUTE,
  vetoSeconds: 15 * MINUTE,
  voteSeconds: DAY,
  probeSeconds: DAY,
  signalSeconds: HOUR,
  retestSeconds: [12 * HOUR, DAY, 7 * DAY],
  weatherSeconds: HOUR,
};

/** All windows multiplied, never below a second: a day of the mesh in a test's seconds. */
export function scaleWindows(windows: Windows, factor: number): Windows {
  const scale = (seconds: number) => Math.max(1, Math.round(seconds * factor));
  return {
    slotSeconds: scale(windows.slotSeconds),
    retentionSeconds: scale(windows.retentionSeconds),
    tagSeconds: scale(windows.tagSeconds),
    cohortFirstSeconds: scale(windows.cohortFirstSeconds),
    cohortLastSeconds: scale(windows.cohortLastSeconds),
    residualSeconds: scale(windows.residualSeconds),
    vetoSeconds: scale(windows.vetoSeconds),
    voteSeconds: scale(windows.voteSeconds),
    probeSeconds: scale(windows.probeSeconds),
    signalSeconds: scale(windows.signalSeconds),
    retestSeconds: windows.retestSeconds.map(scale),
    weatherSeconds: scale(windows.weatherSeconds),
  };
}
