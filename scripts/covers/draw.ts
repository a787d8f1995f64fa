// Choices drawn from a name: the same zone always gets the same site, two zones hardly ever the same one.

import { createHash } from "node:crypto";

export interface Draw {
  /** One of the list. */
  pick<T>(list: readonly T[]): T;
  /** `count` different ones of the list, in drawn order. */
  some<T>(list: readonly T[], count: number): readonly T[];
  /** An integer, both ends included. */
  between(low: number, high: number): number;
}

export function createDraw(seed: string): Draw {
  let turn = 0;
  const below = (limit: number) => createHash("sha256").update(`${seed}\0${turn++}`).digest().readUInt32BE(0) % limit;
  return {
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    some(list, count) {
      const left = [...list];
      return Array.from({ length: Math.min(count, list.length) }, () => left.splice(below(left.length), 1)).flat();
    },
    between: (low, high) => low + below(high - low + 1),
  };
}

/** `river-post.example` → `River Post`: a zone's own name is the most natural name for its site. */
export function titleOfZone(zone: string): string {
  const words = (zone.split(".")[0] ?? zone).split("-").filter(Boolean);
  return words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join(" ");
}
