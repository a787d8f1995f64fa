// The rules in force, by pattern, and the memory of what they hit. Whoever carries a flow asks for the rule of its name and
// is told when the answer may have changed.

import { covers, type Rule } from "./rule.ts";

export interface RuleBook {
  rules(): readonly Rule[];
  /** One rule a pattern: a new one takes the place of the old. */
  set(rule: Rule): void;
  /** False where there was none. What it hit stays blocked for its residual time. */
  lift(pattern: string): boolean;
  /** The rule for a client's connection to `name`; being asked is being hit. */
  hit(client: string, name: string): Rule | undefined;
  /** Calls back at every change of rules, until the returned function is called. */
  watch(listener: () => void): () => void;
}

interface Residue {
  readonly rule: Rule;
  readonly untilMs: number;
}

const RESIDUES_MOST = 10_000;

/** `now`: milliseconds. */
export function createRuleBook(now: () => number): RuleBook {
  const rules = new Map<string, Rule>();
  const residues = new Map<string, Residue>();
  const listeners = new Set<() => void>();
  const announce = () => {
    for (const listener of [...listeners]) listener();
  };
  const remember = (key: string, rule: Rule) => {
    if ((rule.residualSeconds ?? 0) === 0) return;
    residues.delete(key);
    residues.set(key, { rule, untilMs: now() + (rule.residualSeconds ?? 0) * 1000 });
    const [oldest] = residues.keys();
    if (residues.size > RESIDUES_MOST && oldest !== undefined) residues.delete(oldest);
  };
  return {
    rules: () => [...rules.values()],
    set: (rule) => {
      rules.set(rule.pattern, rule);
      announce();
    },
    lift: (pattern) => {
      const lifted = rules.delete(pattern);
      if (lifted) announce();
      return lifted;
    },
    hit: (client, name) => {
      const key = `${client} ${name}`;
      const rule = narrowest([...rules.values()].filter((candidate) => covers(candidate, name)));
      if (rule !== undefined) {
        remember(key, rule);
        return rule;
      }
      const residue = residues.get(key);
      return residue !== undefined && residue.untilMs > now() ? residue.rule : undefined;
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The longest pattern says most about the name. */
function narrowest(rules: readonly Rule[]): Rule | undefined {
  return rules.toSorted((left, right) => right.pattern.length - left.pattern.length)[0];
}
