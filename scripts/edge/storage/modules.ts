// The uploaded modules of each version as plain files, named by number: a module's own name is a stranger's and never
// becomes a path. `modules/<content id>/<n>`; the configuration workerd reads is written beside them at each start.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Module } from "./state.ts";

export interface UploadedModule {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}
export interface ModuleStore {
  directory(content: string): string;
  write(content: string, modules: readonly UploadedModule[]): readonly Module[];
  read(content: string, module: Module): Buffer;
  remove(content: string): void;
  /** Where a script's Durable Objects live; outlives its versions. */
  objectDirectory(scriptTag: string): string;
  removeObjects(scriptTag: string): void;
}

export function createModuleStore(stateDir: string): ModuleStore {
  const directory = (content: string) => join(stateDir, "modules", content);
  const objectDirectory = (tag: string) => join(stateDir, "objects", tag);
  return {
    directory,
    objectDirectory,
    write(content, modules) {
      mkdirSync(directory(content), { recursive: true });
      return modules.map(({ name, type, bytes }, index) => {
        writeFileSync(join(directory(content), String(index)), bytes);
        return { name, type, file: String(index) };
      });
    },
    read: (content, module) => readFileSync(join(directory(content), module.file)),
    remove: (content) => rmSync(directory(content), { recursive: true, force: true }),
    removeObjects: (tag) => rmSync(objectDirectory(tag), { recursive: true, force: true }),
  };
}
