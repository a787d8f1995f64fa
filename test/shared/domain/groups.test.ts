import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fillGroups,
  GROUPS_PER_ZONE,
  type Group,
  shownMirrors,
  splitGroups,
  type UsableMirror,
} from "../../../shared/domain/groups.ts";

const group = (id: string, changes: Partial<Group> = {}): Group => ({
  id,
  lineage: "0a0b0c0d0e0f",
  service: "news",
  channel: "page",
  open: false,
  readers: ["r1", "r2", "r3", "r4"],
  owned: [],
  borrowed: [],
  apart: [],
  ...changes,
});
const mirror = (hostname: string): UsableMirror => ({
  hostname,
  zone: hostname.split(".").slice(1).join("."),
  service: "news",
});
const counter = () => {
  let next = 0;
  return () => `new-${next++}`;
};
const first = () => 0;
const hostname = (...names: string[]) => ({ hostnames: new Set(names), level: "hostname" as const });
const zoneBurn = (...names: string[]) => ({ hostnames: new Set(names), level: "zone" as const });

describe("filling groups", () => {
  it("draws a group's mirrors from different accounts where there are two, zones first", () => {
    const on = (hostname: string, account: string) => ({ ...mirror(hostname), account });
    const usable = [on("a.one", "first"), on("b.two", "first"), on("c.three", "second")];
    const [both] = fillGroups([group("g")], { usable, perGroup: 2 }).groups;
    expect(both?.owned).toEqual(["a.one", "c.three"]);
    const [same] = fillGroups([group("g")], {
      usable: [...usable.slice(0, 2), on("d.one", "second")],
      perGroup: 2,
    }).groups;
    expect(same?.owned).toEqual(["a.one", "b.two"]);
  });

  it("draws them from different providers where there are two, whatever the accounts", () => {
    const on = (hostname: string, account: string, provider: string) => ({ ...mirror(hostname), account, provider });
    const usable = [
      ...[on("a.one", "first", "cloud"), on("b.two", "second", "cloud"), on("c.three", "third", "edge")],
      ...[on("d.four", "first", "cloud"), on("e.two", "second", "cloud")],
    ];
    const [both] = fillGroups([group("g")], { usable, perGroup: 3 }).groups;
    expect(both?.owned).toEqual(["a.one", "c.three", "b.two"]);
    const [one] = fillGroups([group("g")], { usable: usable.slice(3), perGroup: 2 }).groups;
    expect(one?.owned).toEqual(["d.four", "e.two"]);
  });

  it("leaves no roster on one zone or one provider while a mirror elsewhere is to be had", () => {
    const places = fc.array(fc.record({ zone: fc.nat(6), name: fc.nat(999) }), { maxLength: 24 });
    const wish = fc.record({ groups: fc.integer({ min: 1, max: 7 }), perGroup: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(fc.tuple(places, places), wish, ([before, later], { groups, perGroup }) => {
        const usable = (drawn: typeof before): readonly UsableMirror[] =>
          [...new Map(drawn.map((place) => [`m${place.name}.z${place.zone}`, place]))].map(([hostname, { zone }]) => ({
            ...mirror(hostname),
            ...{ account: `account-${zone % 4}`, provider: `provider-${zone % 2}` },
          }));
        const empty = Array.from({ length: groups }, (_, at) => group(`g${at}`));
        const first = fillGroups(empty, { usable: usable(before), perGroup });
        const all = usable([...before, ...later]);
        const plan = fillGroups(first.groups, { usable: all, perGroup });
        const placeOf = new Map(all.map((one) => [one.hostname, one]));
        const zonesOf = ({ owned }: Group) => new Set(owned.map((hostname) => placeOf.get(hostname)?.zone));
        const taken = new Set(plan.groups.flatMap(({ owned }) => owned));
        for (const each of plan.groups) {
          // What this fill gave it; what it had before may have been all there was.
          const had = first.groups.find(({ id }) => id === each.id)?.owned ?? [];
          const given = each.owned.slice(had.length).flatMap((hostname) => placeOf.get(hostname) ?? []);
          const free = all.filter(
            ({ hostname, zone }) =>
              !taken.has(hostname) &&
              !zonesOf(each).has(zone) &&
              plan.groups.filter((other) => other.id !== each.id && zonesOf(other).has(zone)).length < GROUPS_PER_ZONE,
          );
          const owned = each.owned.flatMap((hostname) => placeOf.get(hostname) ?? []);
          for (const one of given) {
            const others = owned.slice(0, owned.indexOf(one));
            if (others.some(({ zone }) => zone === one.zone)) expect(free).toEqual([]);
            if (others.some(({ provider }) => provider === one.provider)) {
              const elsewhere = free.filter(({ provider }) => others.every((other) => other.provider !== provider));
              expect(elsewhere).toEqual([]);
            }
          }
        }
      }),
    );
  });

  it("gives each group its own mirrors, on different zones where there are some", () => {
    const usable = ["a.one", "b.one", "a.two", "b.two"].map(mirror);
    const plan = fillGroups([group("g"), group("h")], { usable, perGroup: 2 });
    expect(plan.groups.map((each) => each.owned)).toEqual([
      ["a.one", "a.two"],
      ["b.one", "b.two"],
    ]);
    expect(plan.handedOut).toHaveLength(4);
    expect(plan.missing.size).toBe(0);
  });

  it("serves every group once before any group twice, and counts what is missing", () => {
    const plan = fillGroups([group("g"), group("h")], { usable: [mirror("a.one"), mirror("b.two")], perGroup: 2 });
    expect(plan.groups.map((each) => each.owned.length)).toEqual([1, 1]);
    expect(plan.missing.get("news")).toBe(2);
  });

  it("serves a group that is shown nothing before one that still borrows", () => {
    const usable = ["a.one", "b.two"].map(mirror);
    const owner = group("f", { owned: ["a.one"] });
    const plan = fillGroups([owner, group("g", { borrowed: ["a.one"] }), group("h")], { usable, perGroup: 1 });
    expect(plan.groups.map(shownMirrors)).toEqual([["a.one"], ["a.one"], ["b.two"]]);
  });

  it("never gives a mirror of another service, nor one that is no longer usable", () => {
    const plan = fillGroups([group("g", { owned: ["gone.one"] })], {
      usable: [{ ...mirror("a.one"), service: "other" }],
      perGroup: 1,
    });
    expect(plan.groups[0]?.owned).toEqual([]);
  });

  it("lends a new lineage what the smallest group of its channel is shown, and lets it go when it owns a mirror", () => {
    const usable = ["a.one", "b.two", "c.three", "d.four"].map(mirror);
    const before = [
      group("new", { open: true, readers: [] }),
      group("big", { owned: ["a.one"] }),
      group("small", { owned: ["b.two"], readers: ["r5"] }),
      group("other", { owned: ["c.three"], channel: "paper", readers: [] }),
    ];
    const lent = fillGroups(before, { usable, perGroup: 1 });
    expect(shownMirrors(lent.groups[0] ?? group("none"))).toEqual(["b.two"]);
    expect([lent.handedOut, lent.missing.size]).toEqual([[], 0]);
    const born = lent.groups.map((each) => (each.id === "new" ? { ...each, readers: ["r6"] } : each));
    expect(fillGroups(born, { usable: usable.slice(0, 3), perGroup: 1 }).missing.get("news")).toBe(1);
    const own = fillGroups(born, { usable, perGroup: 1 }).groups[0];
    expect(own).toMatchObject({ owned: ["d.four"], borrowed: [] });
  });

  it("fills a group nobody is in where its channel has no other, so that the first newcomer finds mirrors", () => {
    const before = [group("new", { open: true, readers: [] }), group("other", { channel: "paper" })];
    const plan = fillGroups(before, { usable: [mirror("a.one")], perGroup: 2 });
    expect([plan.handedOut.length, plan.missing.get("news")]).toEqual([1, 3]);
  });

  it("lends nothing to who was a suspect", () => {
    const before = [group("g", { readers: ["r1"] }), group("h", { owned: ["a.one"], readers: ["r2"] })];
    const plan = fillGroups(before, { usable: [mirror("a.one")], perGroup: 1 });
    expect(plan.groups[0]).toMatchObject({ owned: [], borrowed: [] });
  });

  it("puts at most five groups on a zone", () => {
    const usable = Array.from({ length: 8 }, (_, n) => mirror(`m${n}.one`));
    const plan = fillGroups(
      Array.from({ length: 8 }, (_, n) => group(`g${n}`)),
      { usable, perGroup: 1 },
    );
    expect(plan.handedOut).toHaveLength(GROUPS_PER_ZONE);
  });
});

describe("splitting groups", () => {
  it("halves the readers who were shown the burned mirror, and cuts nobody off", () => {
    const before = [group("g", { owned: ["a.one", "b.two"] }), group("other", { owned: ["c.one"] })];
    const { groups, isSplit } = splitGroups(before, { burned: hostname("a.one"), newId: counter(), pick: first });
    expect(isSplit).toBe(true);
    const parts = groups.filter((each) => each.id !== "other");
    expect(parts.flatMap((part) => part.readers).sort()).toEqual(["r1", "r2", "r3", "r4"]);
    expect(parts.map(shownMirrors)).toEqual([["b.two"], ["b.two"]]);
    expect(groups.find((each) => each.id === "other")?.owned).toEqual(["c.one"]);
  });

  it("lets go of the sibling's mirrors as soon as the new part has its own", () => {
    const { groups } = splitGroups([group("g", { owned: ["a.one", "b.two"] })], {
      burned: hostname("a.one"),
      newId: counter(),
      pick: first,
    });
    const plan = fillGroups(groups, { usable: [mirror("b.two"), mirror("c.three")], perGroup: 1 });
    expect(plan.groups.map(shownMirrors)).toEqual([["b.two"], ["c.three"]]);
  });

  it("only replaces for a reader who is alone", () => {
    const { groups, isSplit } = splitGroups([group("g", { readers: ["r1"], owned: ["a.one"] })], {
      burned: hostname("a.one"),
      newId: counter(),
      pick: first,
    });
    expect(isSplit).toBe(false);
    expect(groups).toEqual([group("g", { readers: ["r1"] })]);
  });

  it("suspects owner and borrowers together, and whoever is in neither not at all", () => {
    const before = [
      group("owner", { owned: ["a.one", "b.two"] }),
      group("new", { open: true, readers: ["r5"], borrowed: ["a.one", "b.two"] }),
      group("other", { owned: ["c.one"] }),
    ];
    const plan = splitGroups(before, { burned: zoneBurn("a.one"), newId: counter(), pick: first });
    expect(plan.suspects.map(({ id }) => id)).toEqual(["owner", "new"]);
    expect(plan.groups.map(({ id, open, apart }) => [id, open, apart])).toEqual([
      ["other", false, []],
      ["owner", false, ["new-0:0"]],
      ["new", false, ["new-0:1"]],
    ]);
  });

  it("halves the owner although a lineage nobody is in borrows from it, which stays open", () => {
    const before = [
      group("owner", { owned: ["a.one", "b.two"] }),
      group("new", { open: true, readers: [], borrowed: ["a.one", "b.two"] }),
    ];
    const { groups } = splitGroups(before, { burned: hostname("a.one"), newId: counter(), pick: first });
    expect(groups.map(({ id, readers, open }) => [id, readers.length, open])).toEqual([
      ["new", 0, true],
      ["owner", 2, false],
      ["new-0", 2, false],
    ]);
    expect(groups.map(shownMirrors)).toEqual([["b.two"], ["b.two"], ["b.two"]]);
  });

  it("keeps the sides of a zone burn on different zones from then on", () => {
    const before = [group("g", { owned: ["a.one"] }), group("h", { owned: ["b.one"] })];
    const { groups } = splitGroups(before, { burned: zoneBurn("a.one", "b.one"), newId: counter(), pick: first });
    const plan = fillGroups(groups, { usable: ["a.two", "b.two"].map(mirror), perGroup: 1 });
    expect(plan.handedOut).toEqual(["a.two"]);
    expect(plan.missing.get("news")).toBe(1);
    const more = fillGroups(plan.groups, { usable: ["a.two", "b.two", "c.three"].map(mirror), perGroup: 1 });
    expect(more.handedOut).toEqual(["c.three"]);
  });

  it("never loses a reader, shares an owned mirror or shows a burned one, whatever burns in whatever order", () => {
    const step = fc.record({ burn: fc.nat(30), zone: fc.boolean(), mint: fc.nat(4), pick: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const readers = Array.from({ length: 40 }, (_, n) => `r${n}`);
        const burned = new Set<string>();
        const newId = counter();
        let minted = 0;
        let usable: readonly UsableMirror[] = [];
        let groups: readonly Group[] = [group("g", { readers })];
        for (const { burn, zone, mint, pick } of steps) {
          usable = [...usable, ...Array.from({ length: mint }, () => mirror(`m${minted++}.zone-${minted % 7}`))];
          groups = fillGroups(groups, { usable, perGroup: 2 }).groups;
          const victim = usable[burn % Math.max(1, usable.length)];
          if (victim === undefined) continue;
          const gone = usable.filter((each) => (zone ? each.zone === victim.zone : each.hostname === victim.hostname));
          for (const each of gone) burned.add(each.hostname);
          usable = usable.filter((each) => !burned.has(each.hostname));
          const event = {
            hostnames: new Set(gone.map((each) => each.hostname)),
            level: zone ? "zone" : "hostname",
          } as const;
          groups = splitGroups(groups, { burned: event, newId, pick: (bound) => pick % bound }).groups;
        }
        expect(groups.flatMap((each) => each.readers).sort()).toEqual([...readers].sort());
        expect(groups.flatMap(shownMirrors).some((name) => burned.has(name))).toBe(false);
        const owned = groups.flatMap((each) => each.owned);
        expect(new Set(owned).size).toBe(owned.length);
        expect(new Set(groups.map((each) => each.id)).size).toBe(groups.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe("borrowing", () => {
  const step = fc.record({
    kind: fc.constantFrom("join", "join", "burn", "zone", "mint", "full"),
    channel: fc.constantFrom("page", "paper"),
    at: fc.nat(1000),
  });

  /** What every channel's newcomers, owners and borrowers are promised after a fill. */
  function checkShown(groups: readonly Group[]): void {
    const channels = new Map<string, string>();
    for (const each of groups) {
      const channel = groups.filter((other) => other.channel === each.channel);
      if (each.open && channel.some((other) => shownMirrors(other).length > 0))
        expect(shownMirrors(each)).not.toEqual([]);
      for (const name of shownMirrors(each)) {
        expect(channels.get(name) ?? each.channel).toBe(each.channel);
        channels.set(name, each.channel);
      }
    }
  }

  /** As the warden keeps one lineage a channel open. */
  function openLineages(groups: readonly Group[], newId: () => string): readonly Group[] {
    const closed = ["page", "paper"].filter((channel) => !groups.some((each) => each.open && each.channel === channel));
    const opened = closed.map((channel) => {
      const id = newId();
      return group(id, { lineage: id, channel, open: true, readers: [] });
    });
    return [...groups, ...opened];
  }

  it("never leaves a newcomer with nothing, never crosses channels, and a burn blames all who were shown", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const newId = counter();
        let [usable, groups]: [readonly UsableMirror[], readonly Group[]] = [[], []];
        for (const [turn, { kind, channel, at }] of steps.entries()) {
          groups = fillGroups(openLineages(groups, newId), { usable, perGroup: 2 }).groups;
          checkShown(groups);
          if (kind === "mint") usable = [...usable, mirror(`m${turn}.zone-${at % 5}`)];
          if (kind === "join" || kind === "full") {
            groups = groups.map((each) =>
              each.open && each.channel === channel
                ? { ...each, open: kind === "join", readers: [...each.readers, `r${turn}`] }
                : each,
            );
          }
          const victim = usable[at % Math.max(1, usable.length)];
          if ((kind !== "burn" && kind !== "zone") || victim === undefined) continue;
          const gone = usable.filter((each) => (kind === "zone" ? each.zone === victim.zone : each === victim));
          const hostnames = new Set(gone.map((each) => each.hostname));
          const told = groups.filter((each) => shownMirrors(each).some((name) => hostnames.has(name)));
          const level = kind === "zone" ? "zone" : "hostname";
          const plan = splitGroups(groups, { burned: { hostnames, level }, newId, pick: (bound) => at % bound });
          expect(plan.suspects).toEqual(told.filter((each) => each.readers.length > 0));
          expect(plan.isSplit).toBe(plan.suspects.flatMap((each) => each.readers).length > 1);
          for (const { lineage } of plan.suspects) {
            expect(plan.groups.some((each) => each.lineage === lineage && each.open)).toBe(false);
          }
          usable = usable.filter((each) => !hostnames.has(each.hostname));
          groups = plan.groups;
        }
      }),
      { numRuns: 200 },
    );
  });
});
