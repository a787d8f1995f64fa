// The config's JSON Schema, for editors, drawn from the schema that checks it. docs/hezar.config.schema.json is its output;
// a test holds the two together. Only what the config uses is known here, anything else throws.

import type * as v from "valibot";
import { ConfigSchema } from "./written.ts";

type Json = Readonly<Record<string, unknown>>;
type Part = Readonly<Record<string, unknown>> & { readonly type: string };

const DIALECT = "http://json-schema.org/draft-07/schema#";

export function configJsonSchema(): Json {
  return { $schema: DIALECT, title: "hezar.config.json", ...convert(ConfigSchema), allowTrailingCommas: true };
}

function convert(schema: v.GenericSchema): Json {
  const part = schema as unknown as Part;
  const pipe = (part.pipe as readonly Part[] | undefined) ?? [part];
  return Object.assign({}, ...pipe.map(convertStep)) as Json;
}

function convertStep(step: Part): Json {
  const { requirement } = step;
  if (step.type === "exact_optional") return convert(step.wrapped as v.GenericSchema);
  if (step.type === "strict_object") return convertObject(step.entries as Readonly<Record<string, v.GenericSchema>>);
  if (step.type === "array") return { type: "array", items: convert(step.item as v.GenericSchema) };
  if (step.type === "picklist") return { enum: step.options };
  if (step.type === "string" || step.type === "number" || step.type === "boolean") return { type: step.type };
  if (step.type === "integer") return { type: "integer" };
  if (step.type === "regex") return { pattern: (requirement as RegExp).source };
  if (step.type === "min_value") return { minimum: requirement };
  if (step.type === "max_value") return { maximum: requirement };
  if (step.type === "min_length") return { minItems: requirement };
  if (step.type === "max_length") return { maxItems: requirement };
  if (step.type === "description") return { description: step.description };
  // A check is code; its description says what it asks for.
  if (step.type === "check") return {};
  throw new Error(`the config uses ${step.type}, which has no JSON Schema here yet`);
}

function convertObject(entries: Readonly<Record<string, v.GenericSchema>>): Json {
  const names = Object.keys(entries);
  return {
    type: "object",
    additionalProperties: false,
    required: names.filter((name) => (entries[name]?.type as string) !== "exact_optional"),
    properties: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, convert(entry)])),
  };
}
