// Help, drawn from the commands' own descriptions.

import { COMMON_OPTIONS, type Command, type Option } from "./commandline.ts";
import type { Screen } from "./screen.ts";

export function helpOfAll(commands: readonly Command[], { style }: Screen): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const groups = [...new Set(commands.map(({ group }) => group))].map((group) => {
    const own = commands.filter((command) => command.group === group);
    return [style.bold(group), ...own.map(({ name, says }) => `  ${style.cyan(name.padEnd(width))}  ${says}`)].join(
      "\n",
    );
  });
  return [
    "hezar keeps blocked services reachable from an ordinary browser, through mirrors on rotating hostnames.",
    `${style.bold("Usage")}\n  hezar ${style.dim("<command> [options]")}`,
    ...groups,
    `${style.dim("hezar <command> --help shows options and examples. First steps: hezar start")}`,
  ].join("\n\n");
}

export function helpOf(command: Command, { style }: Screen): string {
  const operands = [command.operand, command.detail && `[${command.detail}]`].flatMap((word) =>
    word ? ` ${word}` : [],
  );
  const width = Math.max(...[...command.options, ...COMMON_OPTIONS].map((option) => flagOf(option).length));
  const list = (options: readonly Option[]) =>
    options.map((option) => `  ${style.cyan(flagOf(option).padEnd(width))}  ${option.says}`).join("\n");
  const examples = command.examples.map(([line, says]) => `  ${line}\n    ${style.dim(says)}`);
  return [
    `${command.says}.`,
    `${style.bold("Usage")}\n  hezar ${command.name}${operands.join("")} ${style.dim("[options]")}`,
    ...(command.options.length === 0 ? [] : [`${style.bold("Options")}\n${list(command.options)}`]),
    `${style.bold("Common options")}\n${list(COMMON_OPTIONS)}`,
    `${style.bold("Examples")}\n${examples.join("\n")}`,
  ].join("\n\n");
}

function flagOf({ name, value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
