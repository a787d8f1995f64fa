// `npm run bench`: starts the upstream and the contenders, measures case by case, prints the table. Options in options.ts.
import { cpus } from "node:os";
import { join } from "node:path";
import { type Case, listCases } from "./cases.ts";
import { startField } from "./contenders.ts";
import { startDrip } from "./drip.ts";
import { writeInputs } from "./inputs.ts";
import { createLoad } from "./load.ts";
import { missingNginx, startUpstream } from "./nginx.ts";
import { HELP, type Options, readOptions } from "./options.ts";
import { createProcesses } from "./processes.ts";
import { profileRelay } from "./profile.ts";
import { type Bench, writeLine, writeReport, writeShares } from "./report.ts";
import { measureCase, type Row } from "./rounds.ts";
import { measureSides } from "./sides.ts";

/** A quick run keeps its minute on a busy machine too; what is beside the cases takes the rest. */
const QUICK_CASES_MILLISECONDS = 36_000;

type Tell = (text: string) => void;

async function raise({ isQuick }: Options, tell: Tell) {
  const processes = createProcesses();
  const load = createLoad(processes);
  tell(`load by ${load.tool}; writing inputs`);
  const inputs = join(processes.folder, "inputs");
  writeInputs(inputs, { isQuick });
  const drip = await startDrip();
  const { port: upstreamPort } = await startUpstream(processes, { root: inputs, dripPort: drip.port });
  tell("starting the contenders");
  const workers = { processes, upstreamPort };
  return { load, inputs, drip, workers, field: await startField({ ...workers, isQuick }) };
}

async function bench(options: Options, tell: Tell): Promise<Bench> {
  const { isQuick, rounds, milliseconds } = options;
  const { load, inputs, drip, workers, field } = await raise(options, tell);
  const rows: Row[] = [];
  for (const wanted of chosenCases(options)) {
    if (isQuick && performance.now() > QUICK_CASES_MILLISECONDS) {
      tell(`${wanted.name} is left out: a quick run on this machine has no time for it`);
      continue;
    }
    rows.push(await measureCase(field.contenders, wanted, { load, inputs, rounds, milliseconds, tell }));
  }
  const side = await measureSides({ field, drip, load, workers, isQuick, tell });
  tell("done");
  return { tool: load.tool, machine: machine(), rounds, milliseconds, rows, side };
}

async function profile(options: Options, tell: Tell): Promise<void> {
  const { load, workers, field } = await raise(options, tell);
  const relay = field.contenders.find(({ name }) => name === "relay");
  for (const wanted of chosenCases(options)) {
    const asked = relay?.ask(wanted);
    if (!asked || wanted.literals) continue;
    tell(wanted.name);
    const shares = await profileRelay(field.mirror, asked, { load, workers, milliseconds: 4 * options.milliseconds });
    console.log(writeShares(wanted.name, shares));
  }
}

function chosenCases({ isQuick, only }: Options): readonly Case[] {
  return listCases({ isQuick }).filter(({ name }) => name.includes(only));
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
  const tell = (text: string) => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${text}`);
  if (options.isProfile) {
    await profile(options, tell);
    return 0;
  }
  const result = await bench(options, tell);
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
