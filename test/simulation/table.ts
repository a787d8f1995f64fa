// A Markdown table.
export function writeTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

export interface Target {
  readonly target: string;
  readonly measured: string;
  readonly isMet: boolean;
}
