// What lies in storage between a lifeboat's lives: a page's scripts may read, take and put back every byte of it.

import { describe, expect, it } from "vitest";
import { createLocker, type Kept } from "../../../workers/lifeboat/failover/locker.ts";
import { createMemoryCaches } from "../../support/cachestorage.ts";

const key = (fill: number) => new Uint8Array(32).fill(fill);
const KEPT: Kept = { carried: "carried-ticket", jar: [{ id: "00".repeat(8), sealed: "cookie" }], reports: ["report"] };

async function saved(kept: Kept = KEPT) {
  const { caches: storage, entries: caches } = createMemoryCaches();
  const locker = createLocker({ caches: storage, door: "dr", boatKey: key(1) });
  locker.save({});
  locker.save(kept);
  await expect.poll(async () => (await locker.load()).carried).toBe(kept.carried);
  return { caches, storage, locker };
}

describe("the locker", () => {
  it("gives back what was kept last, to the boat's key alone", async () => {
    const { storage, locker } = await saved();
    expect(await locker.load()).toEqual(KEPT);
    const other = createLocker({ caches: storage, door: "dr", boatKey: key(2) });
    expect(await other.load()).toEqual({});
  });

  it("shows a page nothing of what it holds", async () => {
    const { caches } = await saved();
    const texts = await Promise.all(
      [...(caches.get("dr-locker")?.values() ?? [])].map((entry) => entry.clone().text()),
    );
    expect(texts).toHaveLength(1);
    expect(texts.join()).not.toMatch(/carried|cookie|report|jar/);
  });

  it("opens as nothing where a page changed a byte, put its own in, or took it away", async () => {
    const { caches, locker } = await saved();
    const entries = caches.get("dr-locker");
    const [place = "", entry] = [...(entries ?? [])][0] ?? [];
    const bytes = new Uint8Array((await entry?.clone().arrayBuffer()) ?? []);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    entries?.set(place, new Response(bytes));
    expect(await locker.load()).toEqual({});
    entries?.set(place, new Response(JSON.stringify(KEPT)));
    expect(await locker.load()).toEqual({});
    entries?.delete(place);
    expect(await locker.load()).toEqual({});
  });
});
