// `hezar burn`: the operator's word that something is blocked. It needs no other evidence, and it is told what follows.

import { CAUSES, type Cause } from "../../shared/domain/blocklist.ts";
import type { BurnAnswer } from "../../shared/wardenapi.ts";
import { openOperator, openWarden } from "../operator/operator.ts";
import type { Run } from "../terminal/commandline.ts";
import { isStanding } from "../terminal/meshtable.ts";
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
  else screen.out(burnText(answer, screen));
  return 0;
};

function burnText({ entry, burned, orders }: BurnAnswer, { style }: Screen): string {
  const where = entry.country === undefined ? "everywhere" : `in ${entry.country}`;
  const standing = orders.filter(isStanding).length;
  const mirrors = burned.map((hostname) => `  ${style.red("✕")} ${hostname}`);
  return [
    `${style.bold(entry.pattern)} is on the blocklist ${where} (${entry.cause}). Nobody is sent there any more.`,
    ...(burned.length === 0
      ? ["No mirror stood there."]
      : ["Burned; whoever can still open them reads on, newcomers are sent elsewhere:", ...mirrors]),
    standing === 0
      ? "The reserve takes over; no order was needed."
      : `${standing} ${standing === 1 ? "order stands" : "orders stand"}. Next: ${style.bold("hezar mint")}`,
  ].join("\n");
}

function readCause(text = "censor"): Cause {
  const cause = CAUSES.find((one) => one === text);
  if (cause !== undefined) return cause;
  throw new Mistake(`"${text}" is no cause`, { next: `One of ${CAUSES.join(", ")}.`, exitCode: 2 });
}
