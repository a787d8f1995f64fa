// Raise the mesh's standing parts: KV, warden, keyring, settings, beacon, in the order in which each needs the one before.
// Every step is repeatable; `hezar up` calls this each time and what stands already is left alone.

import type { MeshSettings } from "../../shared/wardenapi.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { Keys } from "../operator/keys.ts";
import { createWardenClient, type WardenClient } from "../operator/wardenclient.ts";
import { type Provider, ProviderError } from "../providers/provider.ts";
import { type Reach, reach as reachDefault } from "../reach.ts";
import { Mistake } from "../terminal/mistake.ts";
import { accountsText, type PublishingAccount } from "./accounts.ts";
import { renewKeyring } from "./keyring.ts";
import type { Providers } from "./mesh.ts";
import { type OpenShelf, type ShelfPlan, snapshotsTitle, tellShelves } from "./shelves.ts";
import { BEACON_NAME, beaconSpec, WARDEN_NAME, wardenSpec } from "./specs.ts";

export type RaiseStep = "account" | "kv" | "warden" | "keyring" | "settings" | "beacon";

export interface RaiseOptions {
  /** The account that carries the warden, and so the beacon and KV. */
  readonly account: string;
  readonly providers: Providers;
  readonly keys: Keys;
  readonly settings: MeshSettings;
  /** All accounts that records go to, the warden's own among them; absent: its own is the only one. */
  readonly accounts?: readonly PublishingAccount[];
  /** Where the warden's memory is kept besides; absent: nowhere. */
  readonly shelves?: readonly ShelfPlan[];
  /** A warden's memory to begin with, in place of an empty one. */
  readonly restore?: (client: WardenClient) => Promise<void>;
  /** What is known from before, for accounts that cannot be asked now. */
  readonly namespaces?: Readonly<Record<string, string>>;
  /** Another account that cannot be asked: the mesh is raised without it. */
  readonly onAway?: (account: string, error: ProviderError) => void;
  /** Who answers for the beacon; shown on its pages. */
  readonly contact?: string;
  readonly onProgress?: (step: RaiseStep) => void;
  readonly clock?: Clock;
  readonly reach?: Reach;
}

export interface RaisedWarden {
  readonly warden: string;
  /** By account, as minting wants it. */
  readonly namespaces: Readonly<Record<string, string>>;
  readonly client: WardenClient;
}

export interface Raised extends RaisedWarden {
  readonly beacon: string;
}

/** A new name on the provider's suffix may take a moment to answer. */
const WARDEN_WAIT_SECONDS = 90;
const WARDEN_LOOK_MILLISECONDS = 500;

/** Throws ProviderError or Mistake. */
export async function raiseMesh(options: RaiseOptions): Promise<Raised> {
  const raised = await raiseWarden(options);
  const { keys, contact, onProgress = () => undefined } = options;
  const provider = providerOf(options);
  onProgress("beacon");
  await provider.ensure(await beaconSpec({ keys, ...(contact === undefined ? {} : { contact }) }));
  return { ...raised, beacon: await provider.suffixUrl(BEACON_NAME) };
}

/** All but the beacon. */
export async function raiseWarden(options: RaiseOptions): Promise<RaisedWarden> {
  const { account, keys, settings, onProgress = () => undefined } = options;
  const { clock = systemClock, reach = reachDefault } = options;
  const provider = providerOf(options);
  onProgress("account");
  await provider.verify();
  // Before anything is uploaded: on an account without a subdomain the upload itself fails, and says less.
  const warden = await provider.suffixUrl(WARDEN_NAME);
  onProgress("kv");
  const namespaceId = await provider.ensureNamespace(namespaceTitle(keys));
  onProgress("warden");
  const namespaces = { ...(await otherNamespaces(options)), [account]: namespaceId };
  const shelves = await openShelves(options);
  const told = { ...tellAccounts(options, namespaces), ...(await tellShelves(shelves, keys)) };
  await provider.ensure(await wardenSpec({ keys, namespaceId, ...told }));
  const client = createWardenClient({ url: warden, token: keys.adminToken, reach, clock });
  await waitForWarden(client, clock);
  await options.restore?.(client);
  onProgress("keyring");
  await renewKeyring(client, { keys, clock });
  onProgress("settings");
  await client.putMesh(settings);
  return { warden, namespaces, client };
}

async function otherNamespaces(options: RaiseOptions): Promise<Readonly<Record<string, string>>> {
  const { account, accounts = [], providers, keys, namespaces: known = {}, onAway = () => undefined } = options;
  const found: Record<string, string> = {};
  for (const { id } of accounts.filter((other) => other.id !== account)) {
    try {
      const namespaceId = await providers.get(id)?.ensureNamespace(namespaceTitle(keys));
      if (namespaceId !== undefined) found[id] = namespaceId;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      onAway(id, error);
      const before = known[id];
      if (before !== undefined) found[id] = before;
    }
  }
  return found;
}

function tellAccounts({ account, accounts }: RaiseOptions, namespaces: Readonly<Record<string, string>>) {
  if (accounts === undefined) return {};
  const arePrivate = accounts.some(({ id, isLocal }) => id !== account && isLocal);
  return { accounts: { text: accountsText({ own: account, accounts, namespaces }), arePrivate } };
}

/** Shelves in accounts that cannot be asked are left out: the next `hezar up` tells the warden of them. */
async function openShelves({ shelves = [], providers, keys, onAway = () => undefined }: RaiseOptions) {
  const opened: OpenShelf[] = [];
  for (const shelf of shelves) {
    try {
      const provider = shelf.kind === "kv" ? providers.get(shelf.id) : undefined;
      const namespace = await provider?.ensureNamespace(snapshotsTitle(keys));
      if (shelf.kind === "url") opened.push(shelf);
      else if (namespace !== undefined) opened.push({ ...shelf, namespace });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      onAway(shelf.id, error);
    }
  }
  return opened;
}

function namespaceTitle({ meshId }: Keys): string {
  return `hezar-${meshId}`;
}

async function waitForWarden(client: WardenClient, clock: Clock): Promise<void> {
  const giveUpAt = clock.now() + WARDEN_WAIT_SECONDS * 1000;
  for (;;) {
    try {
      await client.status();
      return;
    } catch (error) {
      if (!(error instanceof Mistake) || clock.now() >= giveUpAt) throw error;
    }
    await clock.sleep(WARDEN_LOOK_MILLISECONDS);
  }
}

function providerOf({ account, providers }: RaiseOptions): Provider {
  const provider = providers.get(account);
  if (provider !== undefined) return provider;
  throw new ProviderError("not found", `The config has no account ${account}.`, {
    next: "Name one of `accounts` under `warden.account`.",
  });
}
