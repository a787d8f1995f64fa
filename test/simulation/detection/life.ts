// Two days of a group's ordinary life and the days after something begins: a block, or liars at work on a healthy mirror.
// Gives what the warden would hold, in the order of time: sightings and reports.
import type { Report, Sighting } from "../../../shared/domain/verdict/evidence.ts";
import { TRUSTED_LEVEL } from "../../../shared/domain/verdict/sequential.ts";
import { WINDOWS } from "../../../shared/domain/verdict/windows.ts";
import { createRandom, type Random } from "../../fuzz/random.ts";
import { ASSUMED, HOME_SHARES, INSIDER_SHARE, type Scenario } from "./scenario.ts";

export const HOUR = 3600;
export const DAY = 24 * HOUR;
/** A midnight. */
export const FIRST_DAY = 20_000 * DAY;
const HISTORY_DAYS = 2;
export const GROUP = "g";

export interface Life {
  readonly sightings: readonly Sighting[];
  readonly reports: readonly Report[];
  /** When the block, or the lying, begins. */
  readonly beginsAt: number;
  readonly endsAt: number;
  /** First failure of each honest reader. */
  readonly honestFailures: readonly number[];
}

interface Reader {
  readonly id: number;
  readonly network: string;
  readonly level: number;
  readonly isHome: boolean;
  readonly isLiar: boolean;
  readonly isInsider: boolean;
  readonly visitsADay: number;
}

export interface LiveOptions {
  readonly seed: number;
  readonly days: number;
  /** Absent: at any time of the third day. */
  readonly beginsAt?: number;
}

export function live(scenario: Scenario, { seed, days, ...given }: LiveOptions): Life {
  const random = createRandom(seed);
  const drawnAt = FIRST_DAY + HISTORY_DAYS * DAY + random.below(DAY);
  const { beginsAt = drawnAt } = given;
  const endsAt = beginsAt + days * DAY;
  const sightings: Sighting[] = [];
  const reports: Report[] = [];
  const honestFailures: number[] = [];
  for (const reader of makeReaders(scenario, random)) {
    const lived = liveOne(reader, { scenario, random, beginsAt, endsAt });
    sightings.push(...lived.sightings);
    reports.push(...lived.reports);
    if (!reader.isLiar && lived.failedAt !== undefined) honestFailures.push(lived.failedAt);
  }
  sightings.sort((left, right) => left.at - right.at);
  reports.sort((left, right) => left.at - right.at);
  return { sightings, reports, beginsAt, endsAt, honestFailures };
}

function makeReaders({ groupSize, liars, isTrafficFaked, home }: Scenario, random: Random): readonly Reader[] {
  const lying = wholeNear(liars * groupSize, random);
  const inside = isTrafficFaked ? wholeNear(INSIDER_SHARE * groupSize, random) : 0;
  return Array.from({ length: groupSize }, (_, id) => ({
    id,
    network: drawNetwork(random),
    level: chance(random, ASSUMED.trustedShare) ? TRUSTED_LEVEL : 0,
    isHome: chance(random, HOME_SHARES[home]),
    isLiar: id < Math.max(lying, inside),
    isInsider: id < inside,
    // Some read ten times as much as others.
    visitsADay: ASSUMED.visitsADay * -Math.log(1 - unit(random) * 0.95),
  }));
}

interface Living {
  readonly scenario: Scenario;
  readonly random: Random;
  readonly beginsAt: number;
  readonly endsAt: number;
}

interface Lived {
  readonly sightings: readonly Sighting[];
  readonly reports: readonly Report[];
  readonly failedAt: number | undefined;
}

function liveOne(reader: Reader, { scenario, random, beginsAt, endsAt }: Living): Lived {
  const sightings: Sighting[] = [];
  const reports: Report[] = [];
  let failedAt: number | undefined;
  let avoidsUntil = 0;
  const see = (at: number, served: boolean) => {
    const slot = at - (at % WINDOWS.slotSeconds);
    const tag = `${Math.floor(at / DAY)} ${reader.id}`;
    sightings.push({ tag, group: GROUP, network: reader.network, level: reader.level, at: slot, served });
  };
  const tell = (at: number, outcome: Report["outcome"]) => {
    reports.push({ group: GROUP, network: reader.network, level: reader.level, at, outcome, control: "ok" });
  };

  const honestUntil = reader.isInsider ? beginsAt : endsAt;
  for (const at of visitTimes(reader, honestUntil, random)) {
    const wishes = chance(random, ASSUMED.strayShare) !== reader.isHome && at >= avoidsUntil;
    const isBlocked = scenario.isBlocked && at >= beginsAt;
    const fails = wishes && (isBlocked || chance(random, ASSUMED.noise));
    see(at, wishes && !fails);
    if (!fails) continue;
    avoidsUntil = at + ASSUMED.avoidHours * HOUR;
    if (at >= beginsAt) failedAt ??= at;
    if (!reader.isLiar) tell(at, "tls");
  }
  if (reader.isLiar) {
    for (let day = beginsAt; day < endsAt; day += DAY) {
      const at = day + random.below(ASSUMED.liarHours * HOUR);
      if (at >= endsAt) continue;
      tell(at, scenario.lie === "frame" ? "tls" : "ok");
      if (reader.isInsider) see(at, scenario.lie === "hide");
    }
  }
  if (reader.isInsider) {
    const step = HOUR / ASSUMED.insiderVisitsAnHour;
    for (let at = beginsAt; at < endsAt; at += step) see(at + random.below(step), scenario.lie === "hide");
  }
  return { sightings, reports, failedAt };
}

/** Poisson by thinning, with a night: from hardly any at four in the morning to twice the mean in the afternoon. */
function visitTimes({ visitsADay }: Reader, until: number, random: Random): readonly number[] {
  const times: number[] = [];
  const meanGap = DAY / (2 * visitsADay);
  for (let at = FIRST_DAY; ; ) {
    at += Math.max(1, Math.round(-Math.log(1 - unit(random)) * meanGap));
    if (at >= until) return times;
    const hour = (at % DAY) / HOUR;
    if (chance(random, 0.5 - 0.45 * Math.cos(((hour - 4) / 24) * 2 * Math.PI))) times.push(at);
  }
}

function drawNetwork(random: Random): string {
  let left = unit(random);
  const at = ASSUMED.networks.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return `AS${at}`;
}

/** 1.5 is one or two, half the time each. */
function wholeNear(value: number, random: Random): number {
  return Math.floor(value) + (chance(random, value % 1) ? 1 : 0);
}

function chance(random: Random, probability: number): boolean {
  return unit(random) < probability;
}

function unit(random: Random): number {
  return random.below(2 ** 30) / 2 ** 30;
}
