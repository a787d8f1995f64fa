// `hezar watch`: the autopilot, pass after pass until Ctrl-C, which lets the deed in hand end and gives the lease back. A
// warden out of reach for a while is said once and asked again.

import { setTimeout as sleep } from "node:timers/promises";
import { actionText } from "../autopilot/action.ts";
import { openCockpit } from "../autopilot/cockpit.ts";
import { type Pass, type PassOptions, runPass } from "../autopilot/pass.ts";
import { createPatience } from "../autopilot/patience.ts";
import type { Health } from "../health/health.ts";
import { createHerald, type Herald } from "../notify/herald.ts";
import { openOperator } from "../operator/operator.ts";
import { watchSignals } from "../start/interruption.ts";
import type { Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import type { Screen } from "../terminal/screen.ts";
import { progressText } from "./mint.ts";
import { lookText, passText } from "./reconcile.ts";

const INTERVAL_SECONDS = 60;
/** Reading every relay's build, logging and guard is three calls a zone. */
const DEEP_EVERY_SECONDS = 3600;
/** A look from outside is requests of every account's day (cockpit.ts). */
const HEALTH_EVERY_SECONDS = 300;

export const run: Run = async (call, screen) => {
  const operator = await openOperator(call);
  const { signal, forget } = watchSignals();
  let tell = (_says: string): void => undefined;
  const cockpit = await openCockpit(operator, {
    env: screen.env,
    onProgress: (progress) => tell(progressText(progress)),
  });
  const herald = createHerald(operator, { env: screen.env, warden: cockpit.warden });
  if (call.has("test-notify")) {
    forget();
    return trial(herald, screen);
  }
  const watch = createWatch(cockpit, { screen, herald, signal });
  const interval = (call.number("interval") ?? INTERVAL_SECONDS) * 1000;
  screen.note("Watching; Ctrl-C ends it after the step in hand.");
  while (!signal.aborted) {
    await screen.step("Looking", async (says) => {
      tell = says;
      await watch(says);
    });
    await sleep(interval, undefined, { signal }).catch(() => undefined);
  }
  await cockpit.lease.giveBack().catch(() => undefined);
  forget();
  return 0;
};

interface WatchTools {
  readonly screen: Screen;
  readonly herald: Herald;
  readonly signal: AbortSignal;
}

/** One turn; what it says is said only where it differs from the turn before. */
function createWatch(cockpit: Omit<PassOptions, "isDeep">, { screen, herald, signal }: WatchTools) {
  const patience = createPatience();
  let deepAt = Number.NEGATIVE_INFINITY;
  let healthAt = Number.NEGATIVE_INFINITY;
  // What was seen from outside stands until the next look.
  let health: Health | undefined;
  let said = "";
  // Spans shrink and times grow from look to look; neither is news.
  const sayOnce = (text: string, data: object) => {
    const key = JSON.stringify(data, (name, value: unknown) => (isTime(name) ? undefined : value));
    if (key === said) return;
    said = key;
    if (screen.json) screen.data({ at: new Date(cockpit.clock.now()).toISOString(), ...data });
    else
      screen.out(
        `${new Date(cockpit.clock.now()).toTimeString().slice(0, 8)}  ${text.replaceAll("\n", "\n          ")}`,
      );
  };
  return async (tell: (says: string) => void) => {
    const now = cockpit.clock.now() / 1000;
    const isDeep = now - deepAt >= DEEP_EVERY_SECONDS;
    const isLooking = now - healthAt >= HEALTH_EVERY_SECONDS;
    const onDeed: PassOptions["onDeed"] = (deed) => {
      tell(actionText(deed, now));
      if (screen.json) screen.data({ at: new Date(cockpit.clock.now()).toISOString(), doing: deed });
    };
    try {
      const looking = {
        health: isLooking ? cockpit.health : undefined,
        onLook: (what: string) => tell(lookText(what)),
      };
      const pass = await runPass({ ...cockpit, ...looking, isDeep, signal, onDeed, unwell: patience.unwell(now) });
      if (isDeep) deepAt = now;
      if (pass.health !== undefined) [health, healthAt] = [pass.health, now];
      patience.note(pass.unwell, now);
      for (const problem of await herald.tell(pass)) screen.note(problem);
      const seen = { ...pass, ...(health && { health }) };
      sayOnce(passText(seen, screen), { pass: passData(seen) });
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      sayOnce(`${error.message}; asking again.`, { trouble: error.message });
      await herald.trouble("warden", error.message);
    }
  };
}

function isTime(name: string): boolean {
  return name === "until" || name === "at";
}

function passData({ heldBy, health, done, holds, minted, failures }: Pass): object {
  const { signals = [], troubles = [] } = health ?? {};
  return { ...(heldBy && { heldBy }), signals, troubles, done, holds, minted, failures };
}

async function trial(herald: Herald, screen: Screen): Promise<number> {
  const problems = await screen.step("Sending a trial", () => herald.trial());
  for (const problem of problems) screen.note(`${screen.errorStyle.red("✗")} ${problem}`);
  const { channels } = herald;
  if (screen.json) screen.data({ channels, problems });
  else if (channels.length === 0)
    screen.out("The config has no `notify`: nothing to try. Add webhook, mail or telegram to it.");
  else
    screen.out(
      `A trial went out by ${channels.join(", ")}${problems.length === 0 ? "." : ", where nothing is said above."}`,
    );
  return channels.length > 0 && problems.length === 0 ? 0 : 1;
}
