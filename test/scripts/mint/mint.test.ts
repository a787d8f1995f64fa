import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Minted, type MintOptions, mintOrders } from "../../../scripts/mint/mint.ts";
import { retireMirror } from "../../../scripts/mint/retire.ts";
import type { MintProgress } from "../../../scripts/mint/run.ts";
import { type MintGround, startGround } from "./ground.ts";

const ZONES = ["garden-letters.localhost", "bread-notes.localhost", "evening-rooks.localhost"];

describe("minting", () => {
  let ground: MintGround;
  beforeAll(async () => {
    ground = await startGround({ zones: ZONES });
  });
  afterAll(() => ground?.close());
  const mint = (options: Partial<MintOptions> = {}): Promise<Minted> => mintOrders({ ...ground, ...options });
  const standing = async () => (await ground.warden.status()).mirrors.filter(({ state }) => state !== "retired");

  it("fills orders on different zones with probed mirrors in reserve", async () => {
    const warnings: MintProgress[] = [];
    const onProgress = (progress: MintProgress) => progress.step === "warning" && warnings.push(progress);
    const minted = await mint({ count: 3, onProgress });
    expect([...minted.failures, ...warnings]).toEqual([]);
    expect(minted.minted).toHaveLength(3);
    expect((await standing()).map(({ state }) => state)).toEqual(["reserve", "reserve", "reserve"]);
    expect(new Set((await standing()).map(({ zone }) => zone))).toEqual(new Set(ZONES));
    expect(
      (await ground.provider.list())
        .map(({ zone }) => zone)
        .filter(Boolean)
        .sort(),
    ).toEqual([...ZONES].sort());
  });

  it("does nothing where nothing is ordered", async () => {
    expect(await mint()).toEqual({ minted: [], replaced: [], failures: [], removed: [], redeployed: [] });
  });

  it("puts a second mirror on a zone whose relay already remembers the first", async () => {
    const { minted, failures } = await mint({ count: 1 });
    expect(failures).toEqual([]);
    expect(minted).toHaveLength(1);
  });

  it("deploys a relay again when its cover has changed", async () => {
    const [first, ...rest] = ground.mesh.zones;
    if (first === undefined) throw new Error("the ground has zones");
    const cover = { ...first.cover, notFound: { type: "text/plain", body: "Nothing here" } };
    const mesh = { ...ground.mesh, zones: [{ ...first, cover }, ...rest] };
    expect((await mint({ mesh })).redeployed).toEqual([first.zone]);
    expect((await mint({ mesh })).redeployed).toEqual([]);
    expect((await mint()).redeployed).toEqual([first.zone]);
  });

  it("takes the Worker along with a zone's last mirror, and not before", async () => {
    const mirrors = await standing();
    const twice = mirrors.filter(({ zone }) => mirrors.filter((other) => other.zone === zone).length === 2);
    const removals = [];
    for (const { hostname } of twice) removals.push((await retireMirror(hostname, ground)).removedRelay);
    expect(removals).toEqual([false, true]);
    expect((await ground.provider.list()).map(({ zone }) => zone)).not.toContain(twice[0]?.zone);
  });

  it("removes the relay a killed retirement left behind", async () => {
    const [mirror] = await standing();
    await ground.warden.retire(mirror?.hostname ?? "");
    expect((await mint()).removed).toEqual([mirror?.zone]);
    // KV takes one write a second and key, so the record may be on its way.
    await expect.poll(async () => (await ground.zoneRecord(mirror?.zone ?? ""))?.mirrors).toEqual([]);
  });
});
