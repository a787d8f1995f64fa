// Do one thing of a plan. What was seen may be old by now, so each deed asks again where being wrong would cost a mirror;
// what fails for one mirror, zone or account is noted and does not stop the others.

import { claimOrder } from "../mint/claim.ts";
import { asMintFailure } from "../mint/failure.ts";
import { finish } from "../mint/finish.ts";
import { renewKeyring } from "../mint/keyring.ts";
import { zonesInUse } from "../mint/reconcile.ts";
import { ensureRelay, findPlace } from "../mint/relay.ts";
import { accountSaysNo } from "../mint/rollcall.ts";
import { noteFailure, type Run } from "../mint/run.ts";
import { ProviderError } from "../providers/provider.ts";
import type { Deed } from "./action.ts";
import { LISTS } from "./plans/lists.ts";
import { vantageName } from "./plans/probes.ts";

export interface ActOptions {
  readonly run: Run;
  /** The number of our lease. */
  readonly fence: number;
}

/** Throws only what ends the pass: no warden. */
export async function act(deed: Deed, { run, fence }: ActOptions): Promise<void> {
  switch (deed.kind) {
    case "renew-keyring":
      await renewKeyring(run.warden, run);
      return;
    case "publish-lists":
      return publishDue(run);
    case "probe":
      return lookFrom(deed, run);
    case "resume":
      return resume(deed.hostname, run);
    case "abandon":
      return abandon(deed.hostname, run);
    case "mint":
      return mint(deed, { run, fence });
    case "rotate":
      await run.warden.rotate({ service: deed.service, olderThanSeconds: deed.olderThanSeconds, most: 1 });
      return;
    case "deploy":
      return attempt(deed, run, async () => {
        const place = findPlace(deed.zone, run);
        if (place !== undefined) await ensureRelay(place, run);
      });
    case "remove":
      return attempt(deed, run, async () => {
        // Somebody may have claimed a mirror there since we looked.
        const inUse = zonesInUse(await run.warden.status());
        if (!inUse.has(deed.zone)) await run.providers.get(deed.account)?.remove({ name: deed.name, zone: deed.zone });
      });
  }
}

/** What fails is left alone for a while, as an account would be. */
async function publishDue(run: Run): Promise<void> {
  for (const { what, next } of (await run.publishLists?.()) ?? []) {
    run.unwell.add(LISTS);
    run.failures.push({ what, next });
    run.onProgress({ step: "failed", text: what });
  }
}

async function lookFrom({ vantage, hostname }: Extract<Deed, { kind: "probe" }>, run: Run): Promise<void> {
  const name = vantageName(vantage);
  // What an earlier look from there met is not met again.
  if (run.unwell.has(name)) return;
  const trouble = await run.probeWish?.(vantage, hostname);
  if (trouble === undefined) return;
  run.unwell.add(name);
  run.failures.push(trouble);
  run.onProgress({ step: "failed", text: trouble.what });
}

async function resume(hostname: string, run: Run): Promise<void> {
  const { mirrors } = await run.warden.status();
  const mirror = mirrors.find((one) => one.hostname === hostname && one.state === "minting");
  if (mirror !== undefined) await finish(mirror, run);
}

/** Who ended it meanwhile, or burned it, was quicker. */
async function abandon(hostname: string, run: Run): Promise<void> {
  const { mirrors } = await run.warden.status();
  if (mirrors.some((one) => one.hostname === hostname && one.state === "minting")) await run.warden.abandon(hostname);
}

async function mint(deed: Extract<Deed, { kind: "mint" }>, { run, fence }: ActOptions): Promise<void> {
  const zone = findPlace(deed.zone, run)?.zone;
  // What an earlier deed of this plan met is not met again.
  if (zone === undefined || run.unwell.has(zone.zone) || run.unwell.has(zone.account)) return;
  const status = await run.warden.status();
  const mirror = await claimOrder({ id: deed.order, service: deed.service }, { zone, status, fence }, run);
  if (mirror !== "taken") await finish(mirror, run);
}

async function attempt(
  { account, zone }: { readonly account: string; readonly zone: string },
  run: Run,
  work: () => Promise<void>,
): Promise<void> {
  if (run.unwell.has(account)) return;
  try {
    await work();
  } catch (error) {
    await noteTrouble(account, error, run, zone);
  }
}

/** One account's trouble is noted and told, and nobody else's; one that lets us in no more has its groups moved. */
export async function noteTrouble(account: string, error: unknown, run: Run, zone = account): Promise<void> {
  if (error instanceof ProviderError && error.fault === "credential") return accountSaysNo(account, error, run);
  const failure = asMintFailure(error);
  run.unwell.add(failure.scope === "account" ? account : zone);
  noteFailure(run, failure);
}
