// A whole round, as the command and the autopilot make it: ask the warden, publish, and tell it when all places have them.

import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Keys } from "../operator/keys.ts";
import type { Operator } from "../operator/operator.ts";
import { type WardenClient, WardenRefusal } from "../operator/wardenclient.ts";
import { Mistake } from "../terminal/mistake.ts";
import type { Screen } from "../terminal/screen.ts";
import { type Drawn, drawFiles } from "./draw.ts";
import type { ListDriver } from "./drivers/driver.ts";
import { openPlaces } from "./drivers/open.ts";
import { openLedger } from "./ledger.ts";
import { isPublished, type PlaceResult, publishLists } from "./publish.ts";

export interface RoundOptions {
  readonly stateDir: string;
  readonly keys: Keys;
  readonly warden: WardenClient;
  readonly places: readonly ListDriver[];
  readonly clock: Clock;
  readonly isOnlyDue: boolean;
  readonly onFile?: (place: string, written: number) => void;
}

export interface Round {
  readonly drawn: Drawn;
  readonly results: readonly PlaceResult[];
}

export async function publishRound({ stateDir, keys, warden, ...options }: RoundOptions): Promise<Round> {
  const now = Math.floor(options.clock.now() / 1000);
  const drawn = await drawFiles({ warden, keys, now, random });
  const results = await publishLists({ ...options, drawn, now, ledger: openLedger(stateDir) });
  if (results.every(isPublished)) await warden.listsPublished();
  return { drawn, results };
}

export const random = (lengthBytes: number) => Uint8Array.from(randomBytes(lengthBytes));

/** What is due, where it is due; what is wrong with which place. A credential that is missing is one failure among others. */
export async function publishDue(
  operator: Operator,
  { env, warden, clock }: { readonly env: Screen["env"]; readonly warden: WardenClient; readonly clock: Clock },
): Promise<readonly { readonly what: string; readonly next: string }[]> {
  const { keys, state } = operator;
  try {
    const places = await openPlaces(operator, { env });
    const { results } = await publishRound({ stateDir: state.dir, keys, warden, places, clock, isOnlyDue: true });
    return results.flatMap(({ problems }) => problems.filter(({ isNote }) => !isNote));
  } catch (error) {
    if (!(error instanceof Mistake) || error instanceof WardenRefusal) throw error;
    return [{ what: error.message, next: error.next ?? "" }];
  }
}
