// `npm run simulate -- chaos [--runs N] [--seed N] [--json]`: more storms than the suite has time for, or one again by its
// seed, with its story.

import { parseArgs } from "node:util";
import { runChaos } from "./run.ts";

const HELP = `npm run simulate -- chaos [--runs N] [--seed N] [--json]
  --runs  how many storms, each of the next seed (default 200)
  --seed  the first one (default 1); with --runs 1 its story is told`;

export async function simulateChaos(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      runs: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [runs, first] = [Number(values.runs), Number(values.seed)];
  const started = performance.now();
  const sums = { runs, minted: 0, burned: 0, killed: 0, locked: 0, closed: 0, broken: 0, mostPassesToRest: 0 };
  for (let seed = first; seed < first + runs; seed++) {
    const { broken, story, minted, burned, killed, shut, passesToRest } = await runChaos(seed);
    sums.minted += minted;
    sums.burned += burned;
    sums.killed += killed;
    if (shut !== "open") sums[shut] += 1;
    sums.mostPassesToRest = Math.max(sums.mostPassesToRest, passesToRest);
    if (broken.length > 0) sums.broken += 1;
    if (broken.length > 0 || runs === 1) console.error([`seed ${seed}`, ...story, ...broken].join("\n"));
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  if (values.json) console.log(JSON.stringify({ ...sums, seconds }));
  else console.log(text({ ...sums, seconds }));
  return sums.broken === 0 ? 0 : 1;
}

function text(sums: Readonly<Record<string, number>>): string {
  const { runs, minted, burned, killed, locked, closed, broken, mostPassesToRest, seconds } = sums;
  return [
    `${runs} runs in ${seconds} s: ${minted} mints begun, ${burned} mirrors burned, ${killed} processes killed`,
    `one of two accounts was shut in ${Number(locked) + Number(closed)}: ${locked} times to us, ${closed} times altogether`,
    `promises broken in ${broken} runs; at rest after at most ${mostPassesToRest} calm passes`,
  ].join("\n");
}
