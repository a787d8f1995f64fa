// Whose a Worker is stands on the Worker itself: three tags. Lost state is found again by listing, and what carries no
// tag of this mesh is never touched.

import type { DeployedWorker } from "../provider.ts";

export interface Tags {
  /** Every tag of a Worker of this mesh. */
  write(worker: Omit<DeployedWorker, "name">): readonly string[];
  isOurs(tags: readonly string[]): boolean;
  read(name: string, tags: readonly string[]): DeployedWorker | undefined;
  /** Stands in the comment of our DNS records. */
  readonly mark: string;
}

export function createTags(meshId: string): Tags {
  const mark = `hezar:${meshId}`;
  const isOurs = (tags: readonly string[]) => tags.includes(mark);
  return {
    mark,
    isOurs,
    write: ({ build, zone }) => [mark, `hezar-build:${build}`, ...(zone === undefined ? [] : [`hezar-zone:${zone}`])],
    read: (name, tags) => {
      if (!isOurs(tags)) return undefined;
      const zone = suffixOf(tags, "hezar-zone:");
      return { name, build: suffixOf(tags, "hezar-build:") ?? "", ...(zone === undefined ? {} : { zone }) };
    },
  };
}

function suffixOf(tags: readonly string[], prefix: string): string | undefined {
  return tags.find((tag) => tag.startsWith(prefix))?.slice(prefix.length);
}
