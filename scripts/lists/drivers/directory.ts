// A folder of this machine, which some web server shows. Files appear whole: they are written beside their place under a
// name that begins with a dot, which servers hide, and moved there.

import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ListDriver, PlaceError } from "./driver.ts";

export interface DirectoryOptions {
  readonly id: string;
  readonly url: string;
  /** Absolute. */
  readonly path: string;
}

export function createDirectory({ id, url, path }: DirectoryOptions): ListDriver {
  const failed = (cause: unknown): never => {
    const { message } = cause as Error;
    throw new PlaceError(
      `${id}: ${path} cannot be written (${message})`,
      "Check that you may write to the folder",
      cause,
    );
  };
  return {
    ...{ id, url, listings: [url], delaySeconds: 0 },
    async write(name, bytes) {
      try {
        await mkdir(path, { recursive: true });
        await writeFile(join(path, `.${name}`), bytes, { mode: 0o644 });
        await rename(join(path, `.${name}`), join(path, name));
      } catch (cause) {
        failed(cause);
      }
    },
    async remove(name) {
      // Beside it may lie what a killed process had begun.
      for (const one of [`.${name}`, name]) await rm(join(path, one), { force: true }).catch(failed);
    },
  };
}
