// The reader's jar on this side: opaque entries by id, the newest of each, and which of them the browser has not got yet
// because another mirror set them.

import { JAR_MOST, type JarEntry } from "../../../shared/domain/jar.ts";
import type { HeldJar } from "./hold.ts";
import type { Kept } from "./locker.ts";

export interface KeptJar extends HeldJar {
  kept(): Pick<Kept, "jar" | "owed">;
  restore(kept: Pick<Kept, "jar" | "owed">): void;
}

export interface JarPorts {
  readonly changed: () => void;
  /** What the own mirror's browser holds; undefined: it did not say. */
  readonly exported: () => Promise<readonly JarEntry[] | undefined>;
  /** False: the own mirror did not take them. */
  readonly setAtHome: (entries: readonly JarEntry[]) => Promise<boolean>;
}

export function createJar({ changed, exported, setAtHome }: JarPorts): KeptJar {
  /** In the order in which they were set last. */
  const held = new Map<string, string>();
  const owed = new Set<string>();
  /** Set since the browser's were asked for last: the answer is older. */
  const meanwhile = new Set<string>();
  const put = (entries: readonly JarEntry[], from: "own" | "other") => {
    for (const { id, sealed } of entries) {
      meanwhile.add(id);
      held.delete(id);
      held.set(id, sealed);
      if (from === "other") owed.add(id);
      else owed.delete(id);
      // The browser has it no more either, so there is nothing to remember.
      if (!sealed && from === "own") held.delete(id);
    }
    for (const id of [...held.keys()].slice(0, Math.max(0, held.size - JAR_MOST))) held.delete(id);
    changed();
  };
  let isExporting = false;
  /** Something may have changed since it was asked. */
  let isDue = false;
  const exportAnew = async () => {
    isExporting = true;
    isDue = false;
    meanwhile.clear();
    const entries = await exported().catch(() => undefined);
    const isOlder = (id: string) => owed.has(id) || meanwhile.has(id);
    isExporting = false;
    // What the browser no longer holds is gone, unless it is still to come home.
    if (entries) for (const id of held.keys()) if (!isOlder(id)) held.delete(id);
    if (entries)
      put(
        entries.filter(({ id }) => !isOlder(id)),
        "own",
      );
    if (isDue) void exportAnew();
  };
  return {
    entries: () => [...held].filter(([, sealed]) => sealed).map(([id, sealed]) => ({ id, sealed })),
    take(updates, from) {
      if (updates !== "*") return put(updates, from);
      if (isExporting) isDue = true;
      else void exportAnew();
    },
    async bringHome() {
      const entries = [...owed].map((id) => ({ id, sealed: held.get(id) ?? "" }));
      if (entries.length > 0 && !(await setAtHome(entries))) return false;
      for (const { id, sealed } of entries) {
        // Set anew meanwhile, it is still to come home.
        if ((held.get(id) ?? "") !== sealed) continue;
        owed.delete(id);
        if (!sealed) held.delete(id);
      }
      if (entries.length > 0) changed();
      return true;
    },
    kept: () => ({ jar: [...held].map(([id, sealed]) => ({ id, sealed })), owed: [...owed] }),
    restore({ jar = [], owed: ids = [] }) {
      for (const { id, sealed } of jar) if (!held.has(id)) held.set(id, sealed);
      for (const id of ids) owed.add(id);
    },
  };
}
