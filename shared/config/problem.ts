// A problem of a config: where it is, what it is, how to mend it.

export type KeyPath = readonly (string | number)[];

/** As a check finds it; the text's positions are added last. */
export interface Finding {
  readonly path: KeyPath;
  readonly problem: string;
  readonly fix: string;
  /** Worth knowing, but the config is used. */
  readonly warning?: true;
  /** The finding is about the key itself, not its value. */
  readonly atKey?: true;
  /** Known only where the same key stands twice. */
  readonly offset?: number;
}

export interface ConfigProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Such as `services[0].primary`; empty for the file as a whole. */
  readonly key: string;
  readonly problem: string;
  readonly fix: string;
}

export function keyText(path: KeyPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** A value as a person recognises it in the file, cut short. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
