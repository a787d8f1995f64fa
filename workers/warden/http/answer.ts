// How every route of the warden reads a request and answers a move: one place decides which refusal is which status.

import type { Context } from "hono";
import * as v from "valibot";
import type { WardenError } from "../../../shared/wardenapi.ts";
import type { Moved } from "../moves/move.ts";

const STATUS_OF = { invalid: 400, unknown: 404, conflict: 409 } as const;

/** The body is not what the path takes. Its message names the field and is meant for who sent it. */
export class BadRequest extends Error {}

/** Throws BadRequest. */
export async function read<Schema extends v.GenericSchema>(c: Context, schema: Schema): Promise<v.InferOutput<Schema>> {
  return parse(await c.req.text(), schema);
}

/** Throws BadRequest. */
export function parse<Schema extends v.GenericSchema>(body: string, schema: Schema): v.InferOutput<Schema> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), body);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new BadRequest(`${v.getDotPath(issue) ?? "body"}: ${issue.message}`);
}

export function answer<T extends object>(c: Context, moved: Moved<T>, status: 200 | 201 = 200): Response {
  if (moved.ok) return c.json(moved.value, status);
  return c.json(failure(moved.reason, moved.detail ?? "not found"), STATUS_OF[moved.reason]);
}

export function failure(code: WardenError["error"]["code"], message: string): WardenError {
  return { error: { code, message } };
}
