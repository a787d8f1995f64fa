// `hezar why HOST`: the verdict on a hostname with its evidence in numbers, so that a person can do the sums again.

import { openOperator, openWarden } from "../operator/operator.ts";
import type { Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import { whyText } from "../terminal/whytext.ts";
import { readPattern } from "./pattern.ts";

export const run: Run = async (call, screen) => {
  const hostname = readPattern(call.operand);
  if (hostname.startsWith("*."))
    throw new Mistake(`${hostname} is a whole zone`, { next: "Ask about one hostname.", exitCode: 2 });
  const warden = await openWarden(await openOperator(call));
  const why = await screen.step(`Asking about ${hostname}`, () => warden.why(hostname));
  if (screen.json) screen.data(why);
  else screen.out(whyText(why, screen));
  return 0;
};
