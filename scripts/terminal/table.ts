// Columns that line up, without frames: what stands in a terminal is read, not admired. Numbers stand right.

import { stripVTControlCharacters } from "node:util";
import type { Style } from "./screen.ts";

export type Cell = string | number;

const GAP = "  ";

export function table(heads: readonly string[], rows: readonly (readonly Cell[])[], style: Style): string {
  const text = rows.map((row) => row.map(String));
  const widths = heads.map((head, column) => Math.max(head.length, ...text.map((row) => widthOf(row[column] ?? ""))));
  const right = heads.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === "number"));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0, right[column] === true))
      .join(GAP)
      .trimEnd();
  return [style.dim(line(heads)), ...text.map(line)].join("\n");
}

/** Names on the left, values beside them. */
export function pairs(list: readonly (readonly [name: string, value: Cell])[], style: Style): string {
  const width = Math.max(...list.map(([name]) => name.length));
  return list.map(([name, value]) => `${style.dim(name.padEnd(width))}${GAP}${value}`).join("\n");
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

function pad(cell: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - widthOf(cell)));
  return right ? space + cell : cell + space;
}
