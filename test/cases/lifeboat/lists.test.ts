// What a lifeboat believes of sealed lists, whom it asks, and how often.

import { beforeAll, describe, expect, it } from "vitest";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { signListCode } from "../../../shared/domain/listcode.ts";
import { type Roster, sealRosters } from "../../../shared/domain/roster.ts";
import { fileBytesFor, LIST_BYTES_LIMIT, listName, listWeek, sealList } from "../../../shared/domain/sealedlist.ts";
import { createLists } from "../../../workers/lifeboat/failover/lists.ts";
import { createRosters } from "../../../workers/lifeboat/failover/rosters.ts";
import { createMeshKeys, type MeshKeys, NOW, seed } from "../../support/meshkeys.ts";

const LINEAGE = "0a0b0c0d0e0f";
const READER = seed(11);
const LIST_KEY = seed(12);
const WEEK = listWeek(NOW);
const PLACES = ["https://one.example/", "https://two.example/lists/"] as const;
let keys: MeshKeys;
const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));

beforeAll(async () => {
  keys = await createMeshKeys();
});

async function rosterOf(version: number, signer = keys.online): Promise<string> {
  const roster: Roster = {
    ...{ v: 1, version, issuedAt: NOW, group: "g", expiresAt: NOW + 60, mirrors: [] },
    sealedLists: [...PLACES],
    windows: { refreshSeconds: 1, retrySeconds: 1, pauseSeconds: 10, reportSeconds: 1 },
    listKey: toBase64url(LIST_KEY),
  };
  return sealRosters([{ roster, readerKeys: [READER] }], { lineage: LINEAGE, version, signer, random });
}

async function fileOf(version: number, { week = WEEK, signer = keys.online } = {}) {
  const list = { keyring: keys.keyringText, roster: await rosterOf(version, signer) };
  return sealList(list, { listKey: LIST_KEY, week, bytes: fileBytesFor([list]), nonce: random(12) });
}

type Server = (url: string, init: RequestInit) => Promise<Response>;

/** A lifeboat with version 5 aboard, and what it asked for. */
async function aboard(server: Server, clock = { now: NOW }) {
  const boarding = { root: toBase64url(keys.rootKey), lineage: LINEAGE, readerKey: toBase64url(READER) };
  const rosters = createRosters({ boarding: { ...boarding, tier: "operator" }, now: () => clock.now });
  await rosters.take({ keyring: keys.keyringText, roster: await rosterOf(5) });
  const asked: string[] = [];
  const lists = createLists({
    roster: rosters.current,
    offer: async (offered) => (await rosters.take(offered)).isNewer,
    root: rosters.root,
    fetch: (url, init = {}) => {
      asked.push(String(url));
      return server(String(url), init);
    },
    now: () => clock.now,
    sleep: () => new Promise(() => {}),
    pauseSeconds: () => 10,
    changed: () => {},
  });
  return { lists, asked, version: () => rosters.current()?.version };
}

const nameNow = () => listName(LIST_KEY, WEEK);
const notFound: Server = async () => new Response("", { status: 404 });
const hangs: Server = () => new Promise(() => {});

describe("the lists of a reader whose mirrors are all dead", () => {
  it("are asked at all places at once, and the first newer roster ends it though another hangs", async () => {
    const file = await fileOf(6);
    const boat = await aboard((url, init) => (url.startsWith(PLACES[0]) ? hangs(url, init) : serve(file)));
    expect(await boat.lists.seek()).toBe(true);
    expect(boat.version()).toBe(6);
    expect(new Set(boat.asked)).toEqual(new Set([PLACES[0] + (await nameNow()), PLACES[1] + (await nameNow())]));
  });

  it("are asked for with no cookie, no referrer, past every cache, and lead nowhere else", async () => {
    const seen: RequestInit[] = [];
    const boat = await aboard((url, init) => {
      seen.push(init);
      return notFound(url, init);
    });
    expect(await boat.lists.seek()).toBe(false);
    for (const init of seen) {
      expect(init).toMatchObject({
        credentials: "omit",
        referrerPolicy: "no-referrer",
        cache: "no-store",
        redirect: "error",
      });
    }
  });

  it("are found by a clock that is wrong by a week", async () => {
    const clock = { now: NOW - 7 * 86_400 };
    const name = await nameNow();
    const file = await fileOf(6);
    const boat = await aboard(
      async (url) => (url.endsWith(name) ? serve(file) : new Response("", { status: 404 })),
      clock,
    );
    expect(await boat.lists.seek()).toBe(true);
  });

  it("are found by a clock that is wrong where a host shows no page a file it has not", async () => {
    const file = await fileOf(6);
    const name = await nameNow();
    const withoutCors: Server = async (url) => {
      if (url.endsWith(name)) return serve(file);
      throw new TypeError("Failed to fetch");
    };
    const boat = await aboard(withoutCors, { now: NOW - 7 * 86_400 });
    expect(await boat.lists.seek()).toBe(true);
  });

  it("are read whole where a host hands them over in crumbs", async () => {
    const file = await fileOf(6);
    let at = 0;
    const crumbs = () =>
      new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (at >= file.length) return controller.close();
          controller.enqueue(file.subarray(at, at + 7));
          at += 7;
        },
      });
    const boat = await aboard(async (url, init) =>
      url.startsWith(PLACES[0]) ? new Response(crumbs()) : notFound(url, init),
    );
    expect(await boat.lists.seek()).toBe(true);
  });

  it("are asked for again when the device's clock was set back", async () => {
    const clock = { now: NOW + 3600 };
    const boat = await aboard(notFound, clock);
    await boat.lists.seek();
    clock.now = NOW;
    await boat.lists.seek();
    expect(boat.asked.length).toBe(8);
  });

  for (const [what, make] of Object.entries<() => Promise<Uint8Array<ArrayBuffer>>>({
    "an older roster": () => fileOf(4),
    "the same roster": () => fileOf(5),
    "a forged roster": async () => fileOf(6, { signer: { ...keys.online, sign: async () => new Uint8Array(64) } }),
    "another week's file": () => fileOf(6, { week: WEEK + 3 }),
    "a file that was cut": async () => (await fileOf(6)).subarray(0, 50_000),
    "a file without end": async () => new Uint8Array(LIST_BYTES_LIMIT + 1),
    "an empty file": async () => new Uint8Array(),
    "a login page": async () => new TextEncoder().encode("<!doctype html><title>Log in</title>"),
  })) {
    it(`${what} changes nothing`, async () => {
      const file = await make();
      const boat = await aboard(() => serve(file));
      expect(await boat.lists.seek()).toBe(false);
      expect(boat.version()).toBe(5);
    });
  }

  it("are asked once for however many pages wait, and no sooner than the roster allows again", async () => {
    const clock = { now: NOW };
    const boat = await aboard(notFound, clock);
    await Promise.all([boat.lists.seek(), boat.lists.seek(), boat.lists.seek()]);
    const once = boat.asked.length;
    expect(once).toBe(4);
    clock.now += 9;
    await boat.lists.seek();
    expect(boat.asked.length).toBe(once);
    clock.now += 2;
    await boat.lists.seek();
    expect(boat.asked.length).toBe(2 * once);
  });
});

describe("a code that a reader pastes", () => {
  it("of the root names one more place, which helps and is remembered", async () => {
    const file = await fileOf(6);
    const boat = await aboard((url, init) =>
      url.startsWith("https://new.example/") ? serve(file) : notFound(url, init),
    );
    const code = await signListCode("https://new.example/", { notAfter: NOW + 60, root: keys.root });
    expect(await boat.lists.enter(`${code}\n`)).toBe("found");
    expect(boat.version()).toBe(6);
    expect(boat.lists.kept()).toEqual({ places: ["https://new.example/"] });
  });

  it("of nobody is asked nowhere", async () => {
    const boat = await aboard(notFound);
    const forged = await signListCode("https://trap.example/", {
      notAfter: NOW + 60,
      root: { ...keys.online, keyId: 0 },
    });
    for (const code of [forged, "", "hello", `${forged}x`]) expect(await boat.lists.enter(code)).toBe("wrong");
    expect(boat.asked).toEqual([]);
    expect(boat.lists.kept()).toEqual({ places: [] });
  });

  it("makes no weapon: a page's script that enters it a hundred times has each place asked once in a pause", async () => {
    const clock = { now: NOW };
    const boat = await aboard(notFound, clock);
    const code = await signListCode("https://new.example/", { notAfter: NOW + 60, root: keys.root });
    await boat.lists.seek();
    const came = await Promise.all(Array.from({ length: 100 }, () => boat.lists.enter(code)));
    expect(new Set(came)).toEqual(new Set(["nothing new"]));
    expect(boat.asked.filter((url) => url.startsWith("https://new.example/")).length).toBe(2);
    expect(boat.asked.length).toBe(6);
    clock.now += 11;
    await boat.lists.enter(code);
    expect(boat.asked.length).toBe(12);
  });

  it("that helps nobody yet says so", async () => {
    const boat = await aboard(notFound);
    const code = await signListCode("https://new.example/", { notAfter: NOW + 60, root: keys.root });
    expect(await boat.lists.enter(code)).toBe("nothing new");
  });
});

async function serve(file: Uint8Array<ArrayBuffer>): Promise<Response> {
  return new Response(file);
}
