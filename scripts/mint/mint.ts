// Minting: fill the warden's orders with mirrors that stand and were probed. Three parts, in this order: take up what an
// earlier run left, fill open orders, reconcile what is deployed with what should be. Kill it anywhere and run it again.

import { systemClock } from "../clock.ts";
import { reach } from "../reach.ts";
import { type FillOptions, fillOrders } from "./fill.ts";
import { finish } from "./finish.ts";
import { renewKeyring } from "./keyring.ts";
import { alone } from "./lock.ts";
import { type Reconciled, reconcile } from "./reconcile.ts";
import { rollCall } from "./rollcall.ts";
import { createRun, type Run, type Tools } from "./run.ts";

type Defaulted = "clock" | "reach" | "onProgress" | "onStep";

/**
 * `count`: how many mirrors to mint; orders are placed where fewer are open. Absent: as many as are ordered.
 * `service`: orders of this service only.
 */
export interface MintOptions extends Omit<Tools, Defaulted>, Partial<Pick<Tools, Defaulted>>, FillOptions {
  readonly stateDir: string;
  /** How long to wait for another mint on this state directory. */
  readonly lockWaitSeconds?: number;
}

export interface Minted extends Reconciled {
  readonly minted: readonly string[];
  /** Mirrors that gave way to one of `minted`: they drain, or are retired where nobody was ever shown them. */
  readonly replaced: readonly string[];
  /** What happened and what to do next; nothing half-done is left that the next run would not take up. */
  readonly failures: Run["failures"];
}

/** Throws Mistake where the run cannot go on (no warden, another mint); what fails for one mirror is in `failures`. */
export async function mintOrders(options: MintOptions): Promise<Minted> {
  const run = createRun({
    clock: systemClock,
    reach,
    onProgress: () => undefined,
    onStep: () => undefined,
    ...options,
  });
  const onWait = (holder: string) => run.onProgress({ step: "waiting", text: `for another mint, process ${holder}` });
  const { stateDir, lockWaitSeconds: waitSeconds } = options;
  return alone(stateDir, { clock: run.clock, waitSeconds, onWait }, async () => {
    await renewKeyring(run.warden, run);
    await rollCall(run);
    await resume(run);
    await fillOrders(run, options);
    const reconciled = await reconcileAll(run, options);
    return { ...reconciled, minted: run.minted, replaced: await replacedBy(run), failures: run.failures };
  });
}

/** An account found dead on the way leaves groups without mirrors: they are given others before the run ends. */
async function reconcileAll(run: Run, { service }: FillOptions): Promise<Reconciled> {
  const refusing = run.refusing.size;
  const first = await reconcile(run);
  if (run.refusing.size === refusing) return first;
  await fillOrders(run, service === undefined ? {} : { service });
  const second = await reconcile(run);
  return {
    removed: [...first.removed, ...second.removed],
    redeployed: [...first.redeployed, ...second.redeployed],
  };
}

async function resume(run: Run): Promise<void> {
  const { mirrors } = await run.warden.status();
  for (const mirror of mirrors.filter(({ state }) => state === "minting")) await finish(mirror, run);
}

/** A replacement's elder gives way the moment it is ready; who burned or retired one meanwhile did it themselves. */
async function replacedBy({ warden, minted }: Run): Promise<readonly string[]> {
  if (minted.length === 0) return [];
  const replacing = (await warden.orders()).filter(({ hostname = "" }) => minted.includes(hostname));
  return replacing.flatMap(({ state, replaces }) => (state === "filled" && replaces !== undefined ? [replaces] : []));
}
