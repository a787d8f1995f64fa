// What may become of one call to the outside: it fails before it arrives, its answer is lost after it worked, it arrives
// twice, it takes minutes; or the process that made it dies, before or after. A dead process gets no more answers.

import type { Dice } from "./chance.ts";
import type { Time } from "./time.ts";

export class Killed extends Error {
  override readonly name = "Killed";
}
/** As Node's fetch says it. */
const noConnection = () => Object.assign(new TypeError("fetch failed"), { code: "ECONNRESET" });

export interface Fate {
  readonly isDead: () => boolean;
  /** `name` is for the story of a run that failed. */
  call<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export interface Odds {
  readonly fails: number;
  readonly loses: number;
  readonly doubles: number;
  readonly delays: number;
  readonly kills: number;
}

export const CALM: Odds = { fails: 0, loses: 0, doubles: 0, delays: 0, kills: 0 };
export const ROUGH: Odds = { fails: 0.04, loses: 0.04, doubles: 0.04, delays: 0.06, kills: 0.012 };

const LONGEST_DELAY_SECONDS = 240;
/** Calls that change nothing. */
const LOOKS = /^(?:GET|list|read|look)\b/;

export interface FateOptions {
  readonly dice: Dice;
  readonly time: Time;
  readonly odds: Odds;
  readonly story: (line: string) => void;
  /** Holds the process up at a call, as a closed laptop does; resolves when it wakes. */
  readonly freeze?: () => Promise<void> | undefined;
  /** What must hold whenever somebody outside has done something. */
  readonly check: () => void;
}

export function createFate({ dice, time, odds, story, freeze, check }: FateOptions): Fate {
  let dead = false;
  const die = (name: string, when: string): never => {
    dead = true;
    story(`killed ${when} ${name}`);
    throw new Killed();
  };
  return {
    isDead: () => dead,
    call: async (name, work) => {
      if (dead) throw new Killed();
      await freeze?.();
      if (dice.hits(odds.kills)) die(name, "before");
      if (dice.hits(odds.delays)) time.pass(dice.between(1, LONGEST_DELAY_SECONDS));
      if (dice.hits(odds.fails)) {
        story(`${name} fails`);
        throw noConnection();
      }
      if (dice.hits(odds.doubles)) {
        story(`${name} arrives twice`);
        await work().catch(() => undefined);
      }
      const value = await work();
      if (!LOOKS.test(name)) check();
      if (dice.hits(odds.kills)) die(name, "after");
      if (dice.hits(odds.loses)) {
        story(`${name} works, its answer is lost`);
        throw noConnection();
      }
      return value;
    },
  };
}
