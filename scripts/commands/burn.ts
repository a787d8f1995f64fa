// `hezar burn`: the operator's word that something is blocked. It needs no other evidence, and it is told what follows.

import { CAUSES, type Cause } from "../../shared/domain/blocklist.ts";
import { type BurnAnswer, isStanding } from "../../shared/wardenapi.ts";
import { openOperator, openWarden } from "../operator/operator.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import type { Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import type { Screen } from "../terminal/screen.ts";
import { readCountry, readPattern } from "./pattern.ts";

export const run: Run = async (call, screen) => {
  const pattern = readPattern(call.operand);
  const country = readCountry(call.text("country"));
  const cause = readCause(call.text("cause"));
  const warden = await openWarden(await openOperator(call));
  const answer = await screen.step(`Burning ${pattern}`, () =>
    warden.burn({ pattern, cause, ...(country === undefined ? {} : { country }) }),
  );
  if (screen.json) screen.data(answer);
  else screen.out(burnText({ ...answer, reserve: await takenOver(answer, warden) }, screen));
  return 0;
};

/** How many reserve mirrors this burn handed out: the events after its own tell. */
async function takenOver({ burned }: BurnAnswer, warden: WardenClient): Promise<number> {
  if (burned.length === 0) return 0;
  const { events } = await warden.status();
  const own = events.findIndex(({ event, hostname = "" }) => event === "burned" && burned.includes(hostname));
  return events.slice(own + 1).filter(({ event }) => event === "handed-out").length;
}

function burnText(
  { entry, burned, orders, reserve }: BurnAnswer & { readonly reserve: number },
  { style }: Screen,
): string {
  const where = entry.country === undefined ? "everywhere" : `in ${entry.country}`;
  const listed = `${style.bold(entry.pattern)} is on the blocklist ${where} (${entry.cause}).`;
  if (burned.length === 0) return `${listed}\nNo unburned mirror of ours stood there, so nothing else changes.`;
  const standing = orders.filter(isStanding).length;
  const took = `${reserve} ${reserve === 1 ? "mirror" : "mirrors"} of the reserve ${reserve === 1 ? "takes" : "take"} over.`;
  return [
    `${listed} Nobody is sent there any more.`,
    "Burned; whoever can still open them reads on, newcomers are sent elsewhere:",
    ...burned.map((hostname) => `  ${style.red("✕")} ${hostname}`),
    ...(reserve === 0 ? [] : [took]),
    standing === 0
      ? "No order stands."
      : `${standing} ${standing === 1 ? "order stands" : "orders stand"}. Next: ${style.bold("hezar mint")}`,
  ].join("\n");
}

function readCause(text = "censor"): Cause {
  const cause = CAUSES.find((one) => one === text);
  if (cause !== undefined) return cause;
  throw new Mistake(`"${text}" is no cause`, { next: `One of ${CAUSES.join(", ")}.`, exitCode: 2 });
}
