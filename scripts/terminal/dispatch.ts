// From a command line to an exit code: find the command, read its options, run it, and say what went wrong. Whatever a
// command throws ends here: a Mistake or a provider's error is told in its own words, anything else is a bug and says so.

import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { closest } from "../../shared/config/closest.ts";
import { ProviderError } from "../providers/provider.ts";
import { type Command, parseCall } from "./commandline.ts";
import { helpOf, helpOfAll } from "./help.ts";
import { Mistake } from "./mistake.ts";
import { type Console, createScreen, type Screen } from "./screen.ts";

/** The exit code. */
export async function runCommandLine(
  commands: readonly Command[],
  argv: readonly string[],
  console: Console = processConsole(),
): Promise<number> {
  const screen = createScreen(console, argv.includes("--json"));
  try {
    return await dispatch(commands, argv, screen);
  } catch (error) {
    return report(error, screen);
  }
}

async function dispatch(commands: readonly Command[], argv: readonly string[], screen: Screen): Promise<number> {
  const [name, ...rest] = argv;
  const isHelp = name === undefined || name === "help" || name === "--help" || name === "-h";
  if (isHelp && (name !== "help" || rest[0] === undefined)) return show(helpOfAll(commands, screen), screen);
  if (name === "--version") return show(await version(), screen);
  const command = find(commands, isHelp ? (rest[0] ?? "") : (name ?? ""));
  if (isHelp) return show(helpOf(command, screen), screen);
  const call = parseCall(command, rest);
  if (call.has("help")) return show(helpOf(command, screen), screen);
  const { run } = await command.load();
  return (await run(call, screen)) ?? 0;
}

function find(commands: readonly Command[], name: string): Command {
  const command = commands.find((one) => one.name === name);
  if (command !== undefined) return command;
  const near = closest(
    name,
    commands.map((one) => one.name),
  );
  const hint = near === undefined ? "" : `Did you mean hezar ${near}? `;
  throw new Mistake(`hezar has no command "${name}"`, { next: `${hint}hezar --help lists all commands.`, exitCode: 2 });
}

function show(text: string, screen: Screen): number {
  screen.out(text);
  return 0;
}

function report(error: unknown, screen: Screen): number {
  const say = (what: string, why: string | undefined, next: string | undefined) => {
    screen.note(
      `${screen.errorStyle.red("✗")} ${screen.errorStyle.bold(what)}${why ? `:${why.startsWith("\n") ? "" : " "}${why}` : ""}`,
    );
    if (next) screen.note(`  ${next}`);
  };
  if (error instanceof Mistake) {
    say(error.message, error.why, error.next);
    return error.exitCode;
  }
  if (error instanceof ProviderError) {
    say(error.message, undefined, error.next);
    return 1;
  }
  say(
    "hezar has a bug",
    error instanceof Error ? error.stack : String(error),
    "Nothing is lost: every command can be run again. Please report it.",
  );
  return 1;
}

async function version(): Promise<string> {
  const text = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  return v.parse(v.pipe(v.string(), v.parseJson(), v.object({ version: v.string() })), text).version;
}

/** A reader that went away (`hezar … | head`) ends us like any program: orderly where a command listens to signals. */
function processConsole(): Console {
  if (process.stdout.listenerCount("error") === 0) {
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.kill(process.pid, "SIGTERM");
    });
  }
  return { stdout: process.stdout, stderr: process.stderr, env: process.env };
}
