// `hezar up`: what the config says, standing; then a live table unless told to leave.

import type { RaiseStep } from "../mint/raise.ts";
import type { MintProgress } from "../mint/run.ts";
import { bringUp, type Up } from "../operator/bringup.ts";
import { problemLines } from "../operator/config.ts";
import { readKeys } from "../operator/keys.ts";
import { openOperator } from "../operator/operator.ts";
import { type Restored, restoreMesh } from "../restore/restore.ts";
import { watchSignals } from "../start/interruption.ts";
import { raiseText } from "../start/raisetext.ts";
import { keepUp } from "../start/upkeep.ts";
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
  const up = await screen.step("Reading the config", (tell) => {
    const told = {
      env: screen.env,
      onRaise: (step: RaiseStep) => tell(raiseText(step)),
      onMint: (progress: MintProgress) => tell(progressText(progress)),
    };
    if (!call.has("restore")) return bringUp(operator, told);
    return restoreMesh(operator, { ...told, onSearch: tell, revokeTickets: call.has("revoke-tickets") });
  });
  const { minted, beacon, warden } = up;
  if (isRestored(up) && !screen.json) screen.out(`${restoredText(up)}\n`);
  if (screen.json) screen.data({ warden: warden.url, beacon, minted, ...restoredData(up) });
  else screen.out(`${mintedText(minted, screen)}\n`);
  if (call.has("once")) {
    if (!screen.json) screen.out(statusText(await warden.status(), screen));
    return minted.failures.length === 0 ? 0 : 1;
  }
  const { signal, forget } = watchSignals();
  await Promise.all([
    watchMesh({ warden, screen, everyMilliseconds: LOOK_MILLISECONDS, signal }),
    keepUp({ warden, keys: (await readKeys(operator.state.dir)) ?? operator.keys, signal }),
  ]);
  forget();
  return 0;
};

function restoredText({ number, takenAt, shelf, refused, milliseconds }: Restored): string {
  const seconds = (span: number) => `${(span / 1000).toFixed(1)} s`;
  return [
    `Snapshot ${number} of ${new Date(takenAt * 1000).toISOString()}, from ${shelf}, is the warden's memory again: up in ${seconds(milliseconds.up)}, the old key let go after ${seconds(milliseconds.settled)}`,
    ...refused.map(({ shelf: of, name, why }) => `  passed over: ${[of, name].filter(Boolean).join(" ")}: ${why}`),
    "Make new KV tokens for the other accounts: the lost account had the old ones.",
  ].join("\n");
}

function restoredData(up: Up | Restored): Readonly<Record<string, unknown>> {
  if (!isRestored(up)) return {};
  const { number, takenAt, shelf, refused, milliseconds } = up;
  return { restored: { number, takenAt, shelf, refused, milliseconds } };
}

function isRestored(up: Up | Restored): up is Restored {
  return "milliseconds" in up;
}
