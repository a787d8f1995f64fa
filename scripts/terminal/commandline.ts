// A command line read against a command's own description. Commands are data (scripts/hezar.ts), so help, checks and
// suggestions all come from one place; Node's tokenizer does the splitting, the judging is ours because its errors name
// neither the closest flag nor the fix.

import { parseArgs } from "node:util";
import { closest } from "../../shared/config/closest.ts";
import { Mistake } from "./mistake.ts";
import type { Screen } from "./screen.ts";

export interface Option {
  readonly name: string;
  readonly says: string;
  /** What to call the value in help, such as ID. Without one the option is a switch. */
  readonly value?: string;
  readonly kind?: "count" | "port" | "duration";
  /** The highest count; absent: 1000. */
  readonly most?: number;
  /** May be given more than once. */
  readonly repeats?: true;
}

export interface Command {
  readonly name: string;
  readonly says: string;
  readonly group: string;
  /** As help shows it, such as HOST, or [HOST] where it may be left out; a command without one takes only options. */
  readonly operand?: string;
  /** A second one that may follow, such as HOST. */
  readonly detail?: string;
  readonly options: readonly Option[];
  readonly examples: readonly (readonly [line: string, says: string])[];
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** Ends with the exit code; nothing means 0. */
export type Run = (call: Call, screen: Screen) => Promise<number | undefined>;

/** A command line that fits its command. */
export interface Call {
  readonly operand: string;
  /** Empty where none was given. */
  readonly detail: string;
  has(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  /** Of an option of kind count, port or duration (seconds). */
  number(name: string): number | undefined;
}

export const COMMON_OPTIONS: readonly Option[] = [
  { name: "state", value: "DIR", says: "Where keys and state are kept (default .hezar)" },
  { name: "json", says: "Answer in JSON on stdout" },
  { name: "help", says: "Show this help" },
];

export function parseCall(command: Command, argv: readonly string[]): Call {
  const known = new Map([...command.options, ...COMMON_OPTIONS].map((option) => [option.name, option]));
  const options = Object.fromEntries(
    [...known].map(([name, { value }]) => [name, { type: kindOf(value), multiple: true } as const]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const option = known.get(token.name) ?? unknownOption(token.rawName, [...known.keys()], command);
    const values = given.get(option.name) ?? [];
    if (values.length > 0 && option.value !== undefined && !option.repeats) throw twice(option, command);
    given.set(option.name, [...values, checkValue(option, token.value, command)]);
  }
  return createCall(given, given.has("help") ? [] : checkOperands(command, operands));
}

function createCall(
  given: ReadonlyMap<string, readonly string[]>,
  [operand = "", detail = ""]: readonly string[],
): Call {
  const texts = (name: string) => given.get(name) ?? [];
  return {
    operand,
    detail,
    has: (name) => given.has(name),
    text: (name) => texts(name)[0],
    texts,
    number: (name) => (given.has(name) ? Number(texts(name)[0]) : undefined),
  };
}

function checkOperands(command: Command, operands: readonly string[]): readonly string[] {
  const { operand, detail } = command;
  const extra = operands[operand === undefined ? 0 : detail === undefined ? 1 : 2];
  const isNeeded = operand !== undefined && !operand.startsWith("[");
  if (isNeeded && operands.length === 0) throw usage(command, `${operand} is missing`);
  if (extra === undefined) return operands;
  throw usage(command, `"${extra}" is one word too many`, operand && !detail ? `One ${operand} at a time.` : undefined);
}

/** The value in the form `Call` hands on: durations as seconds. */
function checkValue(option: Option, value: string | undefined, command: Command): string {
  if (option.value === undefined) {
    if (value !== undefined) throw usage(command, `--${option.name} takes no value`);
    return "";
  }
  if (value === undefined || value === "")
    throw usage(command, `--${option.name} needs a value: --${option.name} ${option.value}`);
  const number = option.kind === undefined ? undefined : READERS[option.kind](value, option);
  if (option.kind !== undefined && number === undefined) {
    throw usage(command, `--${option.name} takes ${WANTED[option.kind](option)}; "${value}" is none`);
  }
  return number === undefined ? value : String(number);
}

const MOST = 1000;

const WANTED = {
  count: ({ most = MOST }: Option) => `a whole number from 1 to ${most}`,
  port: () => "a port from 0 (any free one) to 65535",
  duration: () => "a span such as 30m, 12h or 7d",
} as const;

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const READERS = {
  count: (text: string, { most = MOST }: Option) => wholeNumber(text, { least: 1, most }),
  port: (text: string) => wholeNumber(text, { least: 0, most: 65_535 }),
  duration: (text: string) => {
    const [, number, unit = ""] = /^(\d{1,5})([smhd])$/.exec(text) ?? [];
    return number === undefined ? undefined : Number(number) * (UNIT_SECONDS[unit] ?? 1);
  },
} as const;

function wholeNumber(text: string, range: { readonly least: number; readonly most: number }): number | undefined {
  const number = Number(text);
  return /^\d{1,5}$/.test(text) && number >= range.least && number <= range.most ? number : undefined;
}

function unknownOption(rawName: string, known: readonly string[], command: Command): never {
  const near = closest(rawName.replace(/^-+/, ""), known);
  throw usage(command, `${rawName} is no option of hezar ${command.name}`, near && `Did you mean --${near}?`);
}

function twice(option: Option, command: Command): Mistake {
  return usage(command, `--${option.name} is given twice`, "Give it once.");
}

function usage(command: Command, what: string, hint?: string): Mistake {
  const help = `hezar ${command.name} --help shows how it is used.`;
  return new Mistake(what, { next: hint ? `${hint} ${help}` : help, exitCode: 2 });
}

function kindOf(value: string | undefined): "string" | "boolean" {
  return value === undefined ? "boolean" : "string";
}
