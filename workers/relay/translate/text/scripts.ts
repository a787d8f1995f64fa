// What is done to the service's scripts and JSON, if its profile asks for it at all: addresses of its origins are mapped
// (`literals`), and scripts that read where they are see the service's address (`locationReads`).
import type { Scanner } from "../bytes.ts";
import { chain } from "../chain.ts";
import type { TranslateContext } from "../context.ts";
import { createLiteralScanner } from "./literals.ts";
import { createLocationScanner } from "./locationreads.ts";

/** `undefined`: the profile leaves it alone. */
export type MakeScanner = (() => Scanner) | undefined;

export function scriptReader(context: TranslateContext): MakeScanner {
  const literals = dataReader(context);
  if (context.service.locationReads !== true) return literals;
  return literals === undefined ? createLocationScanner : () => chain(literals(), createLocationScanner());
}

/** JSON and other answers that scripts read. */
export function dataReader({ service, map, place, upstream }: TranslateContext): MakeScanner {
  return service.literals === true ? () => createLiteralScanner({ map, place, url: upstream.url }) : undefined;
}

/** For the scripts inside a page. */
export interface ScriptReaders {
  readonly script: MakeScanner;
  readonly data: MakeScanner;
}

export function scriptReaders(context: TranslateContext): ScriptReaders | undefined {
  const readers = { script: scriptReader(context), data: dataReader(context) };
  return readers.script === undefined && readers.data === undefined ? undefined : readers;
}

const JAVASCRIPT = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:jscript|livescript))$/;
const JSON_TYPE = /^(?:(?:text|application)\/json|[^;\s]+\/[^;\s]+\+json)$/;

/** What a `<script>` of this type holds. JSON-LD tells search engines of the service's own addresses, and stays. */
export function scriptKind(type: string): "script" | "data" | "importmap" | undefined {
  const name = type.trim().toLowerCase();
  if (name === "importmap") return "importmap";
  if (JAVASCRIPT.test(name)) return "script";
  return JSON_TYPE.test(name) && name !== "application/ld+json" ? "data" : undefined;
}
