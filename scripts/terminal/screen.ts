// What a command says: its answer on stdout, everything else (progress, notes, mistakes) on stderr, so that `hezar … | jq`
// works. Colours and moving things only where a person watches (https://no-color.org).

import { stripVTControlCharacters, styleText } from "node:util";

export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface Console {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type Style = Readonly<Record<"bold" | "dim" | "red" | "green" | "yellow" | "cyan", (text: string) => string>>;

export interface Screen {
  readonly json: boolean;
  /** A person watches stdout. */
  readonly watched: boolean;
  readonly columns: number;
  readonly color: boolean;
  readonly style: Style;
  /** For what goes to stderr, which may be watched while stdout is piped on. */
  readonly errorStyle: Style;
  readonly env: Console["env"];
  /** A line (or several) of the answer. */
  out(text: string): void;
  /** The answer, or a part of it, as one line of JSON. */
  data(value: unknown): void;
  /** A line beside the answer. */
  note(text: string): void;
  /** Runs `work` under a moving line; `tell` changes what the line says. */
  step<T>(says: string, work: (tell: (says: string) => void) => Promise<T>): Promise<T>;
  /** Draws `text` over what the last call drew; where nobody watches, nothing. */
  redraw(text: string): void;
}

const FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const FRAME_MILLISECONDS = 80;
const PLAIN_FIRST_MILLISECONDS = 2000;
const PLAIN_MILLISECONDS = 5000;
const CLEAR_LINE = "\r\u001b[2K";

export function createScreen(console: Console, json: boolean): Screen {
  const { stdout, stderr, env } = console;
  let drawnLines = 0;
  return {
    json,
    env,
    watched: stdout.isTTY === true,
    columns: stdout.columns || 100,
    color: hasColor(stdout, env),
    style: createStyle(hasColor(stdout, env)),
    errorStyle: createStyle(hasColor(stderr, env)),
    out: (text) => stdout.write(`${text}\n`),
    data: (value) => stdout.write(`${JSON.stringify(value)}\n`),
    note: (text) => stderr.write(`${text}\n`),
    step: (says, work) =>
      stderr.isTTY
        ? spin(stderr, createStyle(hasColor(stderr, env)), says, work)
        : plainStep({ stderr, json }, says, work),
    redraw: (text) => {
      if (stdout.isTTY !== true) return;
      const up = drawnLines === 0 ? "" : `\u001b[${drawnLines}A\u001b[0J`;
      const shown = fitRows(text, stdout);
      stdout.write(`${up}${shown}\n`);
      drawnLines = linesOf(shown, stdout.columns || 100);
    },
  };
}

function hasColor(stream: Stream, env: Console["env"]): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "") return env.FORCE_COLOR !== "0";
  return stream.isTTY === true && env.TERM !== "dumb";
}

function createStyle(color: boolean): Style {
  const paint = (format: keyof Style) => (text: string) =>
    color ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: paint("bold"),
    dim: paint("dim"),
    red: paint("red"),
    green: paint("green"),
    yellow: paint("yellow"),
    cyan: paint("cyan"),
  };
}

async function spin<T>(
  stderr: Stream,
  style: Style,
  says: string,
  work: (tell: (says: string) => void) => Promise<T>,
): Promise<T> {
  let text = says;
  let frame = 0;
  const draw = () => stderr.write(`${CLEAR_LINE}${style.cyan(FRAMES[frame++ % FRAMES.length] ?? "")} ${text}`);
  const timer = setInterval(draw, FRAME_MILLISECONDS);
  draw();
  try {
    return await work((next) => {
      text = next;
    });
  } finally {
    clearInterval(timer);
    stderr.write(CLEAR_LINE);
  }
}

/**
 * In a log only what takes long is worth a line: what it is after 2 s, then every 5 s what it has come to. A program that
 * reads JSON wants neither.
 */
async function plainStep<T>(
  { stderr, json }: { readonly stderr: Stream; readonly json: boolean },
  says: string,
  work: (tell: (says: string) => void) => Promise<T>,
): Promise<T> {
  let text = says;
  let told = "";
  let timer: NodeJS.Timeout | undefined;
  const tellLater = (milliseconds: number) => {
    timer = setTimeout(() => {
      if (text !== told) stderr.write(`${text}\n`);
      told = text;
      tellLater(PLAIN_MILLISECONDS);
    }, milliseconds);
  };
  if (!json) tellLater(PLAIN_FIRST_MILLISECONDS);
  try {
    return await work((next) => {
      text = next;
    });
  } finally {
    clearTimeout(timer);
  }
}

/** What has scrolled out of a terminal cannot be drawn over, so a picture is never higher than it. */
function fitRows(text: string, stream: Stream): string {
  // A terminal that nobody looks at has no size.
  const [columns, rows] = [stream.columns || 100, stream.rows || 50];
  if (linesOf(text, columns) < rows) return text;
  const lines = text.split("\n");
  const kept = lines.filter((_, at) => linesOf(lines.slice(0, at + 1).join("\n"), columns) < rows - 1);
  return [...kept, `… ${lines.length - kept.length} more lines`].join("\n");
}

function linesOf(text: string, columns: number): number {
  return text
    .split("\n")
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)), 0);
}
