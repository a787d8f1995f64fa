// How high a block reaches. Every node of hostname ⊂ zone ⊂ suffix ⊂ provider counts, per country, how many risk units below
// it are burned and how many alive; a Beta posterior says how sure it is that most are. Mirrors handed out together are
// one unit: a leak takes them all and says nothing about the zone. Canaries, which no link names, decide where there are
// any: one blocked, and the zone is; one reachable, and it was a leak.

import { mostAreHit } from "./chance.ts";
import type { DeadNode, HostStanding } from "./meshevidence.ts";
import type { Level } from "./verdict.ts";

/** Two burned units with none alive (0.875), or four with one alive. */
const SURE_ENOUGH = 0.85;

type Node = DeadNode["level"];

interface Count {
  readonly burned: number;
  readonly alive: number;
  readonly byCanary: boolean;
}

const NOTHING: Count = { burned: 0, alive: 0, byCanary: false };

/** The nodes that are blocked as a whole; a dead provider's suffixes and zones are among them. */
export function deadNodes(hosts: readonly HostStanding[]): readonly DeadNode[] {
  // What a provider or a quota took down says nothing about a censor's reach.
  const told = hosts.filter((host) => host.state === "healthy" || (host.state === "burned" && isCensored(host)));
  return [...Map.groupBy(told, ({ country }) => country)].flatMap(([country, own]) => {
    const zones = judgeNodes(own, { level: "zone", country, count: countUnits });
    const isDead = new Set(zones.filter(({ dead }) => dead).map(({ node }) => node.name));
    const count = (below: readonly HostStanding[]) => countZones(below, isDead);
    const spread = (below: readonly HostStanding[]) => (spansSuffixes(below, isDead) ? count(below) : NOTHING);
    const wider = [
      ...judgeNodes(own, { level: "suffix", country, count }),
      ...judgeNodes(own, { level: "provider", country, count: spread }),
    ];
    return [...zones, ...wider].filter(({ dead }) => dead).map(({ node }) => node);
  });
}

/** The highest dead node over a hostname. */
export function levelOf(host: Pick<HostStanding, Node | "country">, dead: readonly DeadNode[]): Level {
  const over = (level: Node) =>
    dead.some((node) => node.level === level && node.name === host[level] && node.country === host.country);
  return (["provider", "suffix", "zone"] as const).find(over) ?? "hostname";
}

/** Not by what a provider or a list did. */
export function isCensored({ cause }: HostStanding): boolean {
  return cause === undefined || cause === "censor" || cause === "operator";
}

interface JudgeNodes {
  readonly level: Node;
  readonly country: string;
  readonly count: (below: readonly HostStanding[]) => Count;
}

function judgeNodes(hosts: readonly HostStanding[], { level, country, count }: JudgeNodes) {
  return [...Map.groupBy(hosts, (host) => host[level])].map(([name, below]) => {
    const { burned, alive, byCanary } = count(below);
    const sureness = mostAreHit(burned, alive);
    const dead = byCanary ? burned > alive : sureness >= SURE_ENOUGH;
    return { dead, node: { level, name, country, burned, alive, sureness, byCanary } };
  });
}

/** Of a zone: its batches, or its canaries alone where it has some that were looked at. */
function countUnits(below: readonly HostStanding[]): Count {
  const canaries = below.filter(({ isCanary }) => isCanary);
  const units = canaries.length > 0 ? canaries : below;
  return { burned: batches(units, "burned"), alive: batches(units, "healthy"), byCanary: canaries.length > 0 };
}

function batches(hosts: readonly HostStanding[], state: HostStanding["state"]): number {
  return new Set(hosts.filter((host) => host.state === state).map(({ batch }) => batch)).size;
}

/** Of a suffix or a provider: its zones. One with a single mirror gone and nothing alive is neither dead nor alive. */
function countZones(below: readonly HostStanding[], isDead: ReadonlySet<string>): Count {
  const alive = new Set(
    below.filter(({ state, zone }) => state === "healthy" && !isDead.has(zone)).map(({ zone }) => zone),
  );
  const burned = new Set(below.filter(({ zone }) => isDead.has(zone)).map(({ zone }) => zone));
  return { burned: burned.size, alive: alive.size, byCanary: false };
}

/** Where all that died lies under one suffix, the suffix explains it: the smaller claim. */
function spansSuffixes(below: readonly HostStanding[], isDead: ReadonlySet<string>): boolean {
  return new Set(below.filter(({ zone }) => isDead.has(zone)).map(({ suffix }) => suffix)).size > 1;
}
