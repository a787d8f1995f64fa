// Whether anybody is told: the channels of the config and their secrets. Sending is for `hezar watch --test-notify`: a
// doctor changes nothing and disturbs nobody.

import { systemClock } from "../clock.ts";
import { openChannels } from "../notify/channels.ts";
import type { Operator } from "../operator/operator.ts";
import type { Screen } from "../terminal/screen.ts";
import { broken, type DoctorFinding, fine, note } from "./finding.ts";

export function checkNotify({ config }: Pick<Operator, "config">, env: Screen["env"]): readonly DoctorFinding[] {
  if (config.accounts.every(({ local }) => local !== undefined) && Object.keys(config.notify).length === 0) return [];
  const { channels, missing } = openChannels(config.notify, { env, clock: systemClock });
  const untold = missing.map((says) => broken("notify", says, "Set it where `hezar watch` or `hezar reconcile` runs"));
  if (channels.length === 0 && missing.length === 0) {
    const next = "Add `notify` with a webhook, mail or telegram; `hezar watch --test-notify` sends a trial";
    return [note("notify", "nobody is told when the mesh is in trouble", next)];
  }
  const names = channels.map(({ name }) => name).join(", ");
  return [...(names === "" ? [] : [fine("notify", `by ${names}; hezar watch --test-notify sends a trial`)]), ...untold];
}
