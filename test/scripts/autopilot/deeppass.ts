// One deep pass of the autopilot over a ground, as a cron runs it: it looks from outside, spaces nothing, and gives its lease back.

import { createLeaseKeeper } from "../../../scripts/autopilot/lease.ts";
import { type Pass, type PassOptions, runPass } from "../../../scripts/autopilot/pass.ts";
import { systemClock } from "../../../scripts/clock.ts";
import { reach } from "../../../scripts/reach.ts";
import type { MintGround } from "../mint/ground.ts";

export async function deepPass(ground: MintGround, change: Partial<PassOptions> = {}): Promise<Pass> {
  const lease = createLeaseKeeper({ warden: ground.warden, clock: systemClock, holder: "cron" });
  const outcome = await runPass({
    ...ground,
    ...{ clock: systemClock, reach, onProgress: () => undefined, onStep: () => undefined, isDeep: true, lease },
    desired: {
      ...{ zones: ground.mesh.zones, apart: [], country: "IR", timeZone: "Asia/Tehran", removeAfterSeconds: 3600 },
      quietHours: { fromMinute: 60, toMinute: 300 },
      release: { everySeconds: 0, most: 4 },
    },
    health: { perAccount: 2 },
    ...change,
  });
  await lease.giveBack();
  return outcome;
}
