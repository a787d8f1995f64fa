// `hezar reconcile`: one pass of the autopilot, for cron and CI.
//
// Exit codes: 0 all is as it should be, or waits for a reason that was said; 1 something failed; 2 the command line makes no
// sense; 3 another autopilot steers, nothing was done; 4 only with --dry-run: there is something to do.

import { type Action, actionText, isDeed } from "../autopilot/action.ts";
import { openCockpit } from "../autopilot/cockpit.ts";
import { type Pass, preview, runPass } from "../autopilot/pass.ts";
import { signalText } from "../health/signaltext.ts";
import { createHerald } from "../notify/herald.ts";
import { openOperator } from "../operator/operator.ts";
import type { Run } from "../terminal/commandline.ts";
import { spanText } from "../terminal/meshtable.ts";
import type { Screen } from "../terminal/screen.ts";
import { progressText } from "./mint.ts";

const HELD = 3;
const TO_DO = 4;

export const run: Run = async (call, screen) => {
  const operator = await openOperator(call);
  if (call.has("dry-run")) return screen.step("Looking", () => dryRun(operator, screen));
  const { pass, herald } = await screen.step("Looking", async (tell) => {
    const cockpit = await openCockpit(operator, {
      env: screen.env,
      onProgress: (progress) => tell(progressText(progress)),
    });
    const herald = createHerald(operator, { env: screen.env, warden: cockpit.warden });
    const onDeed = (deed: Action) => tell(actionText(deed, cockpit.clock.now() / 1000));
    const onLook = (what: string) => tell(lookText(what));
    try {
      return { pass: await runPass({ ...cockpit, isDeep: true, onDeed, onLook }), herald };
    } finally {
      // Else the next cron's run would meet a lease that nobody uses, for minutes.
      await cockpit.lease.giveBack().catch(() => undefined);
    }
  });
  for (const problem of await herald.tell(pass)) screen.note(problem);
  if (screen.json) screen.data({ ...pass, unwell: [...pass.unwell] });
  else screen.out(passText(pass, screen));
  if (pass.heldBy !== undefined) return HELD;
  return pass.failures.length === 0 ? 0 : 1;
};

async function dryRun(operator: Awaited<ReturnType<typeof openOperator>>, screen: Screen): Promise<number> {
  const cockpit = await openCockpit(operator, { env: screen.env, onProgress: () => undefined });
  const actions = await preview({ ...cockpit, isDeep: true });
  if (screen.json) screen.data({ actions });
  else screen.out(planText(actions, cockpit.clock.now() / 1000, screen));
  return actions.some(isDeed) ? TO_DO : 0;
}

function planText(actions: readonly Action[], now: number, { style }: Screen): string {
  if (actions.length === 0) return "Nothing to do: the mesh is as it should be.";
  const sign = (action: Action) => (isDeed(action) ? style.green("→") : style.dim("…"));
  return actions.map((action) => `${sign(action)} ${actionText(action, now)}`).join("\n");
}

export function lookText(what: string): string {
  return `Looking at ${what} from outside`;
}

export function passText({ heldBy, health, done, holds, minted, failures }: Pass, { style }: Screen): string {
  const now = Date.now() / 1000;
  const { signals = [], troubles = [] } = health ?? {};
  const lines = [
    ...signals.map((signal) => `${style.red("✗")} ${signalText(signal)}`),
    ...troubles.map((trouble) => `${style.yellow("!")} ${trouble}`),
    ...minted.map((hostname) => `${style.green("●")} ${hostname} stands`),
    ...done
      .filter(({ kind }) => kind !== "mint" && kind !== "resume")
      .map((deed) => `${style.green("→")} ${actionText(deed, now)}`),
    ...holds.map((hold) => `${style.dim("…")} ${actionText(hold, now)}`),
    ...failures.map(({ what, next }) => `${style.red("✗")} ${what}\n  ${next}`),
  ];
  if (heldBy !== undefined) {
    const left = spanText(Math.max(0, heldBy.until - now));
    lines.push(
      `${style.yellow("!")} Another autopilot steers (${heldBy.holder}), for ${left} at least. Nothing is lost: orders wait.`,
    );
  }
  return lines.length === 0 ? "Nothing to do: the mesh is as it should be." : lines.join("\n");
}
