// Who shares which mirrors, decided purely. A group owns its mirrors; no two groups own the same one. When a mirror burns,
// everyone who could have told the censor is one suspect set: it is split in two, nobody is punished. Binary splitting
// costs an insider one burned hostname a halving; banning rules were simulated and expelled a third of honest readers.
// A group that owns none yet borrows: the half of a split from its sibling, a new lineage from a group of its channel.

export interface Group {
  readonly id: string;
  readonly lineage: string;
  readonly service: string;
  readonly channel: string;
  /** Newcomers are born into its lineage: it is not full, and no reader of it was ever a suspect. */
  readonly open: boolean;
  readonly readers: readonly string[];
  /** Hostnames this group alone is shown. */
  readonly owned: readonly string[];
  /** Another group's hostnames, shown only until this group owns one: neither a split nor coming late cuts anybody off. */
  readonly borrowed: readonly string[];
  /** `<split>:<side>` for every zone burn it came out of: opposite sides never share a zone again. */
  readonly apart: readonly string[];
}

/** A mirror that may be handed out: deployed, probed, on no blocklist. */
export interface UsableMirror {
  readonly hostname: string;
  readonly zone: string;
  readonly service: string;
  /** Where it is deployed; absent: one account for all. */
  readonly account?: string;
  /** Whose addresses it has, which a censor blocks together; absent: the account is all there is to tell. */
  readonly provider?: string;
}

export const GROUP_ID_BYTES = 8;
export const GROUPS_PER_ZONE = 5;

/** What a group's readers are shown now. */
export function shownMirrors(group: Group): readonly string[] {
  return group.owned.length > 0 ? group.owned : group.borrowed;
}

export interface GroupPlan {
  readonly groups: readonly Group[];
  /** Mirrors that were nobody's and now are some group's. */
  readonly handedOut: readonly string[];
  /** Mirrors each service lacks for its groups. */
  readonly missing: ReadonlyMap<string, number>;
}

/**
 * Fill groups up to `perGroup` mirrors from those nobody owns, smallest first, so that nobody waits with none. A group
 * nobody is in, in a channel where others are, takes none and misses none: it borrows, and the reserve stays for a burn.
 */
export function fillGroups(
  groups: readonly Group[],
  { usable, perGroup }: { readonly usable: readonly UsableMirror[]; readonly perGroup: number },
): GroupPlan {
  const places = new Map(usable.map((mirror) => [mirror.hostname, mirror]));
  const state = new Map(groups.map((group) => [group.id, withoutGone(group, places)]));
  const handedOut: string[] = [];
  // Who is shown nothing at all comes before who still borrows.
  const takers = [...state.values()]
    .filter((group) => takesMirrors(group, groups))
    .sort((left, right) => +hasMirrors(left) - +hasMirrors(right));
  for (let round = 0; round < perGroup; round++) {
    for (const { id } of takers) {
      const group = state.get(id);
      if (group === undefined || group.owned.length > round) continue;
      const mirror = pickMirror(group, { groups: [...state.values()], places });
      if (mirror === undefined) continue;
      state.set(id, { ...group, owned: [...group.owned, mirror.hostname], borrowed: [] });
      handedOut.push(mirror.hostname);
    }
  }
  const filled = [...state.values()];
  const missing = countMissing(
    filled.filter((group) => takesMirrors(group, groups)),
    perGroup,
  );
  return { groups: filled.map((group) => lend(group, filled)), handedOut, missing };
}

function takesMirrors(group: Group, groups: readonly Group[]): boolean {
  return group.readers.length > 0 || !groups.some((other) => isSameChannel(group, other) && other.readers.length > 0);
}

/**
 * A newcomer may be the censor's, so the group with the fewest readers lends: the fewest lose if its mirrors burn, and the
 * suspect set is the smallest. Only an open lineage borrows: whoever was a suspect would burn one lender after the other.
 * Readers keep what they borrowed while it stands, for each new lender would be one more that a newcomer knows; while nobody
 * is in the lineage it follows its lender, so that a newcomer is shown what was minted since.
 */
function lend(group: Group, groups: readonly Group[]): Group {
  if (!group.open || group.owned.length > 0 || (group.readers.length > 0 && group.borrowed.length > 0)) return group;
  const [lender] = groups
    .filter((other) => other.id !== group.id && isSameChannel(group, other) && hasMirrors(other))
    .sort((left, right) => left.readers.length - right.readers.length || (left.id < right.id ? -1 : 1));
  return lender === undefined ? group : { ...group, borrowed: shownMirrors(lender) };
}

function isSameChannel(left: Group, right: Group): boolean {
  return left.service === right.service && left.channel === right.channel;
}

function hasMirrors(group: Group): boolean {
  return shownMirrors(group).length > 0;
}

export interface Burned {
  readonly hostnames: ReadonlySet<string>;
  /** A zone burn also keeps the parts on different zones from now on. */
  readonly level: "hostname" | "zone";
}

export interface SplitOptions {
  readonly burned: Burned;
  /** Names the new group and the split; never used before. */
  readonly newId: () => string;
  /** A number in [0, bound). */
  readonly pick: (bound: number) => number;
}

export interface SplitPlan {
  readonly groups: readonly Group[];
  /** The groups, as they were, whose readers could have told. Nobody is born into their lineages any more. */
  readonly suspects: readonly Group[];
  readonly isSplit: boolean;
}

/** Take burned mirrors from every group and split the set of those who were shown them, owners and borrowers alike. */
export function splitGroups(groups: readonly Group[], { burned, newId, pick }: SplitOptions): SplitPlan {
  // A group nobody is in has told nobody; counted as a part, it would spare those who can tell from being halved.
  const suspects = groups.filter(
    (group) => group.readers.length > 0 && shownMirrors(group).some((hostname) => burned.hostnames.has(hostname)),
  );
  const cleaned = groups.map((group) => withoutBurned(group, burned.hostnames));
  if (suspects.length === 0) return { groups: cleaned, suspects, isSplit: false };
  const ids = new Set(suspects.map((group) => group.id));
  const parts = cleaned.filter((group) => ids.has(group.id)).map((group) => ({ ...group, open: false }));
  const rest = cleaned.filter((group) => !ids.has(group.id));
  const split = parts.length === 1 && parts[0] !== undefined ? halve(parts[0], { newId, pick }) : parts;
  const separated = burned.level === "zone" ? setApart(split, newId()) : split;
  return { groups: [...rest, ...separated], suspects, isSplit: split.length > 1 };
}

function halve(group: Group, { newId, pick }: Pick<SplitOptions, "newId" | "pick">): readonly Group[] {
  if (group.readers.length < 2) return [group];
  const readers = shuffle(group.readers, pick);
  const middle = Math.ceil(readers.length / 2);
  const survivors = shownMirrors(group);
  return [
    { ...group, readers: readers.slice(0, middle) },
    { ...group, id: newId(), readers: readers.slice(middle), owned: [], borrowed: survivors },
  ];
}

function setApart(groups: readonly Group[], split: string): readonly Group[] {
  if (groups.length < 2) return groups;
  const middle = Math.ceil(groups.length / 2);
  return groups.map((group, at) => ({ ...group, apart: [...group.apart, `${split}:${at < middle ? 0 : 1}`] }));
}

function pickMirror(
  group: Group,
  { groups, places }: { readonly groups: readonly Group[]; readonly places: ReadonlyMap<string, UsableMirror> },
): UsableMirror | undefined {
  const taken = new Set(groups.flatMap((other) => [...other.owned, ...other.borrowed]));
  const nearness = nearnessTo(group.owned.flatMap((hostname) => places.get(hostname) ?? []));
  let best: { readonly mirror: UsableMirror; readonly nearness: number } | undefined;
  for (const mirror of places.values()) {
    if (mirror.service !== group.service || taken.has(mirror.hostname)) continue;
    const near = nearness(mirror);
    if (best !== undefined && near >= best.nearness) continue;
    if (admits(mirror.zone, { group, groups, places })) best = { mirror, nearness: near };
  }
  return best?.mirror;
}

/**
 * What would fall in one blow with a mirror the roster has: a zone is blocked or lost as a whole, so are a provider's
 * addresses, and an account ends as one. 0: nothing. Where there is nothing else a roster takes what there is.
 */
function nearnessTo(owned: readonly UsableMirror[]): (mirror: UsableMirror) => number {
  const zones = new Set(owned.map(({ zone }) => zone));
  const providers = new Set(owned.map(providerOf));
  const accounts = new Set(owned.map(({ account }) => account));
  return (mirror) =>
    (zones.has(mirror.zone) ? 4 : 0) +
    (providers.has(providerOf(mirror)) ? 2 : 0) +
    (accounts.has(mirror.account) ? 1 : 0);
}

function providerOf({ provider, account }: UsableMirror): string | undefined {
  return provider ?? account;
}

/** At most five groups a zone, and never two sides of a zone burn. */
function admits(
  zone: string,
  {
    group,
    groups,
    places,
  }: {
    readonly group: Group;
    readonly groups: readonly Group[];
    readonly places: ReadonlyMap<string, UsableMirror>;
  },
): boolean {
  const others = groups.filter((other) => other.id !== group.id && zonesOf(other, places).has(zone));
  return others.length < GROUPS_PER_ZONE && !others.some((other) => areApart(group, other));
}

function areApart(left: Group, right: Group): boolean {
  const opposite = new Set(left.apart.map((token) => `${token.slice(0, -1)}${token.endsWith("0") ? 1 : 0}`));
  return right.apart.some((token) => opposite.has(token));
}

function zonesOf(group: Group, places: ReadonlyMap<string, UsableMirror>): ReadonlySet<string> {
  return new Set(group.owned.flatMap((hostname) => places.get(hostname)?.zone ?? []));
}

function withoutBurned(group: Group, burned: ReadonlySet<string>): Group {
  const kept = (hostname: string) => !burned.has(hostname);
  return { ...group, owned: group.owned.filter(kept), borrowed: group.borrowed.filter(kept) };
}

function withoutGone(group: Group, places: ReadonlyMap<string, UsableMirror>): Group {
  const kept = (hostname: string) => places.has(hostname);
  return { ...group, owned: group.owned.filter(kept), borrowed: group.borrowed.filter(kept) };
}

function countMissing(groups: readonly Group[], perGroup: number): ReadonlyMap<string, number> {
  const missing = new Map<string, number>();
  for (const group of groups) {
    const lacks = Math.max(0, perGroup - group.owned.length);
    if (lacks > 0) missing.set(group.service, (missing.get(group.service) ?? 0) + lacks);
  }
  return missing;
}

/** Fisher–Yates. */
function shuffle<T>(items: readonly T[], pick: (bound: number) => number): readonly T[] {
  const shuffled = [...items];
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = pick(at + 1);
    const [left, right] = [shuffled[at], shuffled[other]];
    if (left !== undefined && right !== undefined) [shuffled[at], shuffled[other]] = [right, left];
  }
  return shuffled;
}
