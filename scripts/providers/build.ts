// The build of a Worker: 12 hex digits over everything that is uploaded, secrets included (they are random 32-byte keys,
// so 48 bits of a hash tell nothing about them). Equal builds are equal Workers and need no upload.

import { createHash } from "node:crypto";
import type { WorkerSpec } from "./provider.ts";

const BUILD_DIGITS = 12;

export function buildOf(spec: WorkerSpec): string {
  const hash = createHash("sha256");
  for (const { name, type, content } of spec.modules) {
    hash.update(JSON.stringify([name, type, content.length])).update(content);
  }
  const { compatibilityDate, compatibilityFlags, bindings, durableClasses } = spec;
  hash.update(JSON.stringify([compatibilityDate, compatibilityFlags, bindings.map(inOrder), durableClasses]));
  return hash.digest("hex").slice(0, BUILD_DIGITS);
}

/** The same binding written in another order of fields is the same binding. */
function inOrder(binding: object): unknown {
  return Object.entries(binding).sort(([left], [right]) => (left < right ? -1 : 1));
}
