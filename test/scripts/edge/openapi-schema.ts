// Enough of JSON Schema to hold an answer against a published API description: types, required fields, items, references.

export type Schema = Readonly<Record<string, unknown>>;
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
}

/** What does not fit, as `path: complaint`. */
export function mismatches(
  value: unknown,
  schema: Schema,
  { root, at = "$" }: { root: object; at?: string },
): string[] {
  const { $ref, allOf, anyOf, oneOf } = schema as Record<string, never>;
  if ($ref !== undefined) return mismatches(value, resolve(root, $ref), { root, at });
  if (value === null) return [];
  if (allOf !== undefined) return (allOf as Schema[]).flatMap((one) => mismatches(value, one, { root, at }));
  const choice = (anyOf ?? oneOf) as Schema[] | undefined;
  if (choice !== undefined) {
    const tries = choice.map((one) => mismatches(value, one, { root, at }));
    return tries.some((found) => found.length === 0) ? [] : (tries[0] ?? []);
  }
  return [...wrongType(value, schema, at), ...inside(value, schema, { root, at })];
}

function resolve(root: object, ref: string): Schema {
  const keys = ref.replace(/^#\//, "").split("/");
  return keys.reduce((node, key) => (node as Record<string, object>)[key] as object, root) as Schema;
}

function wrongType(value: unknown, { type }: Schema, at: string): string[] {
  const actual = Array.isArray(value) ? "array" : typeof value;
  const fits = type === undefined || actual === type || (type === "integer" && Number.isInteger(value));
  return fits ? [] : [`${at}: ${actual} instead of ${String(type)}`];
}

function inside(value: unknown, schema: Schema, { root, at }: { root: object; at: string }): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      mismatches(item, (schema.items ?? {}) as Schema, { root, at: `${at}[${index}]` }),
    );
  if (typeof value !== "object" || value === null) return [];
  const fields = value as Record<string, unknown>;
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
  const missing = required.filter((name) => !(name in fields)).map((name) => `${at}.${name}: missing`);
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const wrong = properties.flatMap(([name, one]) =>
    fields[name] === undefined ? [] : mismatches(fields[name], one, { root, at: `${at}.${name}` }),
  );
  return [...missing, ...wrong];
}
