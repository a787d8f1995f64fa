// A roster of ten, and all but one of them blocked at once, at random, in any of the censor's ways, over and over while a
// reader reads: every page loads, whole. Half a minute of it runs always; `npm run soak` makes it ten, and a thousand
// failovers of which the wire is read: how many hostnames a minute a censor hears of. HEZAR_SEED draws another run.

import type { Request, Response } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { Seen } from "../../../scripts/demo/censor/middlebox.ts";
import type { Rule } from "../../../scripts/demo/censor/rule.ts";
import type { MeshStatus } from "../../../shared/wardenapi.ts";
import { createRandom, seedOf } from "../../fuzz/random.ts";
import { spreadOf, spreadText, tellFigures } from "../../support/figures.ts";
import type {} from "../../support/seed.ts";
import { type BlockedReader, openBlockedReader } from "./blockedreader.ts";

const isLong = process.env.HEZAR_LONG === "1";
const SOAK_MS = (isLong ? 600 : 30) * 1000;
const FAILOVERS = isLong ? 1000 : 25;
/** Of what 180 s and 10 s are: a mirror that failed is left alone for 1.8 s, a new name waits for 0.1 s. */
const SCALE = 0.01;
const PAGES_A_BLOCK = 4;
/** Nine mirrors that are silent, one after the other, and a machine with other tests on it. */
const PAGE_LIMIT_MS = 45_000;

/** Those that meet connections only where they begin come after one that ends what stands. */
const HOWS: readonly (readonly Rule["how"][])[] = [
  ["reset"],
  ["reset", "nxdomain"],
  ["reset", "forged"],
  ["reset", "blockpage"],
  ["drop"],
  ["cut"],
];
const PATHS = ["/", "/video", "/chat", "/?lang=en", "/login"];

let reader: BlockedReader;
let mirrors: readonly string[];
const random = createRandom(seedOf("soak", inject("seed")));

beforeAll(async () => {
  const args = ["--per-group", "10"];
  reader = await openBlockedReader({ scheme: "http", windows: `${SCALE}`, locale: "en-US", args });
  const status = await reader.mesh.hezarJson<MeshStatus>("status");
  mirrors = status.mirrors.map(({ hostname }) => hostname);
  expect(mirrors).toHaveLength(10);
  await vi.waitFor(async () => expect((await reader.state())?.others).toBe(9), { timeout: 60_000 });
}, 240_000);
afterAll(() => reader?.close());

/** Everything but `spared`; what was blocked before and is not in it is free. */
async function blockAllBut(spared: string, hows: typeof HOWS): Promise<readonly Rule["how"][]> {
  const drawn: Rule["how"][] = [];
  await reader.censor("DELETE", `/rules?pattern=${spared}`);
  for (const pattern of mirrors.filter((one) => one !== spared)) {
    const steps = random.pick(hows);
    for (const how of steps) await reader.censor("PUT", "/rules", { pattern, how, residualSeconds: 0 });
    drawn.push(steps.at(-1) as Rule["how"]);
  }
  return drawn;
}

async function blockOnly(hostname: string): Promise<void> {
  for (const pattern of mirrors) if (pattern !== hostname) await reader.censor("DELETE", `/rules?pattern=${pattern}`);
  await reader.censor("PUT", "/rules", { pattern: hostname, how: "reset", residualSeconds: 0 });
}

/** Names on the wire since `from`. */
const namesSince = async (from: number) =>
  (await reader.wire()).filter(({ at, name }) => at > from && mirrors.includes(name));
const lastAt = async () => (await reader.wire()).at(-1)?.at ?? 0;
const distinct = (heard: readonly Seen[]) => new Set(heard.map(({ name }) => name)).size;

describe("all but one of ten", () => {
  it(
    "are blocked at random, over and over: every page loads, and all that is on it",
    async () => {
      const { page, origin } = reader;
      const first: number[] = [];
      const later: number[] = [];
      const failures: unknown[] = [];
      const opened: number[] = [];
      const blocks = new Map<string, number>();
      const until = performance.now() + SOAK_MS;
      while (performance.now() < until) {
        const from = await lastAt();
        for (const how of await blockAllBut(random.pick(mirrors), HOWS)) blocks.set(how, (blocks.get(how) ?? 0) + 1);
        for (let number = 0; number < PAGES_A_BLOCK; number++) {
          const path = random.pick(PATHS);
          const began = performance.now();
          try {
            await page.goto(`${origin}${path}`, { timeout: PAGE_LIMIT_MS });
            (number === 0 ? first : later).push(performance.now() - began);
            const seen = await page.evaluate(() => ({
              isThere: document.querySelector("main") !== null,
              broken: [...document.images].filter(({ complete, naturalWidth }) => complete && naturalWidth === 0)
                .length,
              styled: [...document.styleSheets].length > 0,
            }));
            if (!seen.isThere || seen.broken > 0 || !seen.styled) failures.push({ path, ...seen });
          } catch (error) {
            failures.push({ path, error: String(error) });
          }
        }
        opened.push(distinct(await namesSince(from)));
      }
      const figures = {
        ...{ seconds: SOAK_MS / 1000, seed: inject("seed"), rounds: opened.length, failed: failures.length },
        ...{ pages: first.length + later.length, firstMs: spreadOf(first), laterMs: spreadOf(later) },
        ...{ namesARound: spreadOf(opened), blocks: Object.fromEntries(blocks) },
      };
      tellFigures(
        `Soak of ${figures.seconds} s, seed ${figures.seed}: nine of ten mirrors blocked, anew every four pages`,
        figures,
        [
          ["pages", `${figures.pages}, ${figures.failed} of them failed`],
          ["first page after", spreadText(figures.firstMs, " ms")],
          ["later pages", spreadText(figures.laterMs, " ms")],
          ["hostnames named a round", spreadText(figures.namesARound)],
          ["mirrors blocked", [...blocks].map(([how, count]) => `${how} ${count}`).join(", ")],
        ],
      );
      expect(failures).toEqual([]);
    },
    SOAK_MS + 120_000,
  );

  it.each([
    ["the mirror in use is blocked, each time", false],
    ["all but one are, each time", true],
  ])(
    "failovers on the wire: %s",
    async (says, areAll) => {
      const { page, context } = reader;
      for (const pattern of mirrors) await reader.censor("DELETE", `/rules?pattern=${pattern}`);
      // A name that stands on an open connection is asked, though the wire does not hear of it again.
      const asked = new Set<string>();
      let inUse = reader.hostname;
      const ask = (request: Request) => {
        const { hostname } = new URL(request.url());
        if (request.serviceWorker() && mirrors.includes(hostname)) asked.add(hostname);
      };
      const answer = (response: Response) => {
        if (response.request().serviceWorker()) inUse = new URL(response.url()).hostname;
      };
      context.on("request", ask);
      context.on("response", answer);
      const fetched = () =>
        page.evaluate(() => fetch("/?lang=en", { cache: "no-store" }).then((answer) => answer.text()));
      await fetched();
      const log: Seen[] = [];
      const perFailover: number[] = [];
      for (let number = 0; number < FAILOVERS; number++) {
        const [from, before] = [await lastAt(), inUse];
        const spared = random.pick(mirrors.filter((one) => one !== before));
        if (areAll) await blockAllBut(spared, [["reset"]]);
        else await blockOnly(before);
        asked.clear();
        expect(await fetched()).toContain("</html>");
        await vi.waitFor(() => expect(inUse).not.toBe(before), { interval: 5 });
        log.push(...(await namesSince(from)));
        perFailover.push(asked.size);
      }
      context.off("request", ask);
      context.off("response", answer);
      const [start = 0, end = 1] = [log[0]?.at, log.at(-1)?.at];
      const minutes = new Map<number, Set<string>>();
      for (const { at, name } of log) {
        const number = Math.floor((at - start) / (60_000 * SCALE));
        minutes.set(number, (minutes.get(number) ?? new Set()).add(name));
      }
      const figures = {
        ...{ failovers: FAILOVERS, seconds: Math.round((end - start) / 1000), namesAFailover: spreadOf(perFailover) },
        ...{ minuteMs: 60_000 * SCALE, namesAMinute: spreadOf([...minutes.values()].map(({ size }) => size)) },
      };
      tellFigures(
        `${FAILOVERS} failovers of one browser in ${figures.seconds} s, windows × ${SCALE}: ${says}`,
        figures,
        [
          ["hostnames asked in a failover", spreadText(figures.namesAFailover)],
          [`opened in a scaled minute (${figures.minuteMs} ms)`, spreadText(figures.namesAMinute)],
        ],
      );
      // Who names many hostnames says what they carry: one that answers is enough.
      if (!areAll) expect(figures.namesAFailover.median).toBeLessThanOrEqual(2);
    },
    1_200_000,
  );
});
