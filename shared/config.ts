// hezar.config.json: the text a person wrote → a checked config, or every problem in it at once, each with its place and
// its fix. Comments and trailing commas are welcome (JSONC); secrets are not.
//
// Three layers look at the same text: its keys (config/text.ts), the shape of each piece (config/written.ts), and what the
// pieces have to do with each other (config/rules.ts). Pieces are judged one by one, so that a slip in one hides none in another.

import { getNodeValue, type ParseError, parseTree } from "jsonc-parser";
import * as v from "valibot";
import { completeConfig, DEFAULT_MIRRORS, type MeshConfig } from "./config/checked.ts";
import type { Pieces, Placed } from "./config/pieces.ts";
import type { ConfigProblem, Finding } from "./config/problem.ts";
import { RULES } from "./config/rules.ts";
import { checkShape } from "./config/shape.ts";
import { findDoubleKeys, findSecrets, placeFinding, syntaxProblem } from "./config/text.ts";
import { ConfigSchema, HARMLESS, PIECES } from "./config/written.ts";
import type { Ok, Refusal } from "./domain/result.ts";

export {
  type AccountConfig,
  type MeshConfig,
  meshSettings,
  type ServiceConfig,
  tierOf,
  type VantageConfig,
  type ZoneConfig,
} from "./config/checked.ts";
export type { ConfigProblem } from "./config/problem.ts";
export type { AutopilotConfig, NotifyConfig } from "./config/steering.ts";

/** In the order of the file. A warning does not stop a config from being used. */
export type CheckedConfig =
  | (Ok<MeshConfig> & { readonly warnings: readonly ConfigProblem[] })
  | (Refusal<"bad config"> & {
      readonly problems: readonly ConfigProblem[];
      readonly warnings: readonly ConfigProblem[];
    });

export function checkConfig(text: string): CheckedConfig {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  if (tree === undefined || errors.length > 0) return syntaxRefusal(errors, text);
  if (tree.type !== "object") return refuseAll([{ line: 1, column: 1, key: "", ...NO_OBJECT }], []);
  const value: unknown = getNodeValue(tree);
  const findings = [...findSecrets(tree), ...findDoubleKeys(tree), ...checkFrame(value), ...checkPieces(value)];
  const told = withoutRepeats(findings);
  const place = (finding: Finding) => placeFinding(finding, text, tree);
  const problems = inOrder(told.filter(({ warning }) => !warning).map(place));
  const warnings = inOrder(told.filter(({ warning }) => warning).map(place));
  if (problems.length > 0) return refuseAll(problems, warnings);
  return { ok: true, value: completeConfig(v.parse(ConfigSchema, value)), warnings };
}

const NO_OBJECT = {
  problem: "The config is no object",
  fix: "It starts with { and ends with }; hezar init writes one",
};

function refuseAll(problems: readonly ConfigProblem[], warnings: readonly ConfigProblem[]): CheckedConfig {
  return { ok: false, reason: "bad config", problems, warnings };
}

function syntaxRefusal(errors: readonly ParseError[], text: string): CheckedConfig {
  const empty = { line: 1, column: 1, key: "", problem: "is empty", fix: "hezar init writes one to start from" };
  const problems = text.trim() === "" ? [empty] : errors.map((error) => syntaxProblem(error, text));
  return refuseAll(problems, []);
}

/** All but the insides of services, accounts, zones, lists and vantages. */
function checkFrame(value: unknown): readonly Finding[] {
  return checkShape(ConfigSchema, value).filter(({ path }) => path.length < 2 || !Object.hasOwn(PIECES, path[0] ?? ""));
}

function checkPieces(value: unknown): readonly Finding[] {
  const shapes = Object.entries(PIECES).flatMap(([name, schema]) =>
    listOf(value, name).flatMap((piece, at) => checkShape(schema, piece, [name, at])),
  );
  const pieces = gatherPieces(value);
  return [...shapes, ...RULES.flatMap((rule) => rule(pieces))];
}

function gatherPieces(value: unknown): Pieces {
  const mirrors = v.safeParse(ConfigSchema.entries.mirrors.wrapped, field(value, "mirrors"));
  return {
    services: wellShaped(value, "services"),
    accounts: wellShaped(value, "accounts"),
    zones: wellShaped(value, "zones"),
    lists: wellShaped(value, "lists"),
    vantages: wellShaped(value, "vantages"),
    served: listOf(value, "zones").flatMap((zone) => writtenText(field(zone, "service")) ?? []),
    ids: { services: writtenIds(value, "services"), accounts: writtenIds(value, "accounts") },
    mirrors: mirrors.success ? mirrors.output : DEFAULT_MIRRORS,
    wardenAccount: writtenText(field(field(value, "warden"), "account")),
    beaconAccount: writtenText(field(field(value, "beacon"), "account")),
  };
}

type Piece<Name extends keyof typeof PIECES> = v.InferOutput<(typeof PIECES)[Name]>;

/** Pieces fit for the rules. A key of the wrong shape is told already; a harmless value in its place lets the rules see the rest. */
function wellShaped<Name extends keyof typeof PIECES>(value: unknown, name: Name): readonly Placed<Piece<Name>>[] {
  return listOf(value, name).flatMap((piece, at) => {
    const checked = v.safeParse(PIECES[name], piece);
    const mended = checked.success ? checked : v.safeParse(PIECES[name], mend(piece, name, checked.issues));
    return mended.success ? [{ path: [name, at], value: mended.output as Piece<Name> }] : [];
  });
}

function mend(piece: unknown, name: keyof typeof PIECES, issues: readonly v.BaseIssue<unknown>[]): unknown {
  const wrong = new Set(issues.map((issue) => String(issue.path?.[0]?.key)));
  const kept =
    typeof piece === "object" && piece !== null ? Object.entries(piece).filter(([key]) => !wrong.has(key)) : [];
  return { ...HARMLESS[name], ...Object.fromEntries(kept) };
}

/** The first word on a place is the best one: a secret is not told about as an unknown key as well. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, atKey, warning }) => {
    const key = JSON.stringify(path);
    const repeats = seen.has(key) && (atKey === true || warning === true);
    seen.add(key);
    return !repeats;
  });
}

function inOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return problems.toSorted((left, right) => left.line - right.line || left.column - right.column);
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = field(value, name);
  return Array.isArray(list) ? list : [];
}

function writtenIds(value: unknown, name: string): readonly Placed<string>[] {
  return listOf(value, name).flatMap((piece, at) => {
    const id = writtenText(field(piece, "id"));
    return id === undefined ? [] : [{ path: [name, at, "id"], value: id }];
  });
}

function writtenText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
