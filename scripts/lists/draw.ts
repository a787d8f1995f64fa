// The files of one publication: for each lineage one under this week's name and one under the next's, and decoys up to a
// round number. They are sealed when they are written, for each place anew, so that thousands need no room.

import { type Bytes, fromBase64url } from "../../shared/domain/bytes.ts";
import { deriveDecoyKey, deriveListKey } from "../../shared/domain/evidencekeys.ts";
import {
  decoyName,
  fileBytesFor,
  filesFor,
  type ListClear,
  listName,
  listWeek,
  sealList,
} from "../../shared/domain/sealedlist.ts";
import { evidenceKey } from "../mint/evidence.ts";
import type { Keys } from "../operator/keys.ts";
import type { WardenClient } from "../operator/wardenclient.ts";

const NONCE_BYTES = 12;

export interface ListFile {
  readonly name: string;
  make(): Promise<Bytes>;
}

export interface Drawn {
  /** In the order of their names, which is nobody's. */
  readonly files: readonly ListFile[];
  readonly lineages: number;
  /** Of each file. */
  readonly bytes: number;
  /** Lineages whose roster fits no file. */
  readonly leftOut: number;
}

export interface DrawOptions {
  readonly warden: Pick<WardenClient, "lists">;
  readonly keys: Keys;
  /** Seconds since the epoch. */
  readonly now: number;
  readonly random: (lengthBytes: number) => Bytes;
}

export async function drawFiles({ warden, keys, now, random }: DrawOptions): Promise<Drawn> {
  const evidence = fromBase64url(await evidenceKey(keys)) ?? new Uint8Array();
  const all = await askLists(warden);
  const lists = all.filter(({ list }) => fits(list));
  const bytes = fileBytesFor(lists.map(({ list }) => list));
  const files: ListFile[] = [];
  const week = listWeek(now);
  for (const { lineage, list } of lists) {
    const listKey = await deriveListKey(evidence, lineage);
    for (const one of [week, week + 1]) {
      const make = () => sealList(list, { listKey, week: one, bytes, nonce: random(NONCE_BYTES) });
      files.push({ name: await listName(listKey, one), make });
    }
  }
  const decoyKey = await deriveDecoyKey(evidence);
  const wanted = filesFor(files.length);
  for (let number = 0; files.length < wanted; number++) {
    // They come and go with the weeks as the others do: as many of each as there are of those.
    const name = await decoyName(decoyKey, week + (files.length % 2), number >> 1);
    files.push({ name, make: async () => random(bytes) });
  }
  files.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { files, bytes, lineages: lists.length, leftOut: all.length - lists.length };
}

async function askLists(warden: Pick<WardenClient, "lists">) {
  const found: { readonly lineage: string; readonly list: ListClear }[] = [];
  for (let after = ""; ; ) {
    const { keyring, rosters, more } = await warden.lists(after);
    found.push(...rosters.map(({ lineage, roster }) => ({ lineage, list: { keyring, roster } })));
    const last = rosters.at(-1)?.lineage;
    if (!more || last === undefined) return found;
    after = last;
  }
}

function fits(list: ListClear): boolean {
  try {
    return fileBytesFor([list]) > 0;
  } catch {
    return false;
  }
}
