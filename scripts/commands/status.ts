// `hezar status`: the mesh at a glance, once or for as long as somebody looks, in the terminal or in a browser.

import { openOperator, openWarden } from "../operator/operator.ts";
import { watchSignals } from "../start/interruption.ts";
import { watchMesh } from "../start/watch.ts";
import type { Run } from "../terminal/commandline.ts";
import { statusText } from "../terminal/meshtable.ts";
import { Mistake } from "../terminal/mistake.ts";

const LOOK_MILLISECONDS = 1_000;
/** Every look is two requests of a free account's 100,000 a day. */
const LOOK_AWAY_MILLISECONDS = 10_000;

export const run: Run = async (call, screen) => {
  if (call.has("watch") && call.has("web"))
    throw new Mistake("--watch and --web are two ways to look", { next: "Leave one of them out.", exitCode: 2 });
  const operator = await openOperator(call);
  const warden = await openWarden(operator);
  if (call.has("web")) {
    const url = await warden.boardLink();
    if (screen.json) screen.data({ url });
    else
      screen.out(`${url}\n${screen.style.dim("Good for a minute, and once. Whoever opens it sees the whole mesh.")}`);
    return 0;
  }
  const status = await screen.step("Asking the warden", () => warden.status());
  if (screen.json) screen.data(status);
  else if (!call.has("watch") || !screen.watched) screen.out(statusText(status, screen));
  if (!call.has("watch")) return 0;
  const { signal, forget } = watchSignals();
  const isLocal = operator.config.accounts.every(({ local }) => local !== undefined);
  const everyMilliseconds = isLocal ? LOOK_MILLISECONDS : LOOK_AWAY_MILLISECONDS;
  await watchMesh({ warden, screen, everyMilliseconds, signal });
  forget();
  return 0;
};
