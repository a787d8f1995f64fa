// What providers and origins do to a mesh, end to end on the edge: strangers use up an account's day, an origin falls, a
// provider takes an account away. Each is named for what it is, and no reader is blamed for it.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../scripts/clock.ts";
import { checkHealth, type Health, isHealthy } from "../../../scripts/health/health.ts";
import { mintOrders } from "../../../scripts/mint/mint.ts";
import { relayName } from "../../../scripts/mint/specs.ts";
import { type Reach, reach } from "../../../scripts/reach.ts";
import type { MeshStatus } from "../../../shared/wardenapi.ts";
import { type MintGround, startGround } from "../mint/ground.ts";

const ELSEWHERE = { one: ["garden-letters.localhost"], two: ["evening-rooks.localhost", "hill-paths.localhost"] };

describe("a mesh over two accounts with mirrors", () => {
  let ground: MintGround;
  beforeEach(async () => {
    ground = await startGround({ zones: [], elsewhere: ELSEWHERE, mirrors: { live: 2, reserve: 0, perGroup: 2 } });
    await ground.warden.invite({ service: "news", channel: "family", uses: 5, level: 0, days: 7 });
    expect((await mint()).failures).toEqual([]);
  });
  afterEach(() => ground.close());
  const mint = () => mintOrders({ ...ground });
  const health = (): Promise<Health> => checkHealth({ ...ground, reach, clock: systemClock });
  const status = () => ground.warden.status();
  const shown = ({ mirrors }: MeshStatus) => mirrors.filter(({ groups }) => groups > 0);
  const kinds = ({ signals }: Health) => signals.map(({ kind, account, service }) => [kind, account ?? service]);
  const blamed = ({ events }: MeshStatus) => events.filter(({ event }) => event === "split");

  it("is well, seen from outside, and nothing is told", async () => {
    const seen = await health();
    expect(isHealthy(seen)).toBe(true);
    expect(seen.mirrors).toHaveLength(2);
  });

  it("loses an account's requests to strangers: its groups are moved, with the cause quota", async () => {
    const before = await status();
    const flooded = shown(before).find(({ account }) => account === "one") ?? shown(before)[0];
    const account = flooded?.account ?? "";
    await ground.edge.setStanding(ground.accountIds[account] ?? "", { suspended: false, requestsPerDay: 40 });
    for (let asked = 0; asked < 41; asked++) await reach(`${flooded?.origin}/`);
    const startedAt = performance.now();
    const seen = await health();
    expect(kinds(seen)).toEqual([["limit-1027", account]]);
    const { failures } = await mint();
    console.info(
      `quota used up by strangers: groups moved in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
    );
    expect(failures).toEqual([]);
    const after = await status();
    expect(after.accounts).toMatchObject([{ id: account, state: "spent" }]);
    expect(after.blocklist.entries.map(({ cause }) => cause)).toEqual(seen.burned.map(() => "quota"));
    expect(shown(after).map((mirror) => mirror.account)).not.toContain(account);
    expect([shown(after).length, after.groups, blamed(after)]).toEqual([2, before.groups, []]);
  });

  it("has an origin that is down: said so, and no mirror is given up for it", async () => {
    const before = await status();
    await ground.closeUpstream();
    const seen = await health();
    expect(kinds(seen)).toEqual([["origin-down", "news"]]);
    const after = await status();
    expect(new Set(after.verdicts.map(({ cause, state }) => `${state} ${cause}`))).toEqual(new Set(["suspect origin"]));
    expect(after.blocklist.entries).toEqual([]);
    expect([after.groups, blamed(after)]).toEqual([before.groups, []]);
    expect(after.mirrors.filter(({ state }) => state === "burned")).toEqual([]);
  });

  it("loses an account to its provider: a look from outside is enough to move its groups", async () => {
    const before = await status();
    const account = shown(before)[0]?.account ?? "";
    await ground.edge.setStanding(ground.accountIds[account] ?? "", { suspended: true });
    const seen = await health();
    expect(kinds(seen)).toEqual([["account-dead", account]]);
    const after = await status();
    expect(after.blocklist.entries.map(({ cause }) => cause)).toEqual(seen.burned.map(() => "provider"));
    expect([after.groups, blamed(after)]).toEqual([before.groups, []]);
  });

  it("loses a zone's name servers: the provider is named, its groups are moved, and no censor is blamed", async () => {
    const before = await status();
    const lost = shown(before)[0]?.zone ?? "";
    ground.edge.setZoneStatus(lost, "moved");
    const seen = await health();
    expect(seen.signals).toEqual([expect.objectContaining({ kind: "zone-gone", zone: lost })]);
    expect(seen.signals[0]?.detail).toContain("moved");
    const { failures } = await mint();
    expect(failures).toEqual([expect.objectContaining({ what: expect.stringContaining(`The zone ${lost} is moved`) })]);
    const after = await status();
    expect(after.blocklist.entries.map(({ cause }) => cause)).toEqual(seen.burned.map(() => "provider"));
    expect(shown(after).map(({ zone }) => zone)).not.toContain(lost);
    expect([shown(after).length, after.groups, blamed(after)]).toEqual([2, before.groups, []]);
    expect(after.verdicts.filter(({ cause }) => cause === "censor")).toEqual([]);
  });

  it("has a relay that somebody removed: said so, no mirror is given up for it, and it is deployed again", async () => {
    const before = await status();
    const bare = shown(before)[0];
    const zone = bare?.zone ?? "";
    await ground.providers.get(bare?.account ?? "")?.remove({ name: relayName(zone), zone });
    expect((await health()).signals).toEqual([expect.objectContaining({ kind: "script-gone", zone })]);
    const after = await status();
    expect(after.verdicts.map(({ state, cause }) => `${state} ${cause}`)).toEqual(["suspect provider"]);
    expect([after.blocklist.entries, after.groups, blamed(after)]).toEqual([[], before.groups, []]);
    expect((await mint()).redeployed).toEqual([zone]);
    expect((await health()).signals).toEqual([]);
  });

  it("has a zone whose names lead nowhere from here, which may be a block: named, and nothing is concluded", async () => {
    const lost = shown(await status())[0]?.zone ?? "";
    const astray: Reach = (url, init) =>
      new URL(url).hostname.endsWith(lost)
        ? Promise.reject(Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }))
        : reach(url, init);
    const seen = await checkHealth({ ...ground, reach: astray, clock: systemClock });
    expect(seen.signals).toEqual([]);
    expect(seen.troubles).toEqual([expect.stringContaining(`zone ${lost}: its names lead nowhere from here`)]);
    expect((await status()).blocklist.entries).toEqual([]);
  });

  it("has a zone that waits for its name servers and carries no mirror yet: named, and nothing more", async () => {
    const used = (await status()).mirrors.map(({ zone }) => zone);
    const fresh = ground.mesh.zones.find(({ zone }) => !used.includes(zone))?.zone ?? "";
    ground.edge.setZoneStatus(fresh, "pending");
    const seen = await health();
    expect(seen.signals).toEqual([]);
    expect(seen.troubles).toEqual([expect.stringContaining(`zone ${fresh}: its provider says it is pending`)]);
  });
});
