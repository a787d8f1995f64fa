// A mint in a process of its own that dies by SIGKILL, as by a power cut: before or after a named step, or after the nth
// answer from outside, wherever the code then stands. Run by kill.test.ts with one argument, a JSON Killing.

import { mintOrders } from "../../../scripts/mint/mint.ts";
import type { StepName } from "../../../scripts/mint/run.ts";
import { readKeys } from "../../../scripts/operator/keys.ts";
import { createReach } from "../../../scripts/reach.ts";
import { type GroundPlan, toolsOf, wardenOf } from "./ground.ts";

export interface Killing {
  readonly plan: GroundPlan;
  readonly at: { readonly step: StepName; readonly when: "before" | "after" } | { readonly answers: number };
}

const die = () => process.kill(process.pid, "SIGKILL");

const { plan, at } = JSON.parse(process.argv[2] ?? "") as Killing;
const keys = await readKeys(plan.stateDir);
if (keys === undefined) throw new Error("the ground has keys");

let answers = 0;
function counted<Wanted extends unknown[]>(ask: (...wanted: Wanted) => Promise<Response>) {
  return async (...wanted: Wanted) => {
    const answer = await ask(...wanted);
    answers += 1;
    if ("answers" in at && answers === at.answers) die();
    return answer;
  };
}
const reach = counted(createReach());
await mintOrders({
  ...plan,
  ...toolsOf({ account: plan.account, keys, fetch: counted(fetch) }),
  keys,
  reach,
  warden: wardenOf(plan, keys, reach),
  onStep: (step, when) => "step" in at && at.step === step && at.when === when && die(),
});
