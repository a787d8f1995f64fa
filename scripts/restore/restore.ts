// The warden's account is gone: find the newest good snapshot, raise a warden on another account with it and a new online
// key, publish everything anew under that key, and then let the keyring say that the old one signs no more. Every step can
// be repeated; a restore that was killed is taken up by the next.

import { type Clock, systemClock } from "../clock.ts";
import { createKeyring } from "../mint/keyring.ts";
import { snapshotsTitle } from "../mint/shelves.ts";
import { bringUp, type Up } from "../operator/bringup.ts";
import { readOnline } from "../operator/keys.ts";
import type { Operator } from "../operator/operator.ts";
import { openProviders, readShelves } from "../operator/operator.ts";
import { createWardenClient, type WardenClient, WardenRefusal } from "../operator/wardenclient.ts";
import { ProviderError } from "../providers/provider.ts";
import { Mistake } from "../terminal/mistake.ts";
import { findNewest, type Refused, type Search } from "./newest.ts";
import { endRestoring, nextOnline, noteSnapshot } from "./online.ts";
import { createReadableShelf, type ReadableShelf } from "./shelf.ts";

export interface RestoreOptions extends Omit<Parameters<typeof bringUp>[1], "restore"> {
  readonly revokeTickets: boolean;
  readonly onSearch: (text: string) => void;
  readonly clock?: Clock;
  /** How long records take to every edge; the old key is let go after it. */
  readonly settleSeconds?: number;
}

export interface Restored extends Up {
  readonly number: number;
  readonly takenAt: number;
  readonly shelf: string;
  readonly refused: readonly Refused[];
  /** Until the new warden stood with all it knew and everything was published, and until the old key was let go. */
  readonly milliseconds: { readonly up: number; readonly settled: number };
}

const PUBLISH_WAIT_SECONDS = 120;
const KV_SECONDS = 60;
const LOOK_MILLISECONDS = 500;

export async function restoreMesh(operator: Operator, options: RestoreOptions): Promise<Restored> {
  const { clock = systemClock, revokeTickets, onSearch } = options;
  const startedAt = clock.now();
  const { dir: stateDir } = operator.state;
  await refuseLiving(operator);
  const { found, refused } = await search(operator, options);
  if (found === undefined) throw noSnapshot(refused);
  onSearch(`Snapshot ${found.snapshot.number} of ${found.shelf}`);
  const now = () => Math.floor(clock.now() / 1000);
  const made = await nextOnline({ stateDir, keys: operator.keys, now: now(), revokeTickets });
  const keys = await noteSnapshot(stateDir, made, found.snapshot.number);
  const restore = async (client: WardenClient) => {
    await giveMemory(client, found.snapshot);
    await client.putKeyring(await keyringAbove(client, { isSettling: !revokeTickets }));
  };
  const keyringAbove = async (client: WardenClient, how: { readonly isSettling: boolean }) => {
    const version = Math.max(((await client.status()).keyring?.version ?? 0) + 1, now());
    return createKeyring(keys, { version, now: now(), ...how });
  };
  const up = await bringUp({ ...operator, keys }, { ...options, restore });
  await waitUntilPublished(up.warden, clock);
  const upAt = clock.now();
  const isLocal = operator.config.accounts.every(({ local }) => local !== undefined);
  const { settleSeconds = isLocal ? 0 : KV_SECONDS } = options;
  await clock.sleep(settleSeconds * 1000);
  await up.warden.putKeyring(await keyringAbove(up.warden, { isSettling: false }));
  await endRestoring(stateDir, keys);
  const { number, takenAt } = found.snapshot;
  const milliseconds = { up: upAt - startedAt, settled: clock.now() - startedAt };
  return { ...up, number, takenAt, shelf: found.shelf, refused, milliseconds };
}

/** Two wardens would write over each other. One that answers needs no restoring. */
async function refuseLiving({ state, keys, config }: Operator): Promise<void> {
  const { warden, home } = await state.mesh();
  if (warden === undefined || (await readOnline(state.dir))?.restoring === true) return;
  const client = createWardenClient({ url: warden, token: keys.adminToken, attempts: 1 });
  const answers = await client.status().then(
    () => true,
    () => false,
  );
  if (!answers) return;
  const where = home === config.warden.account ? "" : ` on ${home ?? "its account"}`;
  throw new Mistake("The warden is alive", {
    why: `it answers${where} at ${warden}; a second one would write over what it writes`,
    next: "Nothing is to be restored. To move it, take its Worker away first; `hezar up --restore` then brings it up where warden.account says.",
  });
}

async function search(operator: Operator, { env, onSearch }: RestoreOptions): Promise<Search> {
  onSearch("Looking for snapshots");
  const [plans, providers] = await Promise.all([shelvesOf(operator, env), openProviders(operator, env)]);
  const title = snapshotsTitle(operator.keys);
  const shelves: ReadableShelf[] = [];
  const refused: Refused[] = [];
  for (const plan of plans) {
    try {
      const namespace = plan.kind === "kv" && (await providers.get(plan.id)?.ensureNamespace(title));
      if (plan.kind === "url") shelves.push(createReadableShelf(plan));
      else if (namespace) shelves.push(createReadableShelf({ ...plan, namespace }));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      refused.push({ shelf: plan.id, why: error.message });
    }
  }
  const searched = await findNewest(shelves, operator.keys);
  return { ...searched, refused: [...refused, ...searched.refused] };
}

/** The warden moves to an account that may have been its shelf: what lies there is read all the same. */
async function shelvesOf(operator: Operator, env: RestoreOptions["env"]) {
  const { home } = await operator.state.mesh();
  const account = home ?? "";
  const isOther = operator.config.accounts.some(({ id }) => id === account);
  const config = isOther ? { ...operator.config, warden: { ...operator.config.warden, account } } : operator.config;
  return readShelves({ ...operator, config }, env);
}

async function giveMemory(client: WardenClient, snapshot: Parameters<WardenClient["restore"]>[0]): Promise<void> {
  try {
    await client.restore(snapshot);
  } catch (error) {
    // A restore that was killed after this step: the warden took up this memory, and has written its own snapshots since.
    if (!(error instanceof WardenRefusal) || error.code !== "conflict") throw error;
  }
}

async function waitUntilPublished(client: WardenClient, clock: Clock): Promise<void> {
  const giveUpAt = clock.now() + PUBLISH_WAIT_SECONDS * 1000;
  while (clock.now() < giveUpAt) {
    const { quota, accounts } = await client.status();
    const isIll = (account: string) => accounts.some(({ id }) => id === account);
    if (quota.every(({ account, unpublished }) => unpublished === 0 || isIll(account))) return;
    await clock.sleep(LOOK_MILLISECONDS);
  }
}

function noSnapshot(refused: readonly Refused[]): Mistake {
  const lines = refused.map(({ shelf, name, why }) => `  ${shelf}${name === undefined ? "" : ` ${name}`}: ${why}`);
  return new Mistake("There is no good snapshot", {
    why: lines.length === 0 ? "no shelf has one; are they named under warden.snapshots?" : `\n${lines.join("\n")}`,
    next: "Look at the shelves. Without one the mesh begins anew with `hezar up` and another --state: no reader is known to it.",
  });
}
