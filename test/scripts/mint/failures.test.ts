// What goes wrong at a provider or a mirror, and what the operator hears; each on ground of its own.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Minted, type MintOptions, mintOrders } from "../../../scripts/mint/mint.ts";
import { type Provider, ProviderError } from "../../../scripts/providers/provider.ts";
import { type Reach, reach as reachReally } from "../../../scripts/reach.ts";
import { createFastClock } from "../../support/testclock.ts";
import { type MintGround, startGround } from "./ground.ts";

const [FIRST, SECOND] = ["garden-letters.localhost", "bread-notes.localhost"] as const;

describe("minting that meets trouble", () => {
  let ground: MintGround;
  beforeEach(async () => {
    ground = await startGround({ zones: [FIRST, SECOND] });
  });
  afterEach(() => ground.close());
  const mint = (options: Partial<MintOptions> = {}): Promise<Minted> => mintOrders({ ...ground, ...options });
  const standing = async () => (await ground.warden.status()).mirrors.filter(({ state }) => state !== "retired");
  const unfilled = async () =>
    (await ground.warden.orders()).filter(({ state }) => state === "open" || state === "claimed");
  const relays = async () => (await ground.provider.list()).flatMap(({ zone }) => zone ?? []);

  it("says which zone failed, gives the order back and fills it on another", async () => {
    await ground.placeAddress(FIRST);
    const { minted, failures } = await mint({ count: 1 });
    expect(failures).toEqual([expect.objectContaining({ what: `The DNS record A ${FIRST} is not this mesh's.` })]);
    expect(minted).toEqual([expect.stringContaining(SECOND)]);
    expect(await unfilled()).toEqual([]);
    expect(await relays()).toEqual([SECOND]);
  });

  it("tells where no zone is left, and keeps the order for later", async () => {
    const { minted, failures } = await mint({ count: 1, mesh: { ...ground.mesh, zones: [] } });
    expect(minted).toEqual([]);
    expect(failures).toEqual([expect.objectContaining({ what: "No zone is left for a mirror of news." })]);
    expect((await mint()).minted).toHaveLength(1);
  });

  it("gives the order of a mirror back that shows strangers something else, and fills it on another zone", async () => {
    const reach: Reach = async (url, init) =>
      new URL(url).hostname.endsWith(`.${FIRST}`) ? new Response("hello, I am a mirror") : reachReally(url, init);
    const { minted, failures } = await mint({ count: 1, reach, clock: createFastClock() });
    expect(failures).toEqual([expect.objectContaining({ what: expect.stringContaining("a stranger there sees") })]);
    expect(minted).toEqual([expect.stringContaining(SECOND)]);
    expect(await relays()).toEqual([SECOND]);
  });

  it("mints nothing that a full account would refuse, says so once, and goes on where the Worker stands already", async () => {
    expect((await mint({ count: 1 })).failures).toEqual([]);
    const [zone] = await relays();
    // The warden is the other one.
    const { minted, failures } = await mint({ count: 3, mesh: { ...ground.mesh, workersMost: { main: 2 } } });
    expect(failures).toEqual([
      expect.objectContaining({ what: expect.stringContaining("The account main is full: 2") }),
    ]);
    expect(minted).toEqual(Array(3).fill(expect.stringContaining(`.${zone}`)));
    expect(await relays()).toEqual([zone]);
    expect((await ground.warden.status()).events.filter(({ event }) => event === "abandoned")).toEqual([]);
  });

  it("claims no name on a zone that is not active", async () => {
    ground.edge.setZoneStatus(FIRST, "pending");
    const { minted, failures } = await mint({ count: 2 });
    expect(failures).toEqual([
      expect.objectContaining({ what: `The zone ${FIRST} is pending, not active: no request reaches it.` }),
    ]);
    expect(minted).toEqual(Array(2).fill(expect.stringContaining(`.${SECOND}`)));
    expect((await ground.warden.status()).events.filter(({ event }) => event === "abandoned")).toEqual([]);
  });

  it("takes a mirror up again whose provider was away for a while", async () => {
    const away: Provider = {
      ...ground.provider,
      ensure: () => Promise.reject(new ProviderError("unavailable", "no answer", { next: "Run mint again." })),
    };
    const interrupted = await mint({ count: 1, providers: new Map([["main", away]]) });
    expect(interrupted).toMatchObject({ minted: [], failures: [{ what: "no answer" }] });
    const minting = (await standing()).filter(({ state }) => state === "minting");
    expect(minting).toHaveLength(1);
    expect((await mint()).minted).toEqual([minting[0]?.hostname]);
  });

  it("lets go of a mirror that is burned while it is minted", async () => {
    const burning: Provider = {
      ...ground.provider,
      ensure: async (spec) => {
        for (const { hostname } of (await standing()).filter(({ state }) => state === "minting"))
          await ground.warden.burn({ pattern: hostname });
        return ground.provider.ensure(spec);
      },
    };
    const { failures } = await mint({ count: 1, providers: new Map([["main", burning]]) });
    expect(failures[0]?.what).toContain("is burned");
    expect((await standing()).filter(({ state }) => state === "minting")).toEqual([]);
    expect((await mint()).failures).toEqual([]);
    expect(await unfilled()).toEqual([]);
  });
});
