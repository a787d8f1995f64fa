// What we put where, in the state directory: nothing else is ever removed from a place, which may hold other people's files.
// It is written before the files are, so that what a killed process left is still known as ours.

import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { LIST_NAME } from "../../shared/domain/sealedlist.ts";
import { Mistake } from "../terminal/mistake.ts";

const LEDGER_FILE = "lists.json";
const FILE_MODE = 0o600;

const LedgerSchema = v.record(
  v.string(),
  v.strictObject({
    names: v.array(v.pipe(v.string(), v.regex(LIST_NAME))),
    /** When all of them were last there, seconds since the epoch. */
    publishedAt: v.exactOptional(v.number()),
  }),
);
type Entry = v.InferOutput<typeof LedgerSchema>[string];

export interface Ledger {
  /** Of a place, by its address. */
  of(url: string): Promise<Entry>;
  save(url: string, entry: Entry): Promise<void>;
}

export function openLedger(stateDir: string): Ledger {
  const path = join(stateDir, LEDGER_FILE);
  const read = async () => {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "{}";
      throw error;
    });
    const ledger = v.safeParse(v.pipe(v.string(), v.parseJson(), LedgerSchema), text);
    if (ledger.success) return ledger.output;
    throw new Mistake(`${path} is damaged`, {
      why: ledger.issues[0].message,
      next: "Remove it: lists are published all the same, but files of earlier weeks stay where they are.",
    });
  };
  return {
    of: async (url) => (await read())[url] ?? { names: [] },
    save: async (url, entry) => {
      const text = `${JSON.stringify({ ...(await read()), [url]: entry })}\n`;
      await writeFile(`${path}.new`, text, { mode: FILE_MODE });
      await rename(`${path}.new`, path);
    },
  };
}
