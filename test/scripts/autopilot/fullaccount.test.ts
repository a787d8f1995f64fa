// An account that takes no Worker more: the autopilot passes it over before anything is claimed, and says so once a pass.

import { afterEach, expect, test } from "vitest";
import { createTwoAccounts, IDS, type TwoAccounts } from "./twoaccounts.ts";

let mesh: TwoAccounts;
afterEach(() => mesh.close());

const accountsOf = async () => (await mesh.client.status()).mirrors.map(({ account }) => account).toSorted();
const order = (count: number) => mesh.client.order({ service: "news", count });

test("new mirrors go elsewhere, or to zones whose Worker stands already", async () => {
  mesh = await createTwoAccounts({
    ...{ zones: { first: 3, second: 3 }, mirrors: { live: 2, reserve: 0, perGroup: 1 } },
    workersMost: { first: 2, second: 100 },
  });
  // Somebody else's, which counts as well.
  const at = `${mesh.edge.apiUrl}/accounts/${IDS.first}/workers/scripts/shop`;
  const form = new FormData();
  form.append("metadata", JSON.stringify({ main_module: "shop.js", compatibility_date: "2026-10-01" }));
  const type = "application/javascript+module";
  form.append("shop.js", new File(["export default {};"], "shop.js", { type }));
  const uploaded = await fetch(at, { method: "PUT", headers: { authorization: "Bearer first" }, body: form });
  expect(uploaded.status).toBe(200);
  expect((await mesh.pass()).failures).toEqual([]);
  expect(await accountsOf()).toEqual(["first", "second"]);

  await order(4);
  mesh.time.pass(3600);
  const { failures, minted } = await mesh.pass();
  expect(failures.map(({ what }) => what)).toEqual([
    "The account first is full: 2 Workers stand in it, its plan takes 2.",
  ]);
  expect(minted.length).toBeGreaterThan(0);
  const zones = (await mesh.client.status()).mirrors.map(({ zone }) => zone);
  expect(new Set(zones.filter((zone) => zone.startsWith("first"))).size).toBe(1);
  const relays = mesh.edge.state.scripts.list(IDS.first).map(({ name }) => name);
  expect(relays).toHaveLength(2);
  expect((await mesh.client.status()).events.filter(({ event }) => event === "abandoned")).toEqual([]);
});

test("what no zone is left for waits, and the plan says so without a name being claimed", async () => {
  mesh = await createTwoAccounts({
    ...{ zones: { first: 1, second: 1 }, mirrors: { live: 0, reserve: 0, perGroup: 1 } },
    workersMost: { first: 0, second: 0 },
  });
  await order(1);
  expect(await mesh.preview()).toEqual([{ kind: "hold", service: "news", why: "no zone", count: 1 }]);
  const pass = await mesh.pass();
  expect(pass.holds).toEqual([{ kind: "hold", service: "news", why: "no zone", count: 1 }]);
  expect(pass.failures).toHaveLength(2);
  expect((await mesh.client.status()).mirrors).toEqual([]);
});
