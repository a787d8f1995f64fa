// A page behaves through a mirror as at its own address: every row of behaviours/ runs on both sides in Chromium and
// must come to the same value. How to add one is told in behaviours/row.ts.

import { mkdir, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BehaviourSite, READER_WORD } from "../support/behavioursite/site.ts";
import { launchProfile, type Profile } from "../support/browser.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { GAPS, UNSTEADY } from "./behaviours/gaps.ts";
import type { Row, Topic } from "./behaviours/row.ts";
import { type Ran, type Result, runTopic, type Stand, serveTopics } from "./behaviours/runner.ts";
import { TOPICS } from "./behaviours/topics.ts";

const REPORTS = process.env.HEZAR_BEHAVIOURS;
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
let site: BehaviourSite;
let mesh: Mesh;
let profiles: readonly Profile[] = [];
let direct: Stand;
let mirror: Stand;

beforeAll(async () => {
  site = await serveTopics(TOPICS);
  const { origins } = site;
  const { primary, cdn, embed } = origins;
  [profiles, mesh] = await Promise.all([
    // A browser for each side: a tab behind another paints nothing.
    Promise.all([
      launchProfile({ locale: "en-GB", flags: [`--user-agent=${AGENT}`] }),
      launchProfile({ locale: "en-GB", flags: [`--user-agent=${AGENT} ${READER_WORD}`] }),
    ]),
    // One mirror: on a machine that is slow enough a lifeboat would ask another one as well, and the site counts.
    startMesh("--mirrors", "1", "--service", `${primary},cdn=${cdn},embed*=${embed}`),
  ]);
  const [atHome, reader] = profiles.map(({ context }) => context);
  if (atHome === undefined || reader === undefined) throw new Error("no browser");
  direct = { origins, context: atHome, at: primary };
  const entered = await enterMirror(reader, mesh, "lifeboat");
  mirror = { origins, context: reader, at: entered.origin, mirror: entered };
});
afterAll(async () => {
  await Promise.all(profiles.map((profile) => profile.close()));
  await mesh?.close();
  await site?.close();
});

describe.each(TOPICS.map((topic) => [topic.name, topic] as const))("%s", (_, topic) => {
  let results: readonly Pair[] = [];

  beforeAll(async () => {
    const [own, mirrored] = await Promise.all([runTopic(topic, direct), runTopic(topic, mirror)]);
    results = own.map((ran, at) => ({ direct: ran, mirror: mirrored[at] ?? { result: {}, milliseconds: 0 } }));
    await writeReport(topic, results);
  }, 300_000);

  it.each(topic.rows.map((row, at) => [row.title, row, at] as const))("%s", (title, row, at) => {
    const pair = results[at];
    if (pair === undefined) throw new Error("the row did not run");
    judge(row, {
      own: pair.direct.result,
      mirrored: pair.mirror.result,
      gap: GAPS[topic.name]?.[title],
      unsteady: UNSTEADY[topic.name]?.[title],
    });
  });
});

describe("the list of known gaps", () => {
  it("names rows that exist", () => {
    const titles = TOPICS.flatMap(({ name, rows }) => rows.map(({ title }) => `${name}: ${title}`));
    const named = [GAPS, UNSTEADY]
      .flatMap(Object.entries<Record<string, string>>)
      .flatMap(([name, gaps]) => Object.keys(gaps).map((title) => `${name}: ${title}`));
    console.log(`${titles.length} behaviours, ${named.length} known gaps`);
    expect(named.filter((one) => !titles.includes(one))).toEqual([]);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

interface Pair {
  readonly direct: Ran;
  readonly mirror: Ran;
}

interface Sides {
  readonly own: Result;
  readonly mirrored: Result;
  readonly gap: string | undefined;
  readonly unsteady: string | undefined;
}

function judge({ differs }: Row, { own, mirrored, gap, unsteady }: Sides): void {
  expect(own.error, "the row does not run at the service's own address").toBeUndefined();
  if (unsteady !== undefined) return;
  if (gap !== undefined) {
    expect(mirrored, `mended, take it from gaps.ts: ${gap}`).not.toEqual(differs ? { value: differs.value } : own);
  } else if (differs !== undefined) {
    expect(mirrored.value, differs.reason).toEqual(differs.value);
    expect(own.value, "both sides agree: this row differs in nothing").not.toEqual(differs.value);
  } else {
    expect(mirrored).toEqual(own);
  }
}

/** `HEZAR_BEHAVIOURS=folder` keeps what both sides of every row came to, and how long it took, for who mends one. */
async function writeReport({ name, rows }: Topic, results: readonly Pair[]): Promise<void> {
  if (REPORTS === undefined) return;
  const gapOf = (title: string) => UNSTEADY[name]?.[title] ?? GAPS[name]?.[title];
  const report = rows.map(({ title, differs }, at) => ({ title, differs, gap: gapOf(title), ...results[at] }));
  await mkdir(REPORTS, { recursive: true });
  await writeFile(`${REPORTS}/${name}.json`, JSON.stringify(report, undefined, 1));
}
