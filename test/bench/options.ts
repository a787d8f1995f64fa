// The bench's command line.
import { parseArgs } from "node:util";

export interface Options {
  readonly isQuick: boolean;
  readonly isJson: boolean;
  readonly rounds: number;
  readonly milliseconds: number;
  /** The relay's functions by the time they take, in place of the comparison. */
  readonly isProfile: boolean;
  /** Cases whose name holds this. */
  readonly only: string;
}

export const HELP = `npm run bench -- [--quick] [--json] [--rounds N] [--ms N] [--only TEXT] [--profile] [--help]

Measures the relay beside other ways of passing the same bodies on, all on this machine, and prints one table with the
targets and how each stands. Progress goes to standard error. Ratios within a run mean something; requests a
second of two machines, or of two hours on a shared one, do not.

  --quick      fewer cases and one short round each: under a minute, and only roughly right
  --json       end with one line of JSON
  --rounds N   rounds a case (default 9)
  --ms N       milliseconds a contender and round (default 500)
  --only TEXT  only cases whose name holds TEXT
  --profile    instead: for each case the relay's functions by the time spent in them

Needs Linux and nginx (Debian: apt-get install nginx-light). Uses wrk where it is installed (apt-get install wrk), else
autocannon from node_modules.`;

/** Undefined: the help is asked for. Throws a sentence. */
export function readOptions(given: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...given],
    options: {
      quick: { type: "boolean" },
      json: { type: "boolean" },
      profile: { type: "boolean" },
      help: { type: "boolean" },
      rounds: { type: "string" },
      ms: { type: "string" },
      only: { type: "string" },
    },
  });
  if (values.help) return undefined;
  const isQuick = values.quick === true;
  return {
    isQuick,
    isJson: values.json === true,
    isProfile: values.profile === true,
    rounds: whole("--rounds", values.rounds) ?? (isQuick ? 1 : 9),
    milliseconds: whole("--ms", values.ms) ?? (isQuick ? 300 : 500),
    only: values.only ?? "",
  };
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${name} takes a whole number from 1`);
  return Number(text);
}
