// `hezar unburn`: a block was lifted, or was none.

import { openOperator, openWarden } from "../operator/operator.ts";
import type { Run } from "../terminal/commandline.ts";
import { readCountry, readPattern } from "./pattern.ts";

export const run: Run = async (call, screen) => {
  const pattern = readPattern(call.operand);
  const country = readCountry(call.text("country"));
  const warden = await openWarden(await openOperator(call));
  const answer = await screen.step(`Unburning ${pattern}`, () =>
    warden.unburn({ pattern, ...(country === undefined ? {} : { country }) }),
  );
  if (screen.json) screen.data(answer);
  else if (answer.removed.length === 0) screen.out(`${pattern} was not on the blocklist.`);
  else {
    // A zone takes new names; a hostname that was a mirror's is never drawn again.
    const then = pattern.startsWith("*.") ? "new mirrors may go there" : "the name itself is never used again";
    screen.out(`${pattern} is off the blocklist: ${then}.`);
    for (const hostname of answer.stillBurned)
      screen.out(`  ${hostname} stays burned: its readers have moved on. hezar retire takes it away.`);
  }
  return 0;
};
