// An account that closes in the middle of a pass: whichever call it is that it answers no more, within that pass its groups
// have mirrors elsewhere, nobody is blamed and nothing is left half-done.

import { afterEach, describe, expect, it } from "vitest";
import type { Pass } from "../../../scripts/autopilot/pass.ts";
import { relayName, relaySpec } from "../../../scripts/mint/specs.ts";
import { shownMirrors } from "../../../shared/domain/groups.ts";
import { KEYS } from "../../simulation/chaos/warden.ts";
import { type Closing, createTwoAccounts, IDS, kindOf, type TwoAccounts, type Wanted } from "./twoaccounts.ts";

const LOOK = "GET /accounts/:account/workers/scripts";
/** Everything a pass asks of an account, in the order in which it comes to it first. */
const CALLS = [
  LOOK,
  "GET /accounts/:account/storage/kv/namespaces",
  "GET /zones",
  "GET /accounts/:account/workers/scripts/:script/script-settings",
  "GET /accounts/:account/workers/scripts/:script/subdomain",
  "GET /accounts/:account/workers/scripts/:script/schedules",
  "PATCH /accounts/:account/workers/scripts/:script/script-settings",
  "GET /zones/:zone/dns_records",
  "GET /zones/:zone/workers/routes",
  "GET /zones/:zone/rulesets/phases/http_ratelimit/entrypoint",
  "GET /zones/:zone/settings/ech",
  "PATCH /zones/:zone/settings/ech",
  "PUT /accounts/:account/workers/scripts/:script",
  "DELETE /zones/:zone/workers/routes/:id",
  "DELETE /zones/:zone/dns_records/:id",
  "PUT /zones/:zone/rulesets/phases/http_ratelimit/entrypoint",
  "DELETE /accounts/:account/workers/scripts/:script",
  "POST /zones/:zone/dns_records",
  "POST /zones/:zone/workers/routes",
  "GET /accounts/:account/storage/kv/namespaces/:namespace/values/:key",
];
/** Here the first call of each kind, and the one that begins the last look; every single one by `npm run soak`. */
const isLong = process.env.HEZAR_LONG !== undefined;

let mesh: TwoAccounts;
afterEach(() => mesh.close());

async function raise(groups: number, zones: Wanted["zones"]): Promise<void> {
  const workersMost = { first: 100, second: 100 };
  mesh = await createTwoAccounts({ zones, mirrors: { live: 0, reserve: 1, perGroup: 1 }, workersMost });
  for (let at = 0; at < groups; at++) await newcomer(`channel-${at}`);
  await mesh.settle();
}

async function newcomer(channel: string): Promise<void> {
  const made = await mesh.warden.desk.invite({ service: "news", channel, uses: 1, level: 0, days: 7 });
  if (made.ok) await mesh.warden.desk.admit(made.value.code);
}

/** At rest, but for everything that gives a pass something to do on the first account. */
async function raiseUntidy(): Promise<void> {
  await raise(3, { first: 4, second: 6 });
  const { scripts, zones, zoneSettings } = mesh.edge.state;
  const [logged, gone] = scripts.list(IDS.first);
  const unused = mesh.mesh.zones.findLast(({ account }) => account === "first");
  if (logged === undefined || gone === undefined || unused === undefined) throw new Error("it has two relays");
  scripts.put(IDS.first, logged.name, { ...logged, settings: { observability: { enabled: true } } });
  scripts.remove(IDS.first, gone.name);
  const provider = mesh.providers().get("first");
  await provider?.ensure(await relaySpec(unused, { keys: KEYS, namespaceId: mesh.mesh.namespaces.first ?? "" }));
  await provider?.ensureGuard(unused.zone, { requestsPer10Seconds: 200, ech: "on" });
  for (const { id } of zones.list(IDS.first)) zoneSettings.put(id, "ech", { value: "off" });
  await newcomer("late");
}

/** What became of it all, as far as it must be so wherever the account closed. */
async function outcome({ failures }: Pass) {
  const { mirrors, orders, accounts, events, blocklist } = await mesh.client.status();
  const groups = mesh.warden.desk.look((book) => book.groups.all({ withReaders: true }));
  const placeOf = (hostname: string) => {
    const mirror = mirrors.find((one) => one.hostname === hostname);
    return `${mirror?.state} on ${mirror?.account}`;
  };
  const inUse = mirrors.filter(({ account, state }) => account === "second" && state !== "retired");
  const relays = inUse.map(({ zone }) => relayName(zone));
  return {
    accounts: accounts.map(({ id, state }) => `${id} is ${state}`),
    shown: new Set(groups.flatMap((group) => shownMirrors(group).map(placeOf))),
    stranded: groups.filter((group) => group.readers.length > 0 && shownMirrors(group).length === 0).length,
    halfDone: mirrors.filter(({ state }) => state === "minting").length,
    waiting: orders.filter(({ state }) => state === "open" || state === "claimed").length,
    orphans: mesh.edge.state.scripts.list(IDS.second).filter(({ name }) => !relays.includes(name)).length,
    causes: new Set(blocklist.entries.map(({ cause }) => cause)),
    blamed: events.filter(({ event }) => event === "split").length,
    told: failures.length,
  };
}

const NOTHING_WRONG = { stranded: 0, halfDone: 0, waiting: 0, orphans: 0, blamed: 0, told: 1 };
const MOVED = {
  ...NOTHING_WRONG,
  accounts: ["first is dead"],
  shown: new Set(["live on second"]),
  causes: new Set(["provider"]),
};

describe("an account that closes in the middle of a pass", () => {
  it("has its groups moved within that pass, whichever call it answers no more", async () => {
    await raiseUntidy();
    await mesh.pass();
    const calls = mesh.calls.first.map(kindOf);
    expect([...new Set(calls)]).toEqual(CALLS);
    await mesh.close();
    const edges = [...CALLS.map((kind) => calls.indexOf(kind)), calls.lastIndexOf(LOOK)];
    for (const at of calls.keys()) {
      if (!isLong && !edges.includes(at)) continue;
      for (const status of isLong ? ([401, 403] as const) : ([at % 2 === 0 ? 401 : 403] as const)) {
        const about = { at, call: calls[at], status };
        await raiseUntidy();
        const pass = await mesh.pass({ account: "first", at: at + 1, status });
        expect({ ...about, ...(await outcome(pass)) }).toEqual({ ...about, ...MOVED });
        await mesh.close();
      }
    }
    await raiseUntidy();
  }, 900_000);

  it("has all of them moved, however many, though releases are spaced", async () => {
    await raise(30, { first: 6, second: 10 });
    const pass = await mesh.pass({ account: "first", at: 1, status: 403 });
    const { waiting, ...rest } = await outcome(pass);
    const { waiting: _, ...moved } = MOVED;
    expect(rest).toEqual(moved);
    // The reserve comes back at its own pace.
    expect(pass.holds).toEqual([expect.objectContaining({ why: "spacing", count: waiting })]);
  });

  it("has them moved too where all its mirrors were suspects when it closed", async () => {
    await raise(3, { first: 4, second: 6 });
    const own = (await mesh.client.status()).mirrors.filter(({ account }) => account === "first");
    await mesh.warden.desk.change((book) => {
      for (const { hostname } of own) book.mirrors.setState(hostname, "suspect");
    });
    const pass = await mesh.pass({ account: "first", at: 1, status: 403 });
    expect(await outcome(pass)).toEqual(MOVED);
  });

  it("is left as it is by who only wants to see the plan", async () => {
    await raise(1, { first: 2, second: 2 });
    const before = await mesh.client.status();
    expect(await mesh.preview({ account: "first", at: 1, status: 403 })).toEqual([]);
    expect(await mesh.client.status()).toEqual(before);
  });

  it("keeps no mint of an earlier pass, however little is wrong with it", async () => {
    await raiseUntidy();
    const upload = "POST /zones/:zone/workers/routes";
    await mesh.pass({ account: "first", at: upload, status: 503, isServing: true });
    expect((await mesh.client.status()).mirrors.map(({ state }) => state)).toContain("minting");
    const pass = await mesh.pass({ account: "first", at: 1, status: 401, isServing: true });
    const { shown: _, ...rest } = await outcome(pass);
    expect(rest).toEqual({ ...NOTHING_WRONG, accounts: ["first is refused"], causes: new Set() });
  });

  const tokens: readonly Closing["at"][] = [1, "GET /accounts/:account/storage/kv/namespaces/:namespace/values/:key"];
  it.each(tokens)("keeps its mirrors where only the token is gone (%s), and gets no new ones", async (at) => {
    await raiseUntidy();
    const before = (await mesh.client.status()).mirrors.filter(({ groups }) => groups > 0);
    const pass = await mesh.pass({ account: "first", at, status: 401, isServing: true });
    const { shown: _, ...rest } = await outcome(pass);
    expect(rest).toEqual({ ...NOTHING_WRONG, accounts: ["first is refused"], causes: new Set() });
    const { mirrors } = await mesh.client.status();
    const shown = mirrors.filter(({ groups }) => groups > 0).map(({ hostname }) => hostname);
    expect(shown).toEqual(expect.arrayContaining(before.map(({ hostname }) => hostname)));
    expect(pass.minted.map((hostname) => mirrors.find((one) => one.hostname === hostname)?.account)).toEqual([
      "second",
    ]);
  });
});
