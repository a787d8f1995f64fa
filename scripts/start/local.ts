// The local half of `hezar start`: the edge in this process, the demo newsroom, and the state that lets the next start go on.

import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Censor, startCensor } from "../demo/censor/censor.ts";
import { type Newsroom, startNewsroom } from "../demo/newsroom/newsroom.ts";
import { type Edge, startEdge } from "../edge/edge.ts";
import type { TlsPair } from "../edge/options.ts";
import { CONFIG_FILE, shorten } from "../operator/config.ts";
import { createKeys, type Keys, readKeys, readSecrets, SECRETS_FILE, writeSecret } from "../operator/keys.ts";
import { readTlsPair } from "../operator/localtls.ts";
import type { MeshFile, State } from "../operator/state.ts";
import { Mistake } from "../terminal/mistake.ts";
import { type ListServer, startListServer } from "./listserver.ts";
import {
  ACCOUNT,
  accountIdOf,
  accountNames,
  accountsOfZones,
  CONFIG_MARK,
  configText,
  LISTS_FOLDER,
  newsroomSite,
  parseSites,
  privateNetworks,
  type Site,
  zonesOf,
} from "./plan.ts";
import { freePort } from "./ports.ts";
import { addressBehindCensor, describeVisitor } from "./visitors.ts";

export interface LocalWish {
  /** As given; none means what this state directory had, or the demo newsroom. */
  readonly sites: readonly string[];
  readonly mirrors: number | undefined;
  readonly perGroup: number | undefined;
  readonly port: number | undefined;
  readonly accounts: number | undefined;
  /** PEM file of a key and its certificate. */
  readonly tls: string | undefined;
}

export interface Local {
  readonly edge: Edge;
  readonly newsroom: Newsroom | undefined;
  readonly censor: Censor;
  readonly accountId: string;
  readonly token: string;
  readonly keys: Keys;
  /** What the person should know: a port that moved. */
  readonly remarks: readonly string[];
  close(): Promise<void>;
}

type Remembered = NonNullable<MeshFile["local"]>;

const DEFAULT_PORT = 8787;
const DEFAULT_MIRRORS = 3;

export async function startLocal(state: State, wish: LocalWish): Promise<Local> {
  await state.make();
  await refuseForeignConfig(state);
  const { local: before, warden } = await state.mesh();
  if (warden !== undefined && before === undefined) throw notOurs(shorten(state.dir), "the state of a mesh");
  const texts = chooseSites(wish.sites, before, state);
  if (wish.port !== undefined) await refuseTakenPort(wish.port);
  const keys = (await readKeys(state.dir)) ?? (await createKeys(state.dir));
  const count = chooseAccounts(wish.accounts, before, state);
  const accounts = await localAccounts(state.dir, keys, count);
  const newsroom = texts.length === 0 ? await openNewsroom(state.dir, before) : undefined;
  const sites = newsroom === undefined ? parseSites(texts) : [newsroomSite(newsroom)];
  const wanted = wish.port ?? before?.port ?? DEFAULT_PORT;
  const perGroup = wish.perGroup ?? before?.perGroup;
  const tls = wish.tls === undefined ? before?.tls : resolve(wish.tls);
  const pair = tls === undefined ? undefined : await readTlsPair(tls);
  const censor = await openCensor(before);
  const lists = await openLists(state.dir, before);
  const closeBeside = () => Promise.all([newsroom?.close(), censor.close(), lists.close()]);
  const edge = await openEdge({ state, sites, perGroup, accounts, wanted, apiPort: before?.apiPort ?? 0, pair }).catch(
    async (cause: unknown) => {
      await closeBeside();
      throw cause;
    },
  );
  const mirrors = wish.mirrors ?? before?.mirrors ?? Math.max(DEFAULT_MIRRORS, perGroup ?? 0);
  await remember(state, { edge, newsroom, censor, lists, mirrors, perGroup, texts, accounts: count, tls });
  await writeFile(
    join(state.dir, CONFIG_FILE),
    configText({
      sites,
      mirrors,
      perGroup,
      scheme: pair === undefined ? "http" : "https",
      port: edge.port,
      apiUrl: edge.apiUrl,
      accountIds: accounts.map(({ id }) => id),
      listsUrl: lists.url,
    }),
  );
  return {
    edge,
    newsroom,
    censor,
    accountId: accounts[0]?.id ?? "",
    token: accounts[0]?.token ?? "",
    keys,
    remarks: wanted !== 0 && edge.port !== wanted ? [`Port ${wanted} is taken; mirrors listen on ${edge.port}.`] : [],
    close: async () => {
      await Promise.all([edge.close(), closeBeside()]);
    },
  };
}

/** One mesh a state directory: another site's mirrors, groups and readers do not mix into it. */
function chooseSites(given: readonly string[], before: Remembered | undefined, { dir }: State): readonly string[] {
  if (before === undefined) return given;
  if (given.length === 0 || given.join(" ") === before.sites.join(" ")) return before.sites;
  throw new Mistake(
    `${shorten(dir)} holds a mesh of ${before.sites.length === 0 ? "the demo newsroom" : before.sites.join(" and ")}`,
    {
      next: "Start this one elsewhere with --state DIR, or go on with that one by leaving --service out.",
    },
  );
}

async function refuseForeignConfig({ dir }: State): Promise<void> {
  const path = join(dir, CONFIG_FILE);
  const text = await readFile(path, "utf8").catch(() => CONFIG_MARK);
  if (!text.startsWith(CONFIG_MARK)) throw notOurs(shorten(path), "a config");
}

function notOurs(path: string, what: string): Mistake {
  return new Mistake(`${path} is ${what} of your own`, {
    why: "hezar start keeps a mesh and a config of its own there",
    next: "Use another directory with --state DIR; `hezar up` brings up a config of yours.",
  });
}

interface LocalAccount {
  readonly id: string;
  readonly token: string;
  readonly kvToken: string;
}

/** Zones cannot move between the edge's accounts, so a mesh keeps the number it was started with. */
function chooseAccounts(given: number | undefined, before: Remembered | undefined, { dir }: State): number {
  const had = before === undefined ? undefined : (before.accounts ?? 1);
  if (had !== undefined && given !== undefined && given !== had) {
    throw new Mistake(`${shorten(dir)} holds a mesh on ${had} ${had === 1 ? "account" : "accounts"}`, {
      next: "Start another elsewhere with --state DIR, or go on with that one by leaving --accounts out.",
    });
  }
  return had ?? given ?? 1;
}

async function localAccounts(stateDir: string, { meshId }: Keys, count: number): Promise<readonly LocalAccount[]> {
  const secrets = { ...(await readSecrets(stateDir)) };
  const known = JSON.stringify(secrets);
  const secretOf = (name: string): string => {
    secrets[name] ??= randomBytes(30).toString("base64url");
    return secrets[name];
  };
  const accounts = accountNames(count).map((name) => ({
    id: accountIdOf(meshId, name),
    token: secretOf(name),
    kvToken: secretOf(`${name}/kv`),
  }));
  if (JSON.stringify(secrets) !== known) await writeSecret(join(stateDir, SECRETS_FILE), secrets, { over: true });
  return accounts;
}

/** A port that was asked for stands in links: another one instead would be found out by readers. */
async function refuseTakenPort(port: number): Promise<void> {
  if ((await freePort(port)) === port || port === 0) return;
  throw new Mistake(`Port ${port} is taken`, {
    why: "something else listens there",
    next: "Name another with --port, or leave it out: a free one is found.",
  });
}

async function openNewsroom(stateDir: string, before: Remembered | undefined): Promise<Newsroom> {
  const { primary = 0, cdn = 0 } = before?.newsroom ?? {};
  const [port, cdnPort] = [await freePort(primary), await freePort(cdn)];
  return startNewsroom({ port, cdnPort, database: join(stateDir, "newsroom.sqlite") });
}

async function openLists(stateDir: string, before: Remembered | undefined): Promise<ListServer> {
  return startListServer({ folder: join(stateDir, LISTS_FOLDER), port: await freePort(before?.lists ?? 0) });
}

async function openCensor(before: Remembered | undefined): Promise<Censor> {
  const { port = 0, apiPort = 0 } = before?.censor ?? {};
  return startCensor({ port: await freePort(port), apiPort: await freePort(apiPort), from: addressBehindCensor });
}

async function openEdge(options: {
  readonly state: State;
  readonly sites: readonly Site[];
  readonly perGroup: number | undefined;
  readonly accounts: readonly LocalAccount[];
  readonly wanted: number;
  readonly apiPort: number;
  readonly pair: TlsPair | undefined;
}): Promise<Edge> {
  const { state, sites, accounts, pair } = options;
  const zones = zonesOf(sites, options.perGroup).map(({ zone }) => zone);
  const places = accountsOfZones(zones.length, accounts.length);
  const names = accountNames(accounts.length);
  return startEdge({
    stateDir: join(state.dir, "edge"),
    port: await freePort(options.wanted),
    apiPort: await freePort(options.apiPort),
    accounts: accounts.map((account, at) => ({
      ...account,
      subdomain: names[at] ?? ACCOUNT,
      zones: zones.filter((_, index) => places[index] === names[at]),
    })),
    ...(pair && { tls: pair }),
    privateUpstreams: privateNetworks(sites),
    describeVisitor,
  });
}

async function remember(
  state: State,
  {
    edge,
    newsroom,
    censor,
    lists,
    mirrors,
    perGroup,
    texts,
    accounts,
    tls,
  }: Pick<Local, "edge" | "newsroom" | "censor"> & {
    readonly lists: ListServer;
    readonly mirrors: number;
    readonly perGroup: number | undefined;
    readonly texts: readonly string[];
    readonly accounts: number;
    readonly tls: string | undefined;
  },
): Promise<void> {
  const ports = newsroom && { primary: portOf(newsroom.primary), cdn: portOf(newsroom.cdn) };
  const local = {
    ...{ port: edge.port, apiPort: portOf(edge.apiUrl), lists: lists.port, mirrors, sites: [...texts], accounts },
    ...(perGroup !== undefined && { perGroup }),
    ...(tls !== undefined && { tls }),
    censor: { port: censor.port, apiPort: portOf(censor.apiUrl) },
  };
  await state.remember({ local: ports === undefined ? local : { ...local, newsroom: ports } });
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
