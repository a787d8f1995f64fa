// A mesh over three accounts, the first with the warden alone: what each account could learn, and what becomes of the mesh
// when one of them closes.

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mintOrders } from "../../../scripts/mint/mint.ts";
import { ProviderError } from "../../../scripts/providers/provider.ts";
import type { MeshStatus } from "../../../shared/wardenapi.ts";
import { type MintGround, startGround } from "./ground.ts";

const ZONES = {
  one: ["garden-letters.localhost", "bread-notes.localhost"],
  two: ["evening-rooks.localhost", "hill-paths.localhost"],
} as const;

describe("a mesh over several accounts", () => {
  let ground: MintGround;
  beforeEach(async () => {
    ground = await startGround({ zones: [], elsewhere: ZONES, mirrors: { live: 4, reserve: 0, perGroup: 2 } });
  });
  afterEach(() => ground.close());
  const mint = () => mintOrders({ ...ground });
  const reader = async () => {
    await ground.warden.invite({ service: "news", channel: "family", uses: 5, level: 0, days: 7 });
    expect((await mint()).failures).toEqual([]);
  };
  const shown = ({ mirrors }: MeshStatus) => mirrors.filter(({ groups }) => groups > 0);

  it("tells each account nothing of the others: no zone, no mirror, no secret", async () => {
    await reader();
    await expect.poll(async () => (await ground.warden.status()).unpublished, { timeout: 30_000 }).toEqual([]);
    const status = await ground.warden.status();
    const learnt = await openAccount(ground, "one");
    const names = (account: string) =>
      status.mirrors.filter((mirror) => mirror.account === account).flatMap(({ hostname, zone }) => [hostname, zone]);
    expect(names("one").filter((name) => !learnt.includes(name.split(".")[0] ?? ""))).toEqual([]);
    expect(names("two").filter((name) => learnt.includes(name.split(".")[0] ?? ""))).toEqual([]);
    const { online, adminToken, beaconToken, deployKey, rootSeed } = ground.keys;
    for (const secret of [online.seed, adminToken, beaconToken, deployKey, rootSeed])
      expect(learnt).not.toContain(secret);
  });

  it("moves the groups of an account that closes within one run, and blames nobody", async () => {
    await reader();
    const before = await ground.warden.status();
    const closed = shown(before)[0]?.account ?? "";
    await ground.edge.setStanding(ground.accountIds[closed] ?? "", { suspended: true });
    const startedAt = performance.now();
    const { failures } = await mint();
    console.info(`groups of a closed account moved in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    expect(failures.map(({ what }) => what)).toEqual([
      expect.stringContaining(`The account ${closed} lets us in no more`),
    ]);
    const after = await ground.warden.status();
    expect(after.accounts).toEqual([expect.objectContaining({ id: closed, state: "dead" })]);
    expect(new Set(after.blocklist.entries.map(({ cause }) => cause))).toEqual(new Set(["provider"]));
    expect(after.groups).toEqual(before.groups);
    expect(after.events.filter(({ event }) => event === "split")).toEqual([]);
    expect(shown(after)).toHaveLength(2);
    expect(shown(after).map(({ account }) => account)).not.toContain(closed);
    expect(after.mirrors.filter(({ state }) => state === "live" || state === "reserve")).toHaveLength(4);
  });

  it("takes a wrong token for what it is while the mirrors serve, and goes on with the account once it is right", async () => {
    await reader();
    const refusal = new ProviderError("credential", "Authentication error (10000)", { next: "Check the API token." });
    const away = { ...ground.providers.get("one"), verify: () => Promise.reject(refusal) } as never;
    const { failures } = await mintOrders({ ...ground, providers: new Map([...ground.providers, ["one", away]]) });
    expect(failures).toEqual([expect.objectContaining({ next: "Check the API token." })]);
    const status = await ground.warden.status();
    expect(status.accounts).toEqual([expect.objectContaining({ id: "one", state: "refused" })]);
    expect(status.blocklist.entries).toEqual([]);
    expect((await mint()).failures).toEqual([]);
    expect((await ground.warden.status()).accounts).toEqual([]);
  });
});

/** All that lies in an account: its KV, its scripts' bindings with their secrets, its zones and records, as one text. */
async function openAccount(ground: MintGround, account: string): Promise<string> {
  await ground.edge.close();
  const database = new DatabaseSync(join(ground.stateDir, "edge", "edge.sqlite"), { readOnly: true });
  const id = ground.accountIds[account] ?? "";
  const records = database
    .prepare("SELECT kind, owner, id, body FROM record WHERE owner = ? OR owner LIKE ?")
    .all(id, `${id}/%`);
  const namespaces = records.filter(({ kind }) => kind === "namespace").map((row) => String(row.id));
  const entries = namespaces.flatMap((namespace) =>
    database.prepare("SELECT key, value FROM entry WHERE namespace = ?").all(namespace),
  );
  database.close();
  expect(namespaces).toHaveLength(1);
  const values = entries.map(({ key, value }) => `${key}\n${Buffer.from(value as Uint8Array).toString()}`);
  return [JSON.stringify(records), ...values].join("\n");
}
