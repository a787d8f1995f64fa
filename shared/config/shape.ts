// What valibot finds wrong with the shape, said in words: one finding per wrong key, the fix taken from the key's own
// description.

import * as v from "valibot";
import { closest } from "./closest.ts";
import { type Finding, type KeyPath, quote } from "./problem.ts";

type Schema = v.GenericSchema | v.GenericSchemaAsync;
type Issue = v.BaseIssue<unknown>;

/** Findings of `value` against `schema`; paths start with `at`. */
export function checkShape(schema: v.GenericSchema, value: unknown, at: KeyPath = []): readonly Finding[] {
  const checked = v.safeParse(schema, value);
  if (checked.success) return [];
  const seen = new Set<string>();
  return checked.issues.flatMap((issue) => {
    const path = issuePath(issue);
    const key = JSON.stringify(path);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ ...describeIssue(issue, schema, path), path: [...at, ...path] }];
  });
}

function describeIssue(issue: Issue, schema: Schema, path: KeyPath): Omit<Finding, "path"> {
  if (issue.type === "strict_object" && issue.expected === "never")
    return unknownKey(path, keysAt(schema, path.slice(0, -1)));
  const fix = descriptionAt(schema, path) ?? `Write ${kindWanted(issue)} here`;
  if (issue.input === undefined) return { problem: "is missing", fix };
  if (issue.type === "picklist") return notOneOf(issue, fix);
  if (issue.kind === "schema") return { problem: `is ${kindOf(issue.input)}, not ${kindWanted(issue)}`, fix };
  if (issue.type === "min_length") return { problem: "is empty", fix };
  return { problem: `${quote(issue.input)} ${judgement(issue)}`, fix };
}

function unknownKey(path: KeyPath, known: readonly string[]): Omit<Finding, "path"> {
  const near = closest(String(path.at(-1)), known);
  return {
    problem: "is no key that belongs here",
    fix: near === undefined ? `Remove it. Known here: ${known.join(", ")}` : `Did you mean "${near}"?`,
    atKey: true,
  };
}

function notOneOf(issue: Issue, description: string): Omit<Finding, "path"> {
  const options = (issue.expected ?? "").replace(/[()"]/g, "").split(" | ");
  const near = closest(String(issue.input), options);
  return {
    problem: `${quote(issue.input)} is not ${options.length === 1 ? options[0] : `one of ${options.join(", ")}`}`,
    fix: near === undefined ? description : `Did you mean "${near}"?`,
  };
}

function judgement(issue: Issue): string {
  const { requirement } = issue as { readonly requirement?: unknown };
  if (issue.type === "min_value") return `is below ${requirement}`;
  if (issue.type === "max_value") return `is above ${requirement}`;
  if (issue.type === "integer") return "is not a whole number";
  if (issue.type === "max_length") return `is longer than ${requirement}`;
  return "does not fit";
}

function kindWanted(issue: Issue): string {
  const kinds: Readonly<Record<string, string>> = {
    string: "text",
    number: "a number",
    boolean: "true or false",
    array: "a list",
    strict_object: "an object",
  };
  return kinds[issue.type] ?? issue.type;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? "text" : `the ${typeof value} ${value}`;
}

function issuePath(issue: Issue): KeyPath {
  return (issue.path ?? []).map((item) => item.key as string | number);
}

function descriptionAt(schema: Schema, path: KeyPath): string | undefined {
  const found = schemaAt(schema, path);
  return found === undefined ? undefined : v.getDescription(found as v.GenericSchema);
}

function keysAt(schema: Schema, path: KeyPath): readonly string[] {
  const found = schemaAt(schema, path);
  return found !== undefined && "entries" in found
    ? Object.keys(found.entries as object).filter((key) => !key.startsWith("$"))
    : [];
}

/** The schema that judges the value at `path`, unwrapped of `optional`. */
function schemaAt(schema: Schema, path: KeyPath): Schema | undefined {
  let current: Schema | undefined = unwrap(schema);
  for (const part of path) {
    if (current === undefined) return undefined;
    const next: Schema | undefined = typeof part === "number" ? itemOf(current) : entryOf(current, part);
    current = next === undefined ? undefined : unwrap(next);
  }
  return current;
}

function unwrap(schema: Schema): Schema {
  return "wrapped" in schema ? unwrap(schema.wrapped as Schema) : schema;
}

function itemOf(schema: Schema): Schema | undefined {
  return "item" in schema ? (schema.item as Schema) : undefined;
}

function entryOf(schema: Schema, key: string): Schema | undefined {
  return "entries" in schema ? (schema.entries as Readonly<Record<string, Schema>>)[key] : undefined;
}
