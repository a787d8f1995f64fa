// What a test measured: a table for whoever reads along, and, where HEZAR_FIGURES names a file, one line of JSON in it (test/soak.ts).

import { appendFileSync } from "node:fs";
import { createScreen } from "../../scripts/terminal/screen.ts";
import { pairs } from "../../scripts/terminal/table.ts";

export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly most: number;
}

export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return { count: numbers.length, median: at(0.5), p95: at(0.95), most: at(1) };
}

export function spreadText({ median, p95, most }: Spread, unit = ""): string {
  return `median ${median}${unit}, p95 ${p95}${unit}, most ${most}${unit}`;
}

/** `rows`: what each is called and what it came to, in words. */
export function tellFigures(
  title: string,
  figures: Readonly<Record<string, unknown>>,
  rows: readonly (readonly [string, string])[],
): void {
  console.log(`${title}\n${pairs(rows, PLAIN)}`);
  const file = process.env.HEZAR_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify({ title, ...figures })}\n`);
}

const PLAIN = createScreen({ stdout: { write: () => true }, stderr: { write: () => true }, env: {} }, false).style;
