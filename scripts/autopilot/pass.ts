// One pass: call the roll, look from outside, then observe, plan, act, and look again, because what was done changes what is
// wanted (a burn's order is there only after it), until nothing is left to do. What providers and origins did is told before
// anything is planned, so that it is mended in the same pass. Before each deed the lease is kept; who loses it stops at once.

import type { Lease } from "../../shared/wardenapi.ts";
import { checkHealth, type Health, type HealthOptions } from "../health/health.ts";
import { alone } from "../mint/lock.ts";
import { rollCall } from "../mint/rollcall.ts";
import { type Asked, findShut, placesOf, shutPlaces } from "../mint/room.ts";
import { createRun, type Run, type Tools } from "../mint/run.ts";
import { ProviderError } from "../providers/provider.ts";
import { act, noteTrouble } from "./act.ts";
import { type Action, type Deed, type Hold, isDeed } from "./action.ts";
import type { Desired } from "./desired.ts";
import type { LeaseKeeper } from "./lease.ts";
import { type ObserveOptions, observe } from "./observe.ts";
import type { Observed } from "./observed.ts";
import { plan } from "./plan.ts";

export interface PassOptions extends Tools {
  readonly stateDir: string;
  readonly desired: Desired;
  readonly lease: LeaseKeeper;
  /** Accounts and zones to leave alone for now. */
  readonly unwell?: ReadonlySet<string>;
  readonly isDeep: boolean;
  /** How to look at mirrors and accounts from outside; absent: not in this pass. */
  readonly health?: Pick<HealthOptions, "perAccount" | "flags"> | undefined;
  readonly onLook?: HealthOptions["onLook"];
  readonly signal?: AbortSignal;
  readonly onDeed?: (deed: Deed) => void;
}

export interface Pass {
  /** Who else steers; then nothing was done. */
  readonly heldBy?: Lease;
  /** What was seen from outside, and told to the warden. */
  readonly health?: Health;
  readonly done: readonly Deed[];
  readonly holds: readonly Hold[];
  readonly minted: readonly string[];
  readonly failures: Run["failures"];
  /** Accounts and zones that failed. */
  readonly unwell: ReadonlySet<string>;
}

/** Looks that find something new to do; the next pass goes on. After an account's end they are counted anew. */
const ROUNDS = 6;

/** Throws where no pass can be made: no warden, another mint of this machine that does not end. */
export function runPass(options: PassOptions): Promise<Pass> {
  const { stateDir, clock } = options;
  return alone(stateDir, { clock }, () => passAlone(options));
}

async function passAlone(options: PassOptions): Promise<Pass> {
  const run = createRun(options);
  const known = options.unwell ?? new Set();
  const done: Deed[] = [];
  let holds: readonly Hold[] = [];
  const first = await options.lease.keep();
  if (!first.granted) return { heldBy: first, done, holds, minted: [], failures: [], unwell: new Set() };
  await callRoll(options, run);
  const health = await lookOutside(options, run);
  const result = (heldBy?: Lease): Pass => {
    const { minted, failures, unwell } = run;
    return { ...(heldBy && { heldBy }), ...(health && { health }), done, holds, minted, failures, unwell };
  };
  // What did not help once helps no more a moment later.
  const tried = new Set<string>();
  for (let left = ROUNDS; left > 0; left--) {
    const refusing = run.refusing.size;
    const { deeds: found, held } = await look(options, {
      unwell: new Set([...known, ...run.unwell]),
      onTrouble: (account, error, zone) => noteTrouble(account, error, run, zone),
      shut: (asked) => shutPlaces(run, asked),
    });
    // An account's end orders mirrors that this look has not seen.
    if (run.refusing.size > refusing) {
      left = ROUNDS;
      continue;
    }
    const deeds = found.filter((deed) => !tried.has(JSON.stringify(deed)));
    holds = held;
    if (deeds.length === 0) break;
    for (const deed of deeds) {
      if (options.signal?.aborted === true) return result();
      const lease = await options.lease.keep();
      if (!lease.granted) return result(lease);
      tried.add(JSON.stringify(deed));
      options.onDeed?.(deed);
      await act(deed, { run, fence: lease.fence });
      done.push(deed);
    }
    if (run.refusing.size > refusing) left = ROUNDS;
  }
  return result();
}

/** What the next pass would do, without doing it. */
export async function preview(options: PassOptions): Promise<readonly Action[]> {
  // An account that says no is planned around, and nobody is told of it.
  const onTrouble = async (_: string, error: unknown) => {
    if (!(error instanceof ProviderError)) throw error;
  };
  const shut = async (asked: Asked) => placesOf(await findShut(options, asked));
  const { deeds, held } = await look(options, { unwell: options.unwell ?? new Set(), onTrouble, shut });
  return [...deeds, ...held];
}

/** Accounts that refused us are asked each time whether they have us back, all others now and then. */
async function callRoll({ isDeep, health, warden }: PassOptions, run: Run): Promise<void> {
  if (isDeep || health !== undefined || (await warden.status()).accounts.length > 0) await rollCall(run);
}

/** Accounts that the roll call found shut were looked at there, and told of. */
async function lookOutside({ health, onLook, providers, ...tools }: PassOptions, run: Run) {
  if (health === undefined) return undefined;
  const open = new Map([...providers].filter(([account]) => !run.refusing.has(account)));
  return checkHealth({ ...tools, ...health, providers: open, ...(onLook && { onLook }) });
}

interface Look extends Pick<ObserveOptions, "unwell" | "onTrouble"> {
  /** Places where no new mirror can go. */
  readonly shut: (asked: Asked) => Promise<ReadonlySet<string>>;
}

async function look(options: PassOptions, { unwell, onTrouble, shut }: Look) {
  const observed = await observe({ ...options, unwell, onTrouble });
  const actions = await planWithRoom(options.desired, observed, shut);
  return { deeds: actions.filter(isDeed), held: actions.filter((action): action is Hold => !isDeed(action)) };
}

/** A plan's new mirrors go where there is room for them; who is asked is whom the plan would take. */
async function planWithRoom(desired: Desired, observed: Observed, shut: Look["shut"]): Promise<readonly Action[]> {
  const asked = new Set<string>();
  const found = new Set<string>();
  for (;;) {
    const actions = plan(desired, { ...observed, shut: found }, observed.status.now);
    const chosen = actions.flatMap((action) => (action.kind === "mint" ? action.account : []));
    const accounts = [...new Set(chosen)].filter((account) => !asked.has(account));
    if (accounts.length === 0) return actions;
    for (const account of accounts) asked.add(account);
    for (const place of await shut({ accounts, unwell: observed.unwell })) found.add(place);
  }
}
