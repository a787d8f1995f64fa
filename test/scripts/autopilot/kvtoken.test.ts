// The token with which the warden writes an account's KV is revoked, and nothing else: the operator's own still opens the
// account, so only a write can tell, and only a write tells that it is over.

import { afterAll, beforeAll, expect, test } from "vitest";
import { mintOrders } from "../../../scripts/mint/mint.ts";
import { type MintGround, startGround } from "../mint/ground.ts";
import { deepPass } from "./deeppass.ts";

const ELSEWHERE = { one: ["garden-letters.localhost"], two: ["evening-rooks.localhost", "hill-paths.localhost"] };

let ground: MintGround;
beforeAll(async () => {
  ground = await startGround({ zones: [], elsewhere: ELSEWHERE, mirrors: { live: 2, reserve: 0, perGroup: 2 } });
});
afterAll(() => ground?.close());

test("a revoked KV token is said once, keeps mirrors away, and is said once when it ends", async () => {
  const { warden } = ground;
  expect((await mintOrders({ ...ground })).failures).toEqual([]);
  await ground.up({ one: "revoked" });
  const story = async () =>
    (await warden.status()).events
      .filter(({ event }) => event.startsWith("account"))
      .map(({ event, detail }) => `${event} ${detail}`);
  for (const turn of [1, 2, 3]) {
    await warden.burn({ pattern: `old-${turn}.garden-letters.localhost`, cause: "origin" });
    const [shown] = (await warden.status()).mirrors.filter(
      ({ account, state }) => account === "two" && state !== "burned",
    );
    await warden.burn({ pattern: shown?.hostname ?? "", cause: "origin" });
    const { minted, failures } = await deepPass(ground);
    expect(failures).toEqual([]);
    expect(minted.map((hostname) => hostname.slice(hostname.indexOf(".") + 1))).not.toContain(
      "garden-letters.localhost",
    );
  }
  expect((await warden.status()).accounts).toMatchObject([{ id: "one", state: "unwritable" }]);
  expect(await story()).toEqual(["account-trouble one unwritable"]);

  await ground.up();
  await warden.burn({ pattern: "old-4.garden-letters.localhost", cause: "origin" });
  await deepPass(ground);
  await expect.poll(async () => (await warden.status()).accounts, { timeout: 60_000 }).toEqual([]);
  expect(await story()).toEqual(["account-trouble one unwritable", "account-well one"]);
}, 180_000);
