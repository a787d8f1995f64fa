// What makes readers into tags is gone with its day, for whoever sets the object's storage back as well.

import { expect, test } from "vitest";
import { type Bytes, fromBase64url } from "../../../shared/domain/bytes.ts";
import { tagDayKey } from "../../../shared/store/keys.ts";
import { tagReaders } from "../../../workers/warden/evidence/batch.ts";
import { createDayHalf, joinHalves } from "../../../workers/warden/evidence/dayhalf.ts";
import { inScene, type Scene } from "./evidence.ts";
import { start } from "./mesh.ts";

/** Three readers, and a mirror that serves them. */
async function reading(scene: Scene) {
  await start(scene, { mirrors: { live: 2, reserve: 0, perGroup: 2 } });
  const readers = await scene.admit(3);
  return { readers, other: readers[0]?.mirrors[1] ?? "" };
}

test("what the object stored at any moment tells nobody whose tag was whose once the day is over", () =>
  inScene(async (scene) => {
    const { readers, other } = await reading(scene);
    await scene.serve(other, readers);
    // Set back to this moment a week later.
    const [inside] = scene.storage.sql.exec<{ key: string }>("SELECT key FROM tagKeys").toArray();
    const tags = await scene.dump(other);
    const half = fromBase64url(inside?.key ?? "") as Bytes;
    const guesses = await tagReaders(
      readers.map(({ ticket }) => ticket.reader),
      half,
    );
    for (const guess of guesses.values()) expect(tags).not.toContain(guess);
    const [[name, { text, expiration }] = ["", { text: "", expiration: 0 }]] = [...scene.days];
    const day = Math.floor(scene.now() / 86_400);
    expect(name).toBe(tagDayKey(day));
    expect(expiration).toBeLessThanOrEqual((day + 1) * 86_400 + 600);
    // With both halves, while KV still has its own, the warden knows them again.
    const key = await joinHalves(half, fromBase64url(text) as Bytes);
    const known = await tagReaders([readers[0]?.ticket.reader ?? ""], key);
    for (const tag of known.values()) expect(tags).toContain(tag);
  }));

test("a registry that starts again in the middle of a day knows its readers by the same tags; one that lost a half by others", () =>
  inScene(async (scene) => {
    const { readers, other } = await reading(scene);
    await scene.serve(other, readers);
    scene.forgetHalf();
    await scene.serve(other, readers);
    expect(await scene.distinctTags(other)).toBe(readers.length);
    scene.days.clear();
    scene.forgetHalf();
    scene.pass(600);
    await scene.serve(other, readers);
    expect(await scene.distinctTags(other)).toBe(2 * readers.length);
  }));

test("where KV is away the day's half is held in memory, one for all who ask, and nothing is refused", async () => {
  const errors: unknown[] = [];
  const away = async () => {
    throw new Error("away");
  };
  const halfOf = createDayHalf({
    kv: { get: away, put: away },
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    failed: (error) => errors.push(error),
  });
  const [one, other] = await Promise.all([halfOf(7), halfOf(7)]);
  expect(one).toEqual(other);
  expect(await halfOf(7)).toEqual(one);
  expect(await halfOf(8)).not.toEqual(one);
  expect(errors).toHaveLength(4);
});
