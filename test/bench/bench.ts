// `npm run bench`: starts the upstream and the contenders, measures case by case, prints the table. Options in options.ts.
import { cpus } from "node:os";
import { join } from "node:path";
import { listCases } from "./cases.ts";
import { startField } from "./contenders.ts";
import { startDrip } from "./drip.ts";
import { writeInputs } from "./inputs.ts";
import { createLoad } from "./load.ts";
import { missingNginx, startUpstream } from "./nginx.ts";
import { HELP, type Options, readOptions } from "./options.ts";
import { createProcesses } from "./processes.ts";
import { type Bench, writeLine, writeReport } from "./report.ts";
import { measureCase, type Row } from "./rounds.ts";
import { measureSides } from "./sides.ts";

/** A quick run keeps its minute on a busy machine too; what is beside the cases takes the rest. */
const QUICK_CASES_MILLISECONDS = 38_000;

async function bench(options: Options): Promise<Bench> {
  const startedAt = performance.now();
  const tell = (text: string) =>
    console.error(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${text}`);
  const { isQuick, rounds, milliseconds } = options;
  const processes = createProcesses();
  const load = createLoad(processes);
  tell(`load by ${load.tool}; writing inputs`);
  const inputs = join(processes.folder, "inputs");
  writeInputs(inputs, { isQuick });
  const drip = await startDrip();
  const { port: upstreamPort } = await startUpstream(processes, { root: inputs, dripPort: drip.port });
  tell("starting the contenders");
  const workers = { processes, upstreamPort };
  const field = await startField({ ...workers, isQuick });
  const rows: Row[] = [];
  for (const wanted of listCases({ isQuick }).filter(({ name }) => name.includes(options.only))) {
    if (isQuick && performance.now() - startedAt > QUICK_CASES_MILLISECONDS) {
      tell(`${wanted.name} is left out: a quick run on this machine has no time for it`);
      continue;
    }
    rows.push(await measureCase(field.contenders, wanted, { load, inputs, rounds, milliseconds, tell }));
  }
  const side = await measureSides({ field, drip, load, workers, isQuick, tell });
  tell("done");
  return { tool: load.tool, machine: machine(), rounds, milliseconds, rows, side };
}

function machine(): string {
  return `${cpus().length} cores that load generator, upstream and contender share, workerd on Linux`;
}

/** Everything started ends with this process (processes.ts). */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(HELP);
    return 0;
  }
  const missing = process.platform === "linux" ? missingNginx() : "the bench reads /proc and so needs Linux";
  if (missing !== undefined) throw new Error(missing);
  const result = await bench(options);
  console.log(writeReport(result));
  if (options.isJson) console.log(writeLine(result));
  return 0;
}

main()
  .catch((error: unknown) => {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  })
  .then((code) => process.exit(code));
