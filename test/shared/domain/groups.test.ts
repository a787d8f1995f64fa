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
