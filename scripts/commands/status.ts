// `hezar status`: the mesh at a glance.

import { openOperator, openWarden } from "../operator/operator.ts";
import type { Run } from "../terminal/commandline.ts";
import { statusText } from "../terminal/meshtable.ts";

export const run: Run = async (call, screen) => {
  const operator = await openOperator(call);
  const warden = await openWarden(operator);
  const status = await screen.step("Asking the warden", () => warden.status());
  if (screen.json) screen.data(status);
  else screen.out(statusText(status, screen));
  return 0;
};
