// The command line inside the test's own process: what it says on each stream, and its exit code.

import { main } from "../../scripts/hezar.ts";

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Both streams are a terminal. */
  readonly terminal?: boolean;
}

export async function runCli(
  argv: readonly string[],
  { env = {}, terminal = false }: Surroundings = {},
): Promise<Said> {
  let stdout = "";
  let stderr = "";
  const stream = (write: (text: string) => void) => ({ write, isTTY: terminal, columns: 100 });
  const code = await main(argv, {
    stdout: stream((text) => {
      stdout += text;
    }),
    stderr: stream((text) => {
      stderr += text;
    }),
    env,
  });
  return { code, stdout, stderr };
}
