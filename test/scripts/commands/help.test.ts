// Help, and what a command line that makes no sense is told. Every example that help shows is itself a command line.

import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../../scripts/hezar.ts";
import { parseCall } from "../../../scripts/terminal/commandline.ts";
import { runCli } from "../../support/cli.ts";

const names = COMMANDS.map(({ name }) => name);

/** Words as a shell splits them, as far as our examples go; what follows `|` or `&&` is another command's. */
function words(line: string): readonly string[] {
  const [own = ""] = line.split(/ (?:\||&&) /);
  return [...own.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

describe("help", () => {
  test.each([[[]], [["--help"]], [["-h"]], [["help"]]])("%j lists every command", async (argv) => {
    const { code, stdout, stderr } = await runCli(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} +\\w`, "m"));
  });

  test.each(names)("hezar %s --help shows usage, options and examples, as hezar help does", async (name) => {
    const { code, stdout, stderr } = await runCli([name, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const part of [`hezar ${name}`, "--state DIR", "--json", "Examples"]) expect(stdout).toContain(part);
    expect((await runCli(["help", name])).stdout).toBe(stdout);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(140);
  });

  test.each(COMMANDS)("$name has a body, and its examples are command lines that it takes", async (command) => {
    expect(typeof (await command.load()).run).toBe("function");
    expect(command.examples.length).toBeGreaterThan(0);
    for (const [line] of command.examples) {
      const [program, name, ...rest] = words(line);
      expect([program, name]).toEqual(["hezar", command.name]);
      expect(() => parseCall(command, rest)).not.toThrow();
    }
  });

  test("has colours on a terminal, and none where NO_COLOR is set or output is piped", async () => {
    const colour = "\u001b[";
    expect((await runCli(["--help"], { terminal: true })).stdout).toContain(colour);
    expect((await runCli(["--help"], { terminal: true, env: { NO_COLOR: "1" } })).stdout).not.toContain(colour);
    expect((await runCli(["--help"])).stdout).not.toContain(colour);
  });

  test("--version is the package's", async () => {
    expect((await runCli(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

const NONSENSE: readonly (readonly [line: string, what: RegExp, next: RegExp])[] = [
  ["mintt", /no command "mintt"/, /Did you mean hezar mint\?/],
  ["statsu", /no command "statsu"/, /Did you mean hezar status\?/],
  ["frobnicate", /no command "frobnicate"/, /hezar --help lists/],
  ["help frobnicate", /no command "frobnicate"/, /hezar --help lists/],
  ["mint --servce news", /--servce is no option of hezar mint/, /Did you mean --service\?/],
  ["mint --zebra", /--zebra is no option/, /hezar mint --help/],
  ["mint -x", /-x is no option/, /hezar mint --help/],
  ["mint news", /"news" is one word too many/, /hezar mint --help/],
  ["mint --count", /--count needs a value/, /hezar mint --help/],
  ["mint --count=", /--count needs a value/, /hezar mint --help/],
  ["mint --count zero", /--count takes a whole number from 1/, /hezar mint --help/],
  ["mint --count 0", /--count takes a whole number from 1/, /hezar mint --help/],
  ["mint --count -1", /--count/, /hezar mint --help/],
  ["mint --count 1 --count 2", /--count is given twice/, /Give it once/],
  ["start --port 70000", /--port takes a port/, /hezar start --help/],
  ["start --service", /--service needs a value/, /hezar start --help/],
  ["rotate --older-than 12", /--older-than takes a span/, /hezar rotate --help/],
  ["rotate --older-than soon", /--older-than takes a span/, /hezar rotate --help/],
  ["status --json=yes", /--json takes no value/, /hezar status --help/],
  ["burn", /HOST\|\*\.ZONE is missing/, /hezar burn --help/],
  ["burn a.example b.example", /"b.example" is one word too many/, /One HOST/],
  ["burn nodots", /neither a hostname nor \*\.zone/, /quotes/],
  ["burn a_b.example", /neither a hostname nor \*\.zone/, /quotes/],
  ["burn *.*.example", /neither a hostname nor \*\.zone/, /quotes/],
  ["burn a.example --country Iran", /"Iran" is no country code/, /Two letters/],
  ["burn a.example --cause fog", /"fog" is no cause/, /censor/],
  ["mint --count 101", /--count takes a whole number from 1 to 100;/, /hezar mint --help/],
  ["invite --days 31", /--days takes a whole number from 1 to 30;/, /hezar invite --help/],
  ["invite --uses 1001", /--uses takes a whole number from 1 to 1000;/, /hezar invite --help/],
  ["invite --channel The_Press", /"The_Press" is no channel name/, /Lower-case/],
  ["unburn nodots", /neither a hostname/, /quotes/],
  ["why", /HOST is missing/, /hezar why --help/],
  ["why nodots", /neither a hostname/, /quotes/],
  ["why *.a.example", /is a whole zone/, /one hostname/],
  ["retire", /HOST is missing/, /hezar retire --help/],
  ["open", /LINK is missing/, /hezar open --help/],
  ["open garden", /"garden" is no link/, /http/],
  ["open ftp://garden.example/", /is no link/, /http/],
];

describe("a command line that makes no sense", () => {
  test.each(NONSENSE)("hezar %s ends in 2 and says what to do", async (line, what, next) => {
    const { code, stdout, stderr } = await runCli(line.split(" "));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const [first = "", ...rest] = stderr.split("\n");
    expect(first).toMatch(what);
    expect(rest.join("\n")).toMatch(next);
  });
});
