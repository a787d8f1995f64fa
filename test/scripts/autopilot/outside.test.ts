// What providers and origins do, found by a pass of the autopilot alone: it looks from outside before it plans, so one run in
// a cron names what happened, clears the censor of it and moves whom it hit.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLeaseKeeper } from "../../../scripts/autopilot/lease.ts";
import type { Pass, PassOptions } from "../../../scripts/autopilot/pass.ts";
import { systemClock } from "../../../scripts/clock.ts";
import { mintOrders } from "../../../scripts/mint/mint.ts";
import { relayName, relaySpec } from "../../../scripts/mint/specs.ts";
import { reach } from "../../../scripts/reach.ts";
import type { MeshStatus } from "../../../shared/wardenapi.ts";
import { type MintGround, startGround } from "../mint/ground.ts";
import { deepPass } from "./deeppass.ts";

const ELSEWHERE = { one: ["garden-letters.localhost"], two: ["evening-rooks.localhost", "hill-paths.localhost"] };

describe("a pass over two accounts with mirrors", { timeout: 180_000 }, () => {
  let ground: MintGround;
  beforeEach(async () => {
    ground = await startGround({ zones: [], elsewhere: ELSEWHERE, mirrors: { live: 2, reserve: 0, perGroup: 2 } });
    await ground.warden.invite({ service: "news", channel: "family", uses: 5, level: 0, days: 7 });
    expect((await mintOrders({ ...ground })).failures).toEqual([]);
  });
  afterEach(() => ground.close());

  const pass = (change?: Partial<PassOptions>) => deepPass(ground, change);
  const status = () => ground.warden.status();
  const shown = ({ mirrors }: MeshStatus) => mirrors.filter(({ groups }) => groups > 0);
  const named = ({ health }: Pass) =>
    health?.signals.map(({ kind, account, service, hostname }) => [kind, account ?? service ?? hostname]);
  const nobodyIsBlamed = (before: MeshStatus, after: MeshStatus) => {
    expect(after.events.filter(({ event }) => event === "split")).toEqual([]);
    expect(after.groups).toEqual(before.groups);
  };

  it("finds all well, and says so", async () => {
    expect(named(await pass())).toEqual([]);
  });

  it("names a quota that strangers used up, and has moved the account's groups when it ends", async () => {
    const before = await status();
    const flooded = shown(before).find(({ account }) => account === "one") ?? shown(before)[0];
    const account = flooded?.account ?? "";
    await ground.edge.setStanding(ground.accountIds[account] ?? "", { suspended: false, requestsPerDay: 40 });
    for (let asked = 0; asked < 41; asked++) await reach(`${flooded?.origin}/`);
    const outcome = await pass();
    expect(named(outcome)).toEqual([["limit-1027", account]]);
    expect(outcome.failures).toEqual([]);
    const after = await status();
    expect(after.accounts).toMatchObject([{ id: account, state: "spent" }]);
    expect(new Set(after.blocklist.entries.map(({ cause }) => cause))).toEqual(new Set(["quota"]));
    expect(shown(after).map((mirror) => mirror.account)).not.toContain(account);
    expect(shown(after)).toHaveLength(2);
    nobodyIsBlamed(before, after);
  });

  it("names an origin that is down, and gives no mirror up for it", async () => {
    const before = await status();
    await ground.closeUpstream();
    const outcome = await pass();
    expect(named(outcome)).toEqual([["origin-down", "news"]]);
    expect(outcome.done).toEqual([]);
    const after = await status();
    expect(new Set(after.verdicts.map(({ cause, state }) => `${state} ${cause}`))).toEqual(new Set(["suspect origin"]));
    expect(after.blocklist.entries).toEqual([]);
    nobodyIsBlamed(before, after);
  });

  it("names a relay that throws, as its provider's, and deploys it again in the same pass", async () => {
    const before = await status();
    const [broken] = shown(before);
    await throwFromNowOn(broken?.zone ?? "");
    const outcome = await pass();
    expect(named(outcome)).toEqual([["exception-1101", broken?.hostname]]);
    expect(outcome.done).toContainEqual(expect.objectContaining({ kind: "deploy", zone: broken?.zone }));
    const after = await status();
    expect(after.verdicts).toMatchObject([{ hostname: broken?.hostname, state: "suspect", cause: "provider" }]);
    nobodyIsBlamed(before, after);
    expect(named(await pass())).toEqual([]);
  });

  it("names a zone whose name servers were moved, and has moved its groups when it ends, to the account's other zone", async () => {
    const before = await status();
    const zone = shown(before).find(({ account }) => account === "two")?.zone ?? "";
    const other = ELSEWHERE.two.find((one) => one !== zone);
    ground.edge.setZoneStatus(zone, "moved");
    const outcome = await pass();
    expect(outcome.health?.signals).toMatchObject([{ kind: "zone-gone", zone, detail: "two says it is moved" }]);
    const after = await status();
    expect(after.blocklist.entries.map(({ cause }) => cause)).toEqual(["provider"]);
    expect(shown(after).map((mirror) => mirror.zone)).toEqual(expect.arrayContaining([ELSEWHERE.one[0], other]));
    expect(outcome.failures.map(({ what }) => what)).toEqual([
      `The zone ${zone} is moved, not active: no request reaches it.`,
    ]);
    nobodyIsBlamed(before, after);
  });

  it("names a relay that somebody removed, and deploys it again in the same pass", async () => {
    const before = await status();
    const { account = "", zone = "" } = shown(before)[0] ?? {};
    await ground.providers.get(account)?.remove({ name: relayName(zone), zone });
    const outcome = await pass();
    expect(outcome.health?.signals).toMatchObject([{ kind: "script-gone", zone }]);
    expect(outcome.done).toMatchObject([{ kind: "deploy", zone, why: "missing" }]);
    const after = await status();
    expect(after.blocklist.entries).toEqual([]);
    nobodyIsBlamed(before, after);
    expect((await pass()).health?.signals).toEqual([]);
  });

  it("names a zone on a list of dangerous sites, replaces its mirrors elsewhere and never mints there again", async () => {
    const before = await status();
    const zone = shown(before)[0]?.zone ?? "";
    const list = await startList(zone);
    const health = { perAccount: 2, flags: { apiUrl: list.apiUrl, key: "key" } };
    const first = await pass({ health });
    expect(first.health?.signals).toMatchObject([{ kind: "flagged", zone, detail: "SOCIAL_ENGINEERING" }]);
    const lost = shown(before).filter((mirror) => mirror.zone === zone);
    expect(first.minted).toHaveLength(lost.length);
    expect((await pass({ health })).done.map(({ kind }) => kind)).toEqual([]);
    await list.close();
    const after = await status();
    expect(after.blocklist.entries).toMatchObject([{ pattern: `*.${zone}`, cause: "flagged" }]);
    expect(shown(after)).toHaveLength(2);
    expect(shown(after).map((mirror) => mirror.zone)).not.toContain(zone);
    const why = await ground.warden.why(lost[0]?.hostname ?? "");
    expect(why.verdicts.flatMap(({ lines }) => lines).join(" ")).toContain("flagged");
    expect(why.blocklist).toMatchObject([{ pattern: `*.${zone}`, cause: "flagged" }]);
  });

  it("moves the groups of an account that is gone, which the roll call found: it is asked and told once", async () => {
    const before = await status();
    const account = shown(before)[0]?.account ?? "";
    await ground.edge.setStanding(ground.accountIds[account] ?? "", { suspended: true });
    const outcome = await pass();
    expect(outcome.failures.map(({ what }) => what)).toEqual([expect.stringContaining("lets us in no more")]);
    expect(named(outcome)).toEqual([]);
    const after = await status();
    expect(new Set(after.blocklist.entries.map(({ cause }) => cause))).toEqual(new Set(["provider"]));
    expect(shown(after).map((mirror) => mirror.account)).not.toContain(account);
    nobodyIsBlamed(before, after);
  });

  it("does not look where it was not asked to, nor while another steers", async () => {
    await ground.closeUpstream();
    const { health: _health, ...silent } = await pass({ health: undefined });
    expect(_health).toBeUndefined();
    expect(silent.failures).toEqual([]);
    const other = createLeaseKeeper({ warden: ground.warden, clock: systemClock, holder: "server" });
    await other.keep();
    expect(await pass()).toMatchObject({ heldBy: { holder: "server" } });
    expect((await status()).verdicts).toEqual([]);
  });

  /** In Safe Browsing's form: one zone is on it. */
  async function startList(zone: string) {
    const match = { threatType: "SOCIAL_ENGINEERING", threat: { url: `https://${zone}/` } };
    const server = createServer((_, answer) => answer.end(JSON.stringify({ matches: [match] })));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { apiUrl, close: () => new Promise((resolve) => server.close(resolve)) };
  }

  /** A Worker in the relay's place that answers as the provider does for one that threw. */
  async function throwFromNowOn(zone: string): Promise<void> {
    const place = ground.mesh.zones.find((known) => known.zone === zone);
    if (place === undefined) throw new Error(`${zone} is no zone of the ground`);
    const namespaceId = ground.mesh.namespaces[place.account] ?? "";
    const spec = await relaySpec(place, { keys: ground.keys, namespaceId });
    const content = `export default { fetch: () => new Response("error code: 1101", { status: 500 }) };`;
    const [main] = spec.modules;
    if (main === undefined) throw new Error("a relay has modules");
    const provider = ground.providers.get(place.account);
    await provider?.ensure({ ...spec, modules: [{ ...main, content }] });
  }
});
