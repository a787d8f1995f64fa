// Walk one claimed mirror through its steps. What fails for the mirror alone gives its order back, or leaves the mirror for
// the next run where waiting may help; what fails for the whole run (no warden) is thrown on.

import type { Mirror } from "../../shared/wardenapi.ts";
import { ProviderError } from "../providers/provider.ts";
import { asMintFailure } from "./failure.ts";
import { accountSaysNo } from "./rollcall.ts";
import { noteFailure, type Run } from "./run.ts";
import { type Journey, STEPS } from "./steps.ts";

export type Finish = "minted" | "abandoned" | "left";

export async function finish(mirror: Mirror, run: Run): Promise<Finish> {
  const { hostname, service } = mirror;
  try {
    await walk({ mirror }, run);
  } catch (error) {
    const failure = asMintFailure(error);
    run.unwell.add(failure.scope === "account" ? mirror.account : mirror.zone);
    if (!failure.passing) await run.warden.abandon(hostname);
    if (error instanceof ProviderError && error.fault === "credential") await accountSaysNo(mirror.account, error, run);
    else noteFailure(run, failure, { hostname, service });
    return failure.passing ? "left" : "abandoned";
  }
  run.minted.push(hostname);
  run.onProgress({ step: "minted", hostname, service });
  return "minted";
}

async function walk(journey: Journey, run: Run): Promise<void> {
  const { hostname, service } = journey.mirror;
  for (const step of STEPS) {
    run.onProgress({ step: step.name, hostname, service });
    run.onStep(step.name, "before");
    await step.run(journey, run);
    run.onStep(step.name, "after");
  }
}
