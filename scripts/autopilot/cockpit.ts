// What a command needs to steer: config, keys, accounts and warden opened, a lease under a name of its own, and the memory
// of what to leave alone for a while.

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { type Clock, systemClock } from "../clock.ts";
import { flagsOf } from "../health/flags.ts";
import { publishDue } from "../lists/round.ts";
import type { MintProgress } from "../mint/run.ts";
import { type Operator, openProviders, openWarden, readMesh } from "../operator/operator.ts";
import { createWishProbe } from "../probe/wish.ts";
import { reach } from "../reach.ts";
import type { Screen } from "../terminal/screen.ts";
import { createLeaseKeeper } from "./lease.ts";
import type { PassOptions } from "./pass.ts";

const REMOVE_AFTER_SECONDS = 3600;
/** A look at a mirror is five requests of its account's day. */
const MIRRORS_LOOKED_AT = 2;

export async function openCockpit(
  operator: Operator,
  { env, onProgress }: { readonly env: Screen["env"]; readonly onProgress: (progress: MintProgress) => void },
): Promise<Omit<PassOptions, "isDeep">> {
  const { config, keys, state } = operator;
  const { namespaces = {} } = await state.mesh();
  const [warden, providers, mesh] = await Promise.all([
    openWarden(operator),
    openProviders(operator, env),
    readMesh(operator, namespaces),
  ]);
  const { country, timeZone } = config.audience;
  const clock: Clock = systemClock;
  const flags = flagsOf(config.health, env);
  const holder = `${hostname().slice(0, 60)} ${process.pid} ${randomBytes(4).toString("hex")}`;
  return {
    ...{ stateDir: state.dir, mesh, keys, warden, providers, clock, reach, onProgress },
    onStep: () => undefined,
    publishLists: () => publishDue(operator, { env, warden, clock }),
    probeWish: createWishProbe(config.vantages, { warden, clock }),
    lease: createLeaseKeeper({ warden, clock, holder }),
    health: { perAccount: MIRRORS_LOOKED_AT, ...(flags && { flags }) },
    desired: {
      ...config.autopilot,
      zones: mesh.zones,
      apart: mesh.apart ?? [],
      vantages: config.vantages,
      hasLists: config.lists.length > 0,
      country,
      timeZone,
      removeAfterSeconds: REMOVE_AFTER_SECONDS,
    },
  };
}
