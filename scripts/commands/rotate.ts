// `hezar rotate`: order replacements for mirrors that have stood long enough. Nothing moves before `hezar mint`.

import { chooseService, openOperator, openWarden } from "../operator/operator.ts";
import type { Run } from "../terminal/commandline.ts";
import { spanText } from "../terminal/meshtable.ts";

const DEFAULT_AGE_SECONDS = 12 * 3600;

export const run: Run = async (call, screen) => {
  const operator = await openOperator(call);
  const olderThanSeconds = call.number("older-than") ?? DEFAULT_AGE_SECONDS;
  const named = call.text("service");
  const service = named === undefined ? {} : { service: chooseService(operator.config, named) };
  const warden = await openWarden(operator);
  const orders = await screen.step("Ordering replacements", () => warden.rotate({ olderThanSeconds, ...service }));
  if (screen.json) screen.data({ orders });
  else if (orders.length === 0) screen.out(`No mirror is older than ${spanText(olderThanSeconds)}.`);
  else {
    for (const { replaces } of orders) screen.out(`  ${replaces ?? "a mirror"} will be replaced`);
    screen.out(
      "Its replacement minted, each is shown to nobody more; it serves who is there for a day, then it is retired.",
    );
    screen.out(`Next: ${screen.style.bold("hezar mint")}`);
  }
  return 0;
};
