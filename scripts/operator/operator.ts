// Everything a command needs to act as the operator: the checked config, the keys, the accounts, the warden. A command asks
// for it once and takes what it needs; nothing here changes anything.

import { dirname, resolve } from "node:path";
import type { AccountConfig, ConfigProblem, MeshConfig, ZoneConfig } from "../../shared/config.ts";
import { meshSettings } from "../../shared/config.ts";
import type { CoverSite } from "../../shared/domain/cover.ts";
import { FREE_WRITES_PER_DAY, KV_SNAPSHOTS_PER_DAY } from "../../shared/store/keys.ts";
import { bundledCover } from "../covers/bundled.ts";
import { coverFromFolder } from "../covers/folder.ts";
import { noKvToken, type PublishingAccount } from "../mint/accounts.ts";
import { WORKERS_OF_PLAN } from "../mint/limits.ts";
import type { Mesh, MeshZone, Providers } from "../mint/mesh.ts";
import type { ShelfPlan } from "../mint/shelves.ts";
import { createCloudflare } from "../providers/cloudflare/cloudflare.ts";
import type { Call } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";
import type { Screen } from "../terminal/screen.ts";
import { loadConfig, shorten } from "./config.ts";
import { type Keys, type KeysOptions, readKeys, readSecrets } from "./keys.ts";
import { trustLocalTls } from "./localtls.ts";
import { openState, type State } from "./state.ts";
import { createWardenClient, type WardenClient } from "./wardenclient.ts";

export interface Operator {
  readonly state: State;
  readonly config: MeshConfig;
  readonly configPath: string;
  readonly warnings: readonly ConfigProblem[];
  readonly keys: Keys;
}

/** How often what may pass by itself is tried again; absent: as long as a deployment is worth. */
export interface Patience {
  readonly attempts?: number;
}

export async function openOperator(call: Call, options: KeysOptions = {}): Promise<Operator> {
  const state = openState(call.text("state"));
  await trustLocalTls((await state.mesh()).local?.tls);
  const named = call.text("config");
  const loaded = await loadConfig({ stateDir: state.dir, ...(named === undefined ? {} : { named }) });
  const keys = await readKeys(state.dir, options);
  if (keys === undefined) throw noKeys(state);
  return { state, config: loaded.config, configPath: loaded.path, warnings: loaded.warnings, keys };
}

/** The deployed warden; a Mistake where there is none yet. */
export async function openWarden(
  { state, keys }: Pick<Operator, "state" | "keys">,
  patience: Patience = {},
): Promise<WardenClient> {
  const { warden } = await state.mesh();
  if (warden === undefined) {
    throw new Mistake("This mesh is not up yet", {
      why: `${shorten(state.dir)} knows of no warden`,
      next: "`hezar up` deploys it; `hezar start` runs a whole mesh on this machine.",
    });
  }
  return createWardenClient({ url: warden, token: keys.adminToken, ...patience });
}

/** Every account's provider; a Mistake names all accounts whose token is missing. */
export async function openProviders(
  { state, config, keys }: Operator,
  env: Screen["env"],
  patience: Patience = {},
): Promise<Providers> {
  const secrets = await readSecrets(state.dir);
  const found = config.accounts.map((account) => ({ account, token: tokenOf(account, secrets, env) }));
  const missing = found.filter(({ token }) => token === undefined).map(({ account }) => account);
  if (missing.length > 0) throw noToken(missing, state);
  return new Map(
    found.map(({ account, token = "" }) => [
      account.id,
      createCloudflare({
        apiUrl: account.apiUrl,
        token,
        accountId: account.accountId,
        meshId: keys.meshId,
        ...patience,
        ...(account.local === undefined ? {} : { local: account.local }),
      }),
    ]),
  );
}

/** A paid account's writes are counted by the month; this many a day is what its plan includes. */
const PAID_WRITES_PER_DAY = 30_000;

/** The accounts that the warden writes to; a Mistake names all whose KV token is missing. */
export async function readPublishing(
  { state, config }: Pick<Operator, "state" | "config">,
  env: Screen["env"],
): Promise<readonly PublishingAccount[]> {
  const secrets = await readSecrets(state.dir);
  const carrying = new Set(config.zones.map(({ account }) => account));
  const isShelf = (id: string) =>
    id !== config.warden.account && config.warden.snapshots.some(({ account }) => account === id);
  const used = config.accounts.filter(({ id }) => id === config.warden.account || carrying.has(id));
  const found = used.map((account) => ({
    account,
    kvToken: account.id === config.warden.account ? undefined : kvTokenOf(account, secrets, env),
  }));
  const missing = found.filter(({ account, kvToken }) => account.id !== config.warden.account && !kvToken);
  if (missing.length > 0) throw noKvToken(missing.map(({ account }) => account));
  return found.map(({ account: { id, apiUrl, accountId, plan, local }, kvToken }) => ({
    ...{ id, apiUrl, accountId },
    ...(kvToken !== undefined && { kvToken }),
    writesPerDay:
      (plan === "paid" ? PAID_WRITES_PER_DAY : FREE_WRITES_PER_DAY) - (isShelf(id) ? KV_SNAPSHOTS_PER_DAY : 0),
    isLocal: local !== undefined,
  }));
}

/** Where the warden's memory is kept besides; a Mistake names what is missing. */
export async function readShelves(
  { state, config }: Pick<Operator, "state" | "config">,
  env: Screen["env"],
): Promise<readonly ShelfPlan[]> {
  const secrets = await readSecrets(state.dir);
  // What is lost with the warden brings nothing back; a warden that was restored stands where one of its shelves was.
  const elsewhere = config.warden.snapshots.filter(({ account }) => account !== config.warden.account);
  return elsewhere.map(({ account, url, authorizationEnv }): ShelfPlan => {
    if (url !== undefined) {
      const authorization = authorizationEnv === undefined ? undefined : env[authorizationEnv];
      const isLocal = isLoopback(url);
      return { kind: "url", id: url, url, isLocal, ...(authorization !== undefined && { authorization }) };
    }
    const found = config.accounts.find(({ id }) => id === account);
    if (found === undefined) throw noShelf(account ?? "");
    const token = kvTokenOf(found, secrets, env);
    if (token === undefined) throw noKvToken([found]);
    const { apiUrl, accountId, local } = found;
    return { kind: "kv", id: found.id, apiUrl, accountId, token, isLocal: local !== undefined };
  });
}

function isLoopback(url: string): boolean {
  return /^(?:127\.|\[::1\]$|localhost$)/.test(new URL(url).hostname);
}

function noShelf(account: string): Mistake {
  return new Mistake(`warden.snapshots names the account "${account}"`, {
    why: "the config has none of that name",
    next: "Name one of `accounts`, or a url.",
  });
}

function kvTokenOf(
  { id, kvTokenEnv }: AccountConfig,
  secrets: Readonly<Record<string, string>>,
  env: Screen["env"],
): string | undefined {
  return secrets[`${id}/kv`] ?? (kvTokenEnv === undefined ? undefined : env[kvTokenEnv]);
}

/** The zones with their covers read; a Mistake tells every cover that cannot be used. */
export async function readZones({ config, configPath }: Operator): Promise<readonly MeshZone[]> {
  const settings = meshSettings(config).zones;
  const covers = await Promise.all(config.zones.map((zone) => readCover(zone, configPath)));
  const problems = covers.flatMap((cover) => (typeof cover === "string" ? [cover] : []));
  if (problems.length > 0) {
    throw new Mistake("A cover cannot be used", {
      why: `\n${problems.join("\n")}`,
      next: "Mend the folder; nothing was changed.",
    });
  }
  return settings.flatMap((zone, at) => {
    const cover = covers[at];
    const local = config.accounts.find(({ id }) => id === zone.account)?.local;
    if (cover === undefined || typeof cover === "string") return [];
    return [{ ...zone, cover, privateUpstreams: local?.privateUpstreams === true }];
  });
}

/** The mesh as minting needs it. */
export async function readMesh(operator: Operator, namespaces: Mesh["namespaces"]): Promise<Mesh> {
  const { config } = operator;
  const { country } = config.audience;
  const apart = [config.warden.account, config.beacon.account];
  // A local edge takes as many as come.
  const limited = config.accounts.filter(({ local }) => local === undefined);
  return {
    ...{ services: meshSettings(config).services, zones: await readZones(operator), namespaces, apart, country },
    workersMost: Object.fromEntries(limited.map(({ id, plan }) => [id, WORKERS_OF_PLAN[plan]])),
  };
}

/** The service a command means: the one named, or the only one there is. */
export function chooseService(config: MeshConfig, named: string | undefined): string {
  const ids = config.services.map(({ id }) => id);
  const [only, ...others] = ids;
  if (named !== undefined && ids.includes(named)) return named;
  if (named === undefined && only !== undefined && others.length === 0) return only;
  const what = named === undefined ? "Which service?" : `The mesh has no service "${named}"`;
  throw new Mistake(what, { next: `Name one with --service: ${ids.join(", ")}.`, exitCode: 2 });
}

/** The cover, or what is wrong with it. */
async function readCover({ zone, cover, contact }: ZoneConfig, configPath: string): Promise<CoverSite | string> {
  if (cover === "bundled") return bundledCover(zone, contact);
  const folder = await coverFromFolder(resolve(dirname(configPath), cover));
  return folder.ok ? folder.value : `  ${zone}: ${folder.detail ?? folder.reason}`;
}

/** secrets.json speaks for one mesh, the environment for the whole shell: the nearer one wins. */
function tokenOf(
  account: AccountConfig,
  secrets: Readonly<Record<string, string>>,
  env: Screen["env"],
): string | undefined {
  const token = secrets[account.id] ?? (account.tokenEnv === undefined ? undefined : env[account.tokenEnv]);
  return token === "" ? undefined : token;
}

function noToken(accounts: readonly AccountConfig[], { dir }: State): Mistake {
  const names = accounts.map(({ id, tokenEnv }) => `${id}${tokenEnv === undefined ? "" : ` (${tokenEnv})`}`).join(", ");
  return new Mistake(`No API token for ${names}`, {
    why: "neither in the environment nor in secrets.json",
    next: `Set the variable, or write ${shorten(dir)}/secrets.json as { "${accounts[0]?.id}": "<token>" } with mode 0600.`,
  });
}

function noKeys({ dir }: State): Mistake {
  return new Mistake("This mesh has no keys here", {
    why: `there is no ${shorten(dir)}/keys.json`,
    next: "`hezar init` makes them. If the mesh has keys elsewhere, name their directory with --state.",
  });
}
