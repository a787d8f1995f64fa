// One publication: what is drawn, what lands where, what goes again, and what stays when something fails or the process is
// killed in the middle.

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../../scripts/clock.ts";
import { checkLists } from "../../../scripts/doctor/lists.ts";
import { drawFiles } from "../../../scripts/lists/draw.ts";
import { createDirectory } from "../../../scripts/lists/drivers/directory.ts";
import { type ListDriver, PlaceError } from "../../../scripts/lists/drivers/driver.ts";
import { openLedger } from "../../../scripts/lists/ledger.ts";
import { isPublished, type PublishOptions, publishLists } from "../../../scripts/lists/publish.ts";
import { random } from "../../../scripts/lists/round.ts";
import { isListsDue, LIST_PERIOD_SECONDS, nextListsAt } from "../../../scripts/lists/times.ts";
import { evidenceKey } from "../../../scripts/mint/evidence.ts";
import type { Keys } from "../../../scripts/operator/keys.ts";
import { createReach } from "../../../scripts/reach.ts";
import { type ListServer, startListServer } from "../../../scripts/start/listserver.ts";
import { fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import { deriveListKey } from "../../../shared/domain/evidencekeys.ts";
import { listName, listWeek, openList } from "../../../shared/domain/sealedlist.ts";
import type { ListsPage } from "../../../shared/wardenapi.ts";
import { seed } from "../../support/meshkeys.ts";

const WEEK = 7 * 86_400;
const NOW = 3000 * WEEK + 1000;
const keys = { deployKey: toBase64url(seed(1)) } as Keys;
const reach = createReach();
const clock: Clock = { now: () => NOW * 1000, sleep: async () => undefined };

/** In pages of two, as the warden hands them out. */
const wardenOf = (lineages: readonly string[], roster = (lineage: string) => `roster of ${lineage}`) => ({
  lists: async (after: string): Promise<ListsPage> => {
    const left = lineages.filter((lineage) => lineage > after);
    const rosters = left.slice(0, 2).map((lineage) => ({ lineage, roster: roster(lineage) }));
    return { keyring: "the keyring", rosters, more: left.length > 2 };
  },
});
const draw = (lineages: readonly string[], now = NOW) => drawFiles({ warden: wardenOf(lineages), keys, now, random });

let dir: string;
let shown: ListServer;
let place: ListDriver;
let options: Omit<PublishOptions, "drawn" | "now">;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "hezar-publish-"));
  shown = await startListServer({ folder: join(dir, "shown"), port: 0 });
  place = createDirectory({ id: "folder", url: shown.url, path: join(dir, "shown") });
  options = { places: [place], ledger: openLedger(dir), clock, reach };
});
afterEach(async () => {
  await shown.close();
  await rm(dir, { recursive: true, force: true });
});
const files = () => readdir(join(dir, "shown")).then((names) => names.sort());

describe("what is drawn", () => {
  test("each lineage finds its own under this week's name and the next's, in files that are all alike", async () => {
    const { files, lineages, bytes, leftOut } = await draw(["a", "b", "c"]);
    expect({ count: files.length, lineages, bytes, leftOut }).toEqual({
      ...{ count: 16, lineages: 3, bytes: 65_536, leftOut: 0 },
    });
    expect(files.map(({ name }) => name)).toEqual(files.map(({ name }) => name).sort());
    for (const { make } of files) expect((await make()).length).toBe(65_536);
    const evidence = fromBase64url(await evidenceKey(keys)) as Uint8Array;
    for (const lineage of ["a", "b", "c"]) {
      const listKey = await deriveListKey(evidence, lineage);
      for (const week of [listWeek(NOW), listWeek(NOW) + 1]) {
        const name = await listName(listKey, week);
        const file = await files.find((one) => one.name === name)?.make();
        expect(await openList(file ?? new Uint8Array(), { listKey, week })).toEqual({
          ...{ keyring: "the keyring", roster: `roster of ${lineage}` },
        });
      }
    }
  });

  test("half of the names go with the week, decoys' as well", async () => {
    const [one, other] = await Promise.all([draw(["a", "b"]), draw(["a", "b"], NOW + WEEK)]);
    const names = new Set(one.files.map(({ name }) => name));
    expect(other.files.filter(({ name }) => names.has(name))).toHaveLength(8);
  });

  test("a roster that is larger than any file may be is left out, and the others are not", async () => {
    const warden = wardenOf(["a", "b"], (lineage) => "x".repeat(lineage === "a" ? 5_000_000 : 1));
    expect(await drawFiles({ warden, keys, now: NOW, random })).toMatchObject({ lineages: 1, leftOut: 1 });
  });
});

describe("a publication", () => {
  test("lands whole, can be read as a reader does, and takes away what was ours before and nothing else", async () => {
    await publishLists({ ...options, drawn: await draw(["a"]), now: NOW });
    const before = await files();
    await writeFile(join(dir, "shown", "somebody-elses.txt"), "left alone");
    const drawn = await draw(["a"], NOW + WEEK);
    const [result] = await publishLists({ ...options, drawn, now: NOW + WEEK });
    expect(result).toMatchObject({ place: "folder", written: 16, removed: 8, problems: [] });
    const after = await files();
    expect(after).toEqual([...drawn.files.map(({ name }) => name), "somebody-elses.txt"].sort());
    expect(before.filter((name) => !after.includes(name))).toHaveLength(8);
  });

  test("at the fixed times only, where only what is due is wanted", async () => {
    const drawn = await draw(["a"]);
    const publish = (now: number) => publishLists({ ...options, drawn, now, isOnlyDue: true });
    expect(await publish(NOW)).toHaveLength(1);
    expect(await publish(NOW + 60)).toHaveLength(0);
    expect(await publish(nextListsAt(NOW) - 1)).toHaveLength(0);
    expect(await publish(nextListsAt(NOW))).toHaveLength(1);
    expect(nextListsAt(NOW) % LIST_PERIOD_SECONDS).toBe(0);
    expect([isListsDue(undefined, NOW), isListsDue(NOW, NOW + 60)]).toEqual([true, false]);
  });

  test("a place that fails stops none of the others, keeps what it had, and is due again", async () => {
    await publishLists({ ...options, drawn: await draw(["a"]), now: NOW });
    const standing = await files();
    const full: ListDriver = {
      ...place,
      id: "full",
      url: "https://full.example/",
      write: async () => {
        throw new PlaceError("full: no room", "Use another place");
      },
    };
    const later = NOW + WEEK;
    const results = await publishLists({
      ...options,
      places: [full, { ...place, remove: full.write as ListDriver["remove"] }],
      ...{ drawn: await draw(["a"], later), now: later, isOnlyDue: true },
    });
    expect(results.map(isPublished)).toEqual([false, false]);
    expect(results[0]?.problems).toEqual([{ what: "full: no room", next: "Use another place" }]);
    for (const name of standing) expect(await files()).toContain(name);
    expect(
      await publishLists({ ...options, drawn: await draw(["a"], later), now: later, isOnlyDue: true }),
    ).toMatchObject([{ place: "folder", written: 16, removed: 8 }]);
  });

  test.each([0, 1, 7, 15])(
    "killed after %d files: the next one knows every file that was left, and takes the old away",
    async (most) => {
      await publishLists({ ...options, drawn: await draw(["a"]), now: NOW });
      let written = 0;
      const killed: ListDriver = {
        ...place,
        write: (name, bytes) => (written++ < most ? place.write(name, bytes) : new Promise(() => undefined)),
      };
      const middle = NOW + WEEK;
      void publishLists({ ...options, places: [killed], drawn: await draw(["a", "b"], middle), now: middle });
      await expect.poll(() => written).toBeGreaterThan(most);
      // Another process, weeks on.
      const end = NOW + 4 * WEEK;
      const drawn = await draw(["c"], end);
      await publishLists({ ...options, ledger: openLedger(dir), drawn, now: end });
      expect(await files()).toEqual(drawn.files.map(({ name }) => name).sort());
    },
  );

  test("a ledger that is damaged is said, and nothing is removed by it", async () => {
    await writeFile(join(dir, "lists.json"), '{"https://x.example/":{"names":["../../etc/passwd"]}}');
    await expect(publishLists({ ...options, drawn: await draw(["a"]), now: NOW })).rejects.toThrow("is damaged");
    await publishLists({ ...options, drawn: await draw(["a"]), now: NOW }).catch(() => undefined);
    expect(await readFile(join(dir, "lists.json"), "utf8")).toContain("passwd");
  });
});

describe("doctor on lists", () => {
  const check = (lists: { publishedAt: number } | undefined, ids = ["folder"]) =>
    checkLists(
      { now: NOW, ...(lists && { lists }) },
      { lists: ids.map((id) => ({ id, driver: "directory", path: "./x", url: shown.url })) },
      { ledger: options.ledger, reach, clock },
    ).then((found) => found.map(({ level, about, says }) => `${level} ${about} ${says}`));

  test("says that there are none, none yet, that they are late, and what a reader meets", async () => {
    expect(await check(undefined, [])).toEqual([
      "note lists none: a reader whose every known mirror is dead finds no new one",
    ]);
    expect(await check(undefined)).toEqual(["note lists not published yet"]);
    await publishLists({ ...options, drawn: await draw(["a"]), now: NOW });
    expect(await check({ publishedAt: NOW - 60 })).toEqual([
      "fine lists published 1m ago",
      "fine lists folder any page may read its files",
    ]);
    await rm(join(dir, "shown"), { recursive: true });
    expect(await check({ publishedAt: NOW - 3 * LIST_PERIOD_SECONDS })).toEqual([
      "broken lists published 18h ago",
      `broken lists folder a file that was written cannot be read at ${shown.url}`,
    ]);
  });
});
