// Which accounts let us in. One that says no is looked at from outside before anything is concluded: a wrong token and a
// closed account sound alike in the API, but only of a closed one do the mirrors fall silent. What is found becomes a signal.

import { isUsable } from "../../shared/domain/mirror.ts";
import type { AccountTrouble, MeshStatus, Mirror } from "../../shared/wardenapi.ts";
import { ProviderError } from "../providers/provider.ts";
import type { Reach } from "../reach.ts";
import { MintFailure } from "./failure.ts";
import { noteFailure, type Run } from "./run.ts";

const DETAIL_LIMIT = 500;
const TIMEOUT_MILLISECONDS = 10_000;
/** Enough to tell an account from a mirror, few enough to name little to who watches the wire. */
const MIRRORS_LOOKED_AT = 3;

/** What the operator's own token has back. The day's end frees a spent account, and the next write one whose KV was shut. */
const OURS_TO_SAY: readonly AccountTrouble["state"][] = ["refused", "dead"];

export async function rollCall(run: Run): Promise<void> {
  const { accounts } = await run.warden.status();
  for (const [account, provider] of run.providers) {
    try {
      await provider.verify();
    } catch (error) {
      if (error instanceof ProviderError && error.fault === "credential") await accountSaysNo(account, error, run);
      continue;
    }
    const isBack = accounts.some(({ id, state }) => id === account && OURS_TO_SAY.includes(state));
    if (isBack) await run.warden.accountWell(account);
  }
}

/** Nothing more is tried there in this run; its mirrors are moved where they serve no more. */
export async function accountSaysNo(account: string, error: ProviderError, run: Run): Promise<void> {
  if (run.unwell.has(account) && run.refusing.has(account)) return;
  run.unwell.add(account);
  run.refusing.add(account);
  const burned = await tell(account, error.message.slice(0, DETAIL_LIMIT), run);
  const are = burned.length === 1 ? "Its mirror serves" : `Its ${burned.length} mirrors serve`;
  const moved = burned.length === 0 ? "" : ` ${are} no more; their groups are moved.`;
  noteFailure(run, new MintFailure(`The account ${account} lets us in no more: ${error.message}.${moved}`, error));
}

/** The mirrors that this burned. */
async function tell(account: string, detail: string, run: Run): Promise<readonly string[]> {
  const { warden, clock } = run;
  if (await servesStill(account, await warden.status(), run)) {
    await warden.accountRefused(account, detail);
    return [];
  }
  return warden.signal([{ at: Math.floor(clock.now() / 1000), kind: "account-dead", account, detail }]);
}

/** Whether any mirror of the account still shows strangers what its zone shows; with none to look at nothing is concluded. */
async function servesStill(
  account: string,
  { mirrors }: Pick<MeshStatus, "mirrors">,
  { reach }: { readonly reach: Reach },
): Promise<boolean> {
  // Suspects last: one may be silent because it is blocked where we are.
  const own = mirrors
    .filter((mirror) => mirror.account === account && (isUsable(mirror.state) || mirror.state === "suspect"))
    .toSorted((left, right) => +isUsable(right.state) - +isUsable(left.state));
  const looks = await Promise.all(own.slice(0, MIRRORS_LOOKED_AT).map((mirror) => answers(mirror, reach)));
  return looks.length === 0 || looks.includes(true);
}

async function answers({ origin }: Mirror, reach: Reach): Promise<boolean> {
  try {
    const { status } = await reach(`${origin}/`, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
    return status < 500 && status !== 403 && status !== 409;
  } catch {
    return false;
  }
}
