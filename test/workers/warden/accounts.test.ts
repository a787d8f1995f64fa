// Several accounts: each holds what its own relays read and nothing else, within the writes it has a day; one that dies takes
// nobody's blame along.

import { describe, expect, test } from "vitest";
import { dead, spent, well } from "../../../workers/warden/moves/account.ts";
import { burn } from "../../../workers/warden/moves/burn.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { heed } from "../../../workers/warden/moves/signal.ts";
import { takeTables } from "../../../workers/warden/snapshots/memory.ts";
import { createElsewhere, type Elsewhere, storesOf } from "./accounts.ts";
import { inWorld, settings, sure, type World } from "./mesh.ts";

const [service] = settings().services;
if (service === undefined) throw new Error("the settings have a service");

/** Garden and bakery lie on `one` and carry news; chess on `two`, river on `three`, which carries wiki. */
const PLACES = [
  ["garden.example", "one", "news"],
  ["chess.example", "two", "news"],
  ["bakery.example", "one", "news"],
  ["river.example", "three", "wiki"],
] as const;
const MESH = settings({
  services: [service, { ...service, id: "wiki", primary: "https://wiki.test" }],
  zones: PLACES.map(([zone, account, service]) => ({ zone, account, service, scheme: "https" })),
  mirrors: { live: 3, reserve: 0, perGroup: 2 },
});

interface Accounts {
  readonly one: Elsewhere;
  readonly two: Elsewhere;
  readonly three: Elsewhere;
}

const createAccounts = (): Accounts => ({ one: createElsewhere(), two: createElsewhere(), three: createElsewhere() });

function inAccounts(
  run: (world: World, accounts: Accounts) => Promise<void>,
  writesPerDay?: number,
  accounts = createAccounts(),
): Promise<void> {
  return inWorld((world) => run(world, accounts), { storesOf: storesOf({ ...accounts }, writesPerDay) });
}

async function raise(world: World): Promise<readonly string[]> {
  sure(await world.desk.replaceKeyring(world.keyringText));
  await world.desk.change((book) => configure(book, MESH));
  const hostnames: string[] = [];
  for (const order of world.desk.status().orders.filter(({ state }) => state === "open")) {
    const zones = PLACES.filter(([, , carried]) => carried === order.service);
    const [zone] = zones[hostnames.length % zones.length] ?? [];
    const hostname = `leaf-${hostnames.length}.${zone}`;
    await world.mint(order, hostname);
    hostnames.push(hostname);
  }
  return hostnames;
}

const group = async (world: World, service: string) => {
  const { code } = sure(await world.desk.invite({ service, channel: "family", level: 0, days: 7, uses: 3 }));
  return sure(await world.desk.admit(code));
};

describe("an account's KV", () => {
  test("holds its own zones, the services on them and its mirrors' rosters, and names nothing of the others", () =>
    inAccounts(async (world, { one, two, three }) => {
      await raise(world);
      await group(world, "news");
      await group(world, "wiki");
      world.pass(30);
      await world.desk.flush();
      const plain = ({ kv }: Elsewhere) => [...kv.keys()].filter((key) => !key.startsWith("roster:")).sort();
      expect(plain(one)).toEqual([
        "jarkeys:news",
        "keyring",
        "service:news",
        "zone:bakery.example",
        "zone:garden.example",
      ]);
      expect(plain(two)).toEqual(["jarkeys:news", "keyring", "service:news", "zone:chess.example"]);
      expect(plain(three)).toEqual(["jarkeys:wiki", "keyring", "service:wiki", "zone:river.example"]);
      const learnt = [...three.kv].flat().join("\n");
      for (const word of ["garden", "bakery", "chess", "news.test", "service:news", "leaf-0", "leaf-1"])
        expect(learnt).not.toContain(word);
      const rosters = ({ kv }: Elsewhere) => [...kv.keys()].filter((key) => key.startsWith("roster:"));
      expect(rosters(three)).toHaveLength(1);
      expect(rosters(three).some((key) => one.kv.has(key) || two.kv.has(key))).toBe(false);
      // The warden's own account carries no mirror, so nothing lies there.
      expect([...world.kv.keys()]).toEqual([]);
    }));

  test("takes in one call what is due together, and nothing that has not changed", () =>
    inAccounts(async (world, { one, three }) => {
      await raise(world);
      world.pass(30);
      await world.desk.flush();
      const before = three.calls.length;
      sure(await world.desk.change((book) => burn(book, { pattern: "leaf-0.garden.example", cause: "origin" })));
      expect(three.calls).toHaveLength(before);
      expect(one.calls.at(-1)?.toSorted()).toEqual(["blocklist", "zone:garden.example"]);
      await world.desk.change((book) => configure(book, MESH));
      expect(three.calls).toHaveLength(before);
    }));

  test("is told of burns on its own zones, and of no others: a day's writes do not grow with the mesh", () =>
    inAccounts(async (world, { one, two, three }) => {
      await raise(world);
      world.pass(30);
      await world.desk.flush();
      const patterns = ["leaf-0.garden.example", "*.chess.example", "old.river.example", "elsewhere.example"];
      for (const pattern of patterns) {
        world.pass(30);
        sure(await world.desk.change((book) => burn(book, { pattern })));
      }
      const told = ({ kv }: Elsewhere) => patterns.filter((pattern) => kv.get("blocklist")?.includes(`"${pattern}"`));
      expect([one, two, three].map(told)).toEqual([[patterns[0]], [patterns[1]], [patterns[2]]]);
      const writes = ({ calls }: Elsewhere) => calls.flat().filter((key) => key === "blocklist").length;
      expect([one, two, three].map(writes)).toEqual([1, 1, 1]);
      // A suffix covers whatever lies under it.
      world.pass(30);
      sure(await world.desk.change((book) => burn(book, { pattern: "*.example", country: "IR" })));
      expect([one, two, three].map(({ kv }) => kv.get("blocklist")?.includes('"*.example"'))).toEqual([
        true,
        true,
        true,
      ]);
    }));

  test("is told of burns on a zone that moves to it, though none is new", () =>
    inAccounts(async (world, { two }) => {
      await raise(world);
      world.pass(30);
      sure(await world.desk.change((book) => burn(book, { pattern: "old.river.example", country: "IR" })));
      expect(two.kv.has("blocklist")).toBe(false);
      world.pass(30);
      const moved = MESH.zones.map((zone) => (zone.zone === "river.example" ? { ...zone, account: "two" } : zone));
      await world.desk.change((book) => configure(book, { ...MESH, zones: moved }));
      expect(two.kv.get("blocklist")).toContain('"old.river.example"');
    }));

  test("holds no burn that a restored warden never heard of", async () => {
    const accounts = createAccounts();
    let tables: ReturnType<typeof takeTables> = {};
    await inAccounts(
      async (world) => {
        await raise(world);
        sure(await world.desk.change((book) => burn(book, { pattern: "old.garden.example" })));
        tables = takeTables(world.storage.sql);
        world.pass(30);
        sure(await world.desk.change((book) => burn(book, { pattern: "late.river.example" })));
      },
      undefined,
      accounts,
    );
    expect(accounts.three.kv.get("blocklist")).toContain("late.river.example");
    await inAccounts(
      async (world) => {
        sure(world.desk.restore({ v: 1, number: 1, takenAt: world.now(), tables }));
        await world.desk.change((book) => configure(book, MESH));
        world.pass(30);
        await world.desk.flush();
      },
      undefined,
      accounts,
    );
    expect(accounts.three.kv.get("blocklist")).toContain('"count":0');
    expect(accounts.one.kv.get("blocklist")).toContain("old.garden.example");
  });

  test("is given everything once a zone moves to it", () =>
    inAccounts(async (world, { two, three }) => {
      await raise(world);
      world.pass(30);
      await world.desk.flush();
      const moved = MESH.zones.map((zone) => (zone.zone === "river.example" ? { ...zone, account: "two" } : zone));
      await world.desk.change((book) => configure(book, { ...MESH, zones: moved }));
      expect(two.kv.get("zone:river.example")).toBe(three.kv.get("zone:river.example"));
      expect(two.kv.has("service:wiki")).toBe(true);
      expect(world.desk.status().mirrors.find(({ zone }) => zone === "river.example")?.account).toBe("two");
    }));

  test("that is away holds nobody up, and is told all of it when it is back", () =>
    inAccounts(async (world, { one, three }) => {
      await raise(world);
      world.pass(30);
      await world.desk.flush();
      three.mood = "away";
      for (const pattern of ["leaf-0.garden.example", "old.river.example"])
        sure(await world.desk.change((book) => burn(book, { pattern })));
      expect(one.kv.get("blocklist")).toContain('"count":1');
      expect(world.desk.status().unpublished).toEqual(["blocklist"]);
      three.mood = "well";
      world.pass(2);
      await world.desk.flush();
      expect(three.kv.get("blocklist")).toContain('"count":1');
    }));
});

describe("a day's writes", () => {
  test("are counted by account and UTC day; what only grows old waits first, a blocklist last", () =>
    inAccounts(async (world, { three }) => {
      await raise(world);
      await group(world, "wiki");
      world.pass(30);
      await world.desk.flush();
      const quota = () => world.desk.status().quota.find(({ account }) => account === "three");
      const used = three.calls.flat().length;
      expect(quota()).toEqual({ account: "three", writesToday: used, writesPerDay: 20, unpublished: 0 });
      // Readers come and go until only the part that is kept back is left, then the mesh burns.
      for (let at = 0; at < 20; at++) {
        world.pass(30);
        await world.desk.change((book) => {
          for (const key of book.outbox.keys().filter((name) => name.startsWith("roster:")))
            book.outbox.touch(key, { urgency: 2 });
        });
      }
      expect(quota()?.writesToday).toBe(14);
      expect(world.desk.status().unpublished.map((key) => key.split(":")[0])).toEqual(["roster"]);
      for (let at = 0; at < 8; at++) {
        world.pass(5);
        sure(await world.desk.change((book) => burn(book, { pattern: `host-${at}.river.example` })));
      }
      expect(quota()?.writesToday).toBe(20);
      expect(world.desk.status().unpublished.map((key) => key.split(":")[0])).toEqual(["blocklist", "roster"]);
      expect(world.alarms.at(-1)).toBe(Date.UTC(2026, 10, 23));
      world.pass(12 * 3600);
      await world.desk.flush();
      expect(quota()).toMatchObject({ writesToday: 2, unpublished: 0 });
      expect(three.kv.get("blocklist")).toContain('"count":8');
    }, 20));
});

describe("an account that says no", () => {
  test("is noted at the bulk write, burns nothing by itself, and is well again when it takes a write", () =>
    inAccounts(async (world, { three }) => {
      await raise(world);
      world.pass(30);
      three.mood = "closed";
      sure(await world.desk.change((book) => burn(book, { pattern: "elsewhere.river.example" })));
      expect(world.desk.status().accounts).toEqual([
        { id: "three", state: "unwritable", since: world.now(), detail: "Authentication error (10000)" },
      ]);
      expect(world.desk.status().mirrors.filter(({ state }) => state === "burned")).toEqual([]);
      three.mood = "well";
      world.pass(2);
      await world.desk.flush();
      expect(world.desk.status().accounts).toEqual([]);
      const events = world.desk.status().events.filter(({ event }) => event.startsWith("account"));
      expect(events.map(({ event, detail }) => [event, detail])).toEqual([
        ["account-trouble", "three unwritable"],
        ["account-well", "three"],
      ]);
    }));

  test.each([
    ["account-dead", "provider", "dead"],
    ["limit-1027", "quota", "spent"],
  ] as const)(
    "and of which %s is told loses its mirrors with the cause %s, and no group is split",
    (kind, cause, state) =>
      inAccounts(async (world) => {
        await raise(world);
        const admitted = await group(world, "news");
        const shown = () =>
          world.desk.status().mirrors.filter(({ groups, service }) => groups > 0 && service === "news");
        const account = shown()[0]?.account ?? "";
        const before = world.desk.status().groups;
        const signal = { at: world.now(), kind, account, detail: "seen from outside" };
        const burned = await world.desk.change((book) => heed(book, signal));
        expect(admitted.mirrors.map(({ hostname }) => hostname)).toEqual(
          expect.arrayContaining([...burned].slice(0, 1)),
        );
        const status = world.desk.status();
        expect(status.accounts).toMatchObject([{ id: account, state }]);
        expect(status.groups).toEqual(before);
        expect(status.events.filter(({ event }) => event === "split")).toEqual([]);
        expect(status.blocklist.entries.map((entry) => entry.cause)).toEqual(burned.map(() => cause));
        for (const [at, order] of status.orders.filter((standing) => standing.state === "open").entries()) {
          await world.mint(order, `leaf-9${at}.${account === "one" ? "chess" : "garden"}.example`);
        }
        expect(shown().map((mirror) => mirror.account)).toHaveLength(2);
        expect(shown().map((mirror) => mirror.account)).not.toContain(account);
      }),
  );

  test("of the quota is well again with the next UTC day, a dead one only by the operator", () =>
    inAccounts(async (world) => {
      await raise(world);
      await world.desk.change((book) => spent(book, { account: "two", detail: "1027" }));
      await world.desk.change((book) => dead(book, { account: "three", detail: "403" }));
      world.pass(12 * 3600 + 1);
      expect(world.desk.status().accounts.map(({ id }) => id)).toEqual(["three"]);
      await world.desk.change((book) => well(book, "three"));
      expect(world.desk.status().accounts).toEqual([]);
    }));
});
