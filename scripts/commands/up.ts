// `hezar up`: what the config says, standing; then a live table unless told to leave.

import type { MintProgress } from "../mint/run.ts";
import { bringUp } from "../operator/bringup.ts";
import { problemLines } from "../operator/config.ts";
import { openOperator } from "../operator/operator.ts";
import { watchSignals } from "../start/interruption.ts";
import { raiseText } from "../start/raisetext.ts";
import { keepKeyring } from "../start/upkeep.ts";
import { watchMesh } from "../start/watch.ts";
import type { Run } from "../terminal/commandline.ts";
import { statusText } from "../terminal/meshtable.ts";
import { mintedText, progressText } from "./mint.ts";

/** Every look is two requests of a free account's 100,000 a day. */
const LOOK_MILLISECONDS = 30_000;

export const run: Run = async (call, screen) => {
  const operator = await openOperator(call);
  const isLocal = operator.config.accounts.every(({ local }) => local !== undefined);
  if (operator.warnings.length > 0 && !isLocal)
    screen.note(`${problemLines(operator.configPath, operator.warnings)}\n`);
  const up = await screen.step("Reading the config", (tell) =>
    bringUp(operator, {
      env: screen.env,
      onRaise: (step) => tell(raiseText(step)),
      onMint: (progress: MintProgress) => tell(progressText(progress)),
    }),
  );
  const { minted, beacon, warden } = up;
  if (screen.json) screen.data({ warden: warden.url, beacon, minted });
  else screen.out(`${mintedText(minted, screen)}\n`);
  if (call.has("once")) {
    if (!screen.json) screen.out(statusText(await warden.status(), screen));
    return minted.failures.length === 0 ? 0 : 1;
  }
  const { signal, forget } = watchSignals();
  await Promise.all([
    watchMesh({ warden, screen, everyMilliseconds: LOOK_MILLISECONDS, signal }),
    keepKeyring({ warden, keys: operator.keys, signal }),
  ]);
  forget();
  return 0;
};
