// What the keys of a config have to do with each other. Every rule looks at all pieces that have the right shape, so that
// one run finds everything; a rule says why it stands where that is not plain.

import type { Rule } from "./pieces.ts";
import * as lists from "./rules/lists.ts";
import * as mirrors from "./rules/mirrors.ts";
import * as names from "./rules/names.ts";
import * as services from "./rules/services.ts";
import * as tiers from "./rules/tiers.ts";
import * as vantages from "./rules/vantages.ts";
import * as zones from "./rules/zones.ts";

export const RULES: readonly Rule[] = [names, zones, services, tiers, mirrors, lists, vantages].flatMap((rules) =>
  Object.values(rules),
);
