// `hezar kill`: the kill switch. The root signs a keyring that tells every lifeboat to take itself off and to forget what it
// kept; only the root can, so no relay and no warden. It stays on, in every keyring signed here, until it is lifted.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { renewKeyring } from "../mint/keyring.ts";
import { type Keys, KILL_FILE, writeSecret } from "../operator/keys.ts";
import { openOperator, openWarden } from "../operator/operator.ts";
import type { Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";

export const run: Run = async (call, screen) => {
  const isLifted = call.has("lift");
  if (!isLifted && !call.has("yes")) throw unsure();
  const operator = await openOperator(call);
  const warden = await openWarden(operator);
  const path = join(operator.state.dir, KILL_FILE);
  const { kill: _kill, ...rest } = operator.keys;
  const keys: Keys = isLifted ? rest : { ...rest, kill: true };
  // Before the keyring leaves: whatever is signed here from now on says the same, though this run may die.
  if (isLifted) await rm(path, { force: true });
  else await writeSecret(path, { kill: true }, { over: true });
  const version = await screen.step("Signing the keyring", () => renewKeyring(warden, { keys, isForced: true }));
  if (screen.json) screen.data({ kill: !isLifted, version });
  else screen.out(isLifted ? liftedText(version) : killedText(version));
  return 0;
};

function killedText(version: number): string {
  return `Keyring ${version} has the kill switch on. Lifeboats take themselves off when they next see it, within an hour for
who is reading; until \`hezar kill --lift\` readers have mirrors without failover.`;
}

function liftedText(version: number): string {
  return `Keyring ${version} has the kill switch off. Lifeboats that are gone come back as readers open their mirrors.`;
}

function unsure(): Mistake {
  return new Mistake("Every reader's lifeboat would take itself off", {
    why: "they keep reading while their mirror stands, and lose the way to another; saved copies are gone for good",
    next: "If that is what you want: hezar kill --yes",
  });
}
