// Bring up what the config says: standing parts first, then the mirrors that are ordered. `up` and `start` are this plus
// what they show; every step is repeatable, so running it again is also how a mesh is repaired.

import { meshSettings } from "../../shared/config.ts";
import { type Minted, mintOrders } from "../mint/mint.ts";
import { type RaiseStep, raiseMesh } from "../mint/raise.ts";
import type { MintProgress } from "../mint/run.ts";
import { ProviderError } from "../providers/provider.ts";
import { Mistake } from "../terminal/mistake.ts";
import type { Screen } from "../terminal/screen.ts";
import { type Operator, openProviders, readMesh, readPublishing, readShelves, readZones } from "./operator.ts";
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
    /** A warden's memory to begin with. */
    readonly restore?: (client: WardenClient) => Promise<void>;
  },
): Promise<Up> {
  const { state, config, keys } = operator;
  const settings = meshSettings(config);
  const [providers, accounts, shelves, { namespaces: known = {}, home }] = await Promise.all([
    openProviders(operator, options.env),
    readPublishing(operator, options.env),
    readShelves(operator, options.env),
    state.mesh(),
    readZones(operator),
  ]);
  const { account } = config.warden;
  if (home !== undefined && home !== account && options.restore === undefined) throw movedWarden(home, account);
  const { client, beacon, warden, namespaces } = await raiseMesh({
    account,
    providers,
    keys,
    settings,
    accounts,
    shelves,
    ...(options.restore !== undefined && { restore: options.restore }),
    namespaces: known,
    contact: config.contact,
    onProgress: options.onRaise,
  }).catch((error: unknown) => {
    throw home === account && error instanceof ProviderError && error.fault === "credential"
      ? closed(account, error)
      : error;
  });
  await state.remember({ warden, beacon, namespaces, home: account });
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

/** A token that worked and works no more, or an account that is gone: only the operator can tell. */
function closed(account: string, error: ProviderError): Mistake {
  return new Mistake(`The account ${account}, which carries the warden, lets us in no more`, {
    why: error.message,
    next: `${error.next} If the account is lost, name another under warden.account and run \`hezar up --restore\`.`,
    cause: error,
  });
}

/** Another account's warden would start with an empty memory beside the one that knows the mesh. */
function movedWarden(home: string, account: string): Mistake {
  return new Mistake(`The warden is on ${home}, not on ${account}`, {
    why: "the config names another account than the one it was brought up on, and a second warden knows nothing of the mesh",
    next: `If ${home} is lost, \`hezar up --restore\` brings it back on ${account}; else name ${home} under warden.account again.`,
  });
}
