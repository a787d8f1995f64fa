// How a roster is spread over zones and providers, and what the status tells of rosters that are not.

import { expect, test } from "vitest";
import { burn } from "../../../workers/warden/moves/burn.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { inWorld, settings, start, sure, type World, ZONES } from "./mesh.ts";

const wish = { service: "news", channel: "direct", level: 0, days: 30, uses: 9 };
const mirrors = { live: 4, reserve: 0, perGroup: 2 };
const over = (providers: readonly string[]) =>
  settings().zones.map((zone, at) => ({ ...zone, account: `a${at}`, provider: providers[at] ?? "" }));

async function newcomer(world: World): Promise<readonly string[]> {
  const { code } = sure(await world.desk.invite(wish));
  const { mirrors: shown } = sure(await world.desk.admit(code));
  return shown.map(({ hostname }) => hostname.slice(hostname.indexOf(".") + 1));
}

test("a roster's mirrors lie on two providers where there are two", () =>
  inWorld(async (world) => {
    await start(world, { mirrors, zones: over(["cloud", "cloud", "cloud", "edge"]) });
    expect(await newcomer(world)).toContain(ZONES[3]);
    expect(world.desk.status()).not.toHaveProperty("huddled");
  }));

test("rosters on one zone are counted", () =>
  inWorld(async (world) => {
    await world.desk.change((book) => configure(book, settings({ mirrors: { ...mirrors, live: 2 } })));
    for (const order of world.desk.status().orders) await world.mint(order, `leaf-${order.id}.${ZONES[0]}`);
    await newcomer(world);
    expect(world.desk.status().huddled).toEqual({ zone: 1, provider: 0 });
  }));

test("rosters on one provider are counted where there is another", () =>
  inWorld(async (world) => {
    await start(world, { mirrors: { ...mirrors, live: 2 }, zones: over(["cloud", "cloud", "cloud", "cloud"]) });
    await newcomer(world);
    expect(world.desk.status()).not.toHaveProperty("huddled");
    const zones = over(["cloud", "cloud", "cloud", "edge"]);
    await world.desk.change((book) => configure(book, settings({ mirrors: { ...mirrors, live: 2 }, zones })));
    expect(world.desk.status().huddled).toEqual({ zone: 0, provider: 1 });
  }));

test("readers who are shown nothing at all are counted, and nobody is where only an empty lineage waits", () =>
  inWorld(async (world) => {
    await start(world, { mirrors });
    await newcomer(world);
    sure(await world.desk.invite({ ...wish, channel: "paper" }));
    expect(world.desk.status()).not.toHaveProperty("stranded");
    for (const zone of ZONES)
      await world.desk.change((book) => burn(book, { pattern: `*.${zone}`, cause: "provider" }));
    expect(world.desk.status().stranded).toEqual({ news: 1 });
  }));
