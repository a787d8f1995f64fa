// `hezar retire`: a mirror's end. A zone's last mirror takes its Worker along.

import { retireMirror } from "../mint/retire.ts";
import { openOperator, openProviders, openWarden } from "../operator/operator.ts";
import { WardenRefusal } from "../operator/wardenclient.ts";
import type { Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import { readPattern } from "./pattern.ts";

export const run: Run = async (call, screen) => {
  const hostname = readPattern(call.operand);
  const operator = await openOperator(call);
  const [warden, providers] = await Promise.all([openWarden(operator), openProviders(operator, screen.env)]);
  const retired = await screen.step(`Retiring ${hostname}`, () =>
    retireMirror(hostname, { stateDir: operator.state.dir, warden, providers }).catch((error: unknown) => {
      throw error instanceof WardenRefusal && error.code === "unknown" ? noMirror(hostname) : error;
    }),
  );
  if (screen.json) screen.data(retired);
  else
    screen.out(
      `${hostname} is retired${retired.removedRelay ? `; its zone's Worker is gone too, for it was the last` : ""}.`,
    );
  return 0;
};

function noMirror(hostname: string): Mistake {
  return new Mistake(`No mirror ${hostname} stands`, { next: "`hezar status` lists those that do." });
}
