// Bring up what the config says: standing parts first, then the mirrors that are ordered. `up` and `start` are this plus
// what they show; every step is repeatable, so running it again is also how a mesh is repaired.

import { meshSettings } from "../../shared/config.ts";
import { type Minted, mintOrders } from "../mint/mint.ts";
import { type RaiseStep, raiseMesh } from "../mint/raise.ts";
import type { MintProgress } from "../mint/run.ts";
import type { Screen } from "../terminal/screen.ts";
import { type Operator, openProviders, readMesh, readPublishing, readZones } from "./operator.ts";
import type { WardenClient } from "./wardenclient.ts";

export interface Up {
  readonly warden: WardenClient;
  readonly beacon: string;
  readonly minted: Minted;
}

export async function bringUp(
  operator: Operator,
  options: {
    readonly env: Screen["env"];
    readonly onRaise: (step: RaiseStep) => void;
    readonly onMint: (progress: MintProgress) => void;
  },
): Promise<Up> {
  const { state, config, keys } = operator;
  const settings = meshSettings(config);
  const [providers, accounts, { namespaces: known = {} }] = await Promise.all([
    openProviders(operator, options.env),
    readPublishing(operator, options.env),
    state.mesh(),
    readZones(operator),
  ]);
  const { account } = config.warden;
  const { client, beacon, warden, namespaces } = await raiseMesh({
    account,
    providers,
    keys,
    settings,
    accounts,
    namespaces: known,
    contact: config.contact,
    onProgress: options.onRaise,
  });
  await state.remember({ warden, beacon, namespaces });
  const minted = await mintOrders({
    stateDir: state.dir,
    mesh: await readMesh(operator, namespaces),
    keys,
    warden: client,
    providers,
    onProgress: options.onMint,
  });
  return { warden: client, beacon, minted };
}
