// What only the text knows: where a value stands, a key that stands twice, a secret under a key we have no name for.

import { findNodeAtLocation, type Node, type ParseError, printParseErrorCode } from "jsonc-parser";
import { type ConfigProblem, type Finding, type KeyPath, keyText } from "./problem.ts";

// Keys under which people keep secrets; `tokenEnv` and its like name a variable and hold none.
const SECRET_KEY =
  /^(?!(?:token|kvToken|secret|password)Env$).*(?:token|secret|passw(?:or)?d|passphrase|api_?-?key|private_?-?key|credential)/i;
const SECRET_FIX =
  "Take it out, and replace it at the provider if this file was shared. " +
  "Tokens go into the environment (tokenEnv), or into secrets.json of the state directory with mode 0600";

/** A config gets shared, backed up and committed; a secret in it is out. */
export function findSecrets(tree: Node): readonly Finding[] {
  return properties(tree)
    .filter(({ key }) => SECRET_KEY.test(key))
    .map(({ path, offset }) => ({ path, offset, problem: "holds a secret", fix: SECRET_FIX }));
}

/** JSON lets a key stand twice, and the last one wins without a word. */
export function findDoubleKeys(tree: Node): readonly Finding[] {
  const seen = new Set<string>();
  return properties(tree).flatMap(({ path, offset }) => {
    const key = JSON.stringify(path);
    if (seen.has(key)) return [{ path, offset, problem: "stands twice", fix: "Keep one of the two" }];
    seen.add(key);
    return [];
  });
}

export function placeFinding(finding: Finding, text: string, tree: Node): ConfigProblem {
  const { path, problem, fix } = finding;
  const offset = finding.offset ?? offsetOf(tree, path, finding.atKey === true);
  return { ...position(text, offset), key: keyText(path), problem, fix };
}

export function syntaxProblem(error: ParseError, text: string): ConfigProblem {
  const words = printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  const fix = "Look for a missing comma, quote or bracket just before";
  return { ...position(text, error.offset), key: "", problem: `is not JSON here: ${words}`, fix };
}

/** Every key of the tree, with its path and where it stands. */
function properties(node: Node, path: KeyPath = []): readonly { key: string; path: KeyPath; offset: number }[] {
  const children = node.children ?? [];
  if (node.type === "array") return children.flatMap((child, at) => properties(child, [...path, at]));
  if (node.type !== "object") return [];
  return children.flatMap((property) => {
    const [name, value] = property.children ?? [];
    if (name === undefined) return [];
    const key = String(name.value);
    const here = [...path, key];
    return [{ key, path: here, offset: property.offset }, ...(value === undefined ? [] : properties(value, here))];
  });
}

/** Where the value stands; where it is missing, the nearest thing around it that is there. */
function offsetOf(tree: Node, path: KeyPath, atKey: boolean): number {
  const node = findNodeAtLocation(tree, [...path]);
  if (node === undefined) return path.length === 0 ? tree.offset : offsetOf(tree, path.slice(0, -1), false);
  return atKey && node.parent?.type === "property" ? node.parent.offset : node.offset;
}

function position(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
