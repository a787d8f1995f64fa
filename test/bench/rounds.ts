// The measuring itself. The machine is shared and its load changes by the minute, so all contenders of a case run one
// after the other in a round, each round begins with another one, and medians over the rounds are compared.
import { loadavg } from "node:os";
import type { Case } from "./cases.ts";
import { type Checked, checkAnswer } from "./check.ts";
import type { Contender, ContenderName } from "./contenders.ts";
import type { Load, Measured } from "./load.ts";
import { median } from "./meter.ts";

/** What a contender did over all rounds of a case. */
export interface Middle {
  readonly requestsPerSecond: number;
  readonly medianMilliseconds: number;
  readonly cpuMsPerRequest: number;
}

export interface Row {
  readonly wanted: Case;
  /** What the relay answered in. */
  readonly encoding: string;
  readonly by: Readonly<Partial<Record<ContenderName, Middle>>>;
  /** The machine's load average meanwhile: what else wanted its cores. */
  readonly busy: number;
  /** Why a contender was not measured. */
  readonly wrong: Readonly<Partial<Record<ContenderName, string>>>;
}

export interface RoundsOptions {
  readonly load: Load;
  readonly inputs: string;
  readonly rounds: number;
  readonly milliseconds: number;
  readonly tell: (text: string) => void;
}

/** Of a round. What is written in more than a page of JavaScript or WebAssembly is compiled while it runs, which takes longer. */
const WARM_UP_SHARE = 0.4;
const LONG_WARM_UP_SHARE = 1.2;
const COMPILED: readonly ContenderName[] = ["relay", "htmlRewriter", "unblocker"];

export async function measureCase(
  contenders: readonly Contender[],
  wanted: Case,
  options: RoundsOptions,
): Promise<Row> {
  const { load, rounds, milliseconds, inputs, tell } = options;
  const asked = contenders.filter((contender) => contender.ask(wanted) !== undefined);
  const checked = new Map<ContenderName, Checked>();
  for (const contender of asked) {
    const answer = await checkAnswer(contender, wanted, inputs);
    if (answer) checked.set(contender.name, answer);
    if (answer?.wrong) tell(`${contender.name} answers ${wanted.name} wrongly: ${answer.wrong}`);
  }
  const playing = asked.filter(({ name }) => checked.get(name)?.wrong === undefined);
  for (const contender of playing) {
    const share = COMPILED.includes(contender.name) ? LONG_WARM_UP_SHARE : WARM_UP_SHARE;
    await run(contender, wanted, { load, milliseconds: milliseconds * share });
  }
  const runs = new Map<ContenderName, Measured[]>();
  for (let round = 0; round < rounds; round++) {
    tell(`${wanted.name}: round ${round + 1} of ${rounds}`);
    for (let n = 0; n < playing.length; n++) {
      const contender = playing[(round + n) % playing.length];
      if (!contender) continue;
      const measured = await run(contender, wanted, { load, milliseconds });
      runs.set(contender.name, [...(runs.get(contender.name) ?? []), measured]);
    }
  }
  const by = Object.fromEntries([...runs].map(([name, list]) => [name, middle(list)]));
  const wrong = Object.fromEntries([...checked].flatMap(([name, one]) => (one.wrong ? [[name, one.wrong]] : [])));
  return { wanted, encoding: checked.get("relay")?.encoding ?? "", by, wrong, busy: loadavg()[0] ?? 0 };
}

function run(
  contender: Contender,
  wanted: Case,
  { load, milliseconds }: { readonly load: Load; readonly milliseconds: number },
): Promise<Measured> {
  const asked = contender.ask(wanted);
  if (asked === undefined) throw new Error(`${contender.name} does not play ${wanted.name}`);
  return load.run(asked, milliseconds);
}

export function middle(list: readonly Measured[]): Middle {
  const sum = (pick: (measured: Measured) => number) => list.reduce((total, one) => total + pick(one), 0);
  return {
    requestsPerSecond: median(list.map((one) => one.requestsPerSecond)),
    medianMilliseconds: median(list.map((one) => one.medianMilliseconds)),
    // Not of the middle round: what a request costs hardly depends on who else runs, and all rounds know more than one.
    cpuMsPerRequest: sum((one) => one.cpuMilliseconds) / sum((one) => one.requests),
  };
}
