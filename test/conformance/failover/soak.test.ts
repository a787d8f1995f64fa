// A roster of ten, and all but one of them blocked at once, at random, in any of the censor's ways, over and over while a
// reader reads: every page loads, whole. Half a minute of it runs always; `npm run soak` makes it ten, and a thousand
// failovers of which the wire is read: how many hostnames a minute a censor hears of. HEZAR_SEED draws another run.

import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { Seen } from "../../../scripts/demo/censor/middlebox.ts";
import type { Rule } from "../../../scripts/demo/censor/rule.ts";
import type { MeshStatus } from "../../../shared/wardenapi.ts";
import { createRandom, seedOf } from "../../fuzz/random.ts";
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

/** In order; 0 ≤ share ≤ 1. */
const quantile = (numbers: readonly number[], share: number) =>
  Math.round(numbers.toSorted((one, other) => one - other)[Math.floor(share * (numbers.length - 1))] ?? 0);

describe("all but one of ten", () => {
  it(
    "are blocked at random, over and over: every page loads, and all that is on it",
    async () => {
      const { page, origin } = reader;
      const first: number[] = [];
      const later: number[] = [];
      const blocks = new Map<string, number>();
      const until = performance.now() + SOAK_MS;
      while (performance.now() < until) {
        for (const how of await blockAllBut(random.pick(mirrors), HOWS)) blocks.set(how, (blocks.get(how) ?? 0) + 1);
        for (let number = 0; number < PAGES_A_BLOCK; number++) {
          const path = random.pick(PATHS);
          const began = performance.now();
          await page.goto(`${origin}${path}`, { timeout: PAGE_LIMIT_MS });
          (number === 0 ? first : later).push(performance.now() - began);
          const seen = await page.evaluate(() => ({
            isThere: document.querySelector("main") !== null,
            broken: [...document.images].filter(({ complete, naturalWidth }) => complete && naturalWidth === 0).length,
            styled: [...document.styleSheets].length > 0,
          }));
          expect({ path, ...seen }).toEqual({ path, isThere: true, broken: 0, styled: true });
        }
      }
      const row = (name: string, times: readonly number[]) =>
        `${name}: ${times.length} pages, median ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms, most ${quantile(times, 1)} ms`;
      console.log(
        [
          `soak of ${SOAK_MS / 1000} s, seed ${inject("seed")}: 0 of ${first.length + later.length} pages failed`,
          row("first after a block", first),
          row("later", later),
          `mirrors blocked: ${[...blocks].map(([how, count]) => `${how} ${count}`).join(", ")}`,
        ].join("\n"),
      );
    },
    SOAK_MS + 120_000,
  );

  it.each([
    ["the mirror in use is blocked, each time", false],
    ["all but one are, each time", true],
  ])(
    "failovers on the wire: %s",
    async (says, areAll) => {
      const { page } = reader;
      for (const pattern of mirrors) await reader.censor("DELETE", `/rules?pattern=${pattern}`);
      const log: Seen[] = [];
      const perFailover: number[] = [];
      let inUse = reader.hostname;
      for (let number = 0; number < FAILOVERS; number++) {
        const from = (await reader.wire()).at(-1)?.at ?? 0;
        const spared = random.pick(mirrors.filter((one) => one !== inUse));
        if (areAll) await blockAllBut(spared, [["reset"]]);
        else await blockOnly(inUse);
        const text = await page.evaluate(() =>
          fetch("/?lang=en", { cache: "no-store" }).then((answer) => answer.text()),
        );
        expect(text).toContain("</html>");
        const heard = (await reader.wire()).filter(({ at, name }) => at > from && mirrors.includes(name));
        log.push(...heard);
        perFailover.push(new Set(heard.map(({ name }) => name)).size);
        inUse = heard.findLast(({ how }) => how === undefined)?.name ?? inUse;
      }
      const [start = 0, end = 1] = [log[0]?.at, log.at(-1)?.at];
      const minutes = new Map<number, Set<string>>();
      for (const { at, name } of log) {
        const number = Math.floor((at - start) / (60_000 * SCALE));
        minutes.set(number, (minutes.get(number) ?? new Set()).add(name));
      }
      const spread = (numbers: readonly number[]) =>
        [0.5, 0.95, 1].map((share) => quantile(numbers, share)).join(" / ");
      console.log(
        [
          `${FAILOVERS} failovers of one client in ${((end - start) / 1000).toFixed(1)} s; ${says}. Median / p95 / most:`,
          `hostnames named in a failover: ${spread(perFailover)}`,
          `hostnames named in a scaled minute (${60_000 * SCALE} ms): ${spread([...minutes.values()].map(({ size }) => size))}`,
        ].join("\n"),
      );
      // Who names many hostnames says what they carry: one that answers is enough.
      if (!areAll) expect(quantile(perFailover, 0.5)).toBeLessThanOrEqual(2);
    },
    1_200_000,
  );
});
