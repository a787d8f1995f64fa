// The jar on the lifeboat's own mirror: what an answer sets is told to the lifeboat sealed, what the browser holds can be
// exported, and what another mirror set meanwhile comes home by real Set-Cookie. Nothing here leaves unsealed.

import { fromHex } from "../../../shared/domain/bytes.ts";
import type { CookieNames } from "../../../shared/domain/cookienames.ts";
import {
  type JarEntry,
  jarIdOf,
  openCookie,
  openHome,
  writeEntries,
  writeJarHeader,
} from "../../../shared/domain/jar.ts";
import { GUARD } from "../../../shared/domain/storedname.ts";
import { type JarReader, sealJar } from "./cookies.ts";

export interface OwnJarReader extends JarReader {
  readonly hostname: string;
  readonly door: string;
  readonly names: CookieNames;
}

/** The value of the header beside an answer's Set-Cookie lines. */
export async function tellJar(lines: readonly string[], reader: OwnJarReader): Promise<string> {
  return writeJarHeader((await sealJar(lines, reader)).entries);
}

/** What the request's Cookie header holds of the service. Its attributes nobody knows: a session's, and out of scripts' sight. */
export async function exportJar(cookies: string, { door, names, ...reader }: OwnJarReader): Promise<string> {
  const lines = servicePairs(cookies, names).map((pair) => {
    const path = pair.startsWith(GUARD) ? "/" : `/${door}/`;
    return `${pair}; Path=${path}; Secure; HttpOnly`;
  });
  return writeEntries((await sealJar(lines, reader)).entries);
}

/** The Set-Cookie lines to answer with; undefined where it is not the lifeboat that asks. */
export async function bringHome(
  body: Uint8Array,
  { cookies, reader }: { readonly cookies: string; readonly reader: OwnJarReader },
): Promise<readonly string[] | undefined> {
  const entries = await openHome(body, reader);
  if (entries === undefined) return undefined;
  const held = new Map<string, string>();
  for (const pair of servicePairs(cookies, reader.names)) {
    const name = pair.slice(0, pair.indexOf("="));
    held.set(await jarIdOf(reader.boatKey, name), name);
  }
  const lines = await Promise.all(entries.map((entry) => lineOf(entry, held, reader)));
  return lines.flat();
}

async function lineOf(
  entry: JarEntry,
  held: ReadonlyMap<string, string>,
  reader: OwnJarReader,
): Promise<readonly string[]> {
  if (fromHex(entry.id) === undefined) return [];
  if (entry.sealed) {
    const opened = await openCookie(entry, reader);
    return opened && isServices(opened.line, reader.names) ? [opened.line] : [];
  }
  const name = held.get(entry.id);
  if (name === undefined) return [];
  const { door, names } = reader;
  const paths = name.startsWith(GUARD) ? ["/"] : [`/${door}/`, `/${door}/${names.jarOf(name)}/`];
  return paths.map((path) => `${name}=; Path=${path}; Secure; Max-Age=0`);
}

/** And one that can stand in a header: another relay with the service's jar keys may have sealed anything. */
function isServices(line: string, names: CookieNames): boolean {
  return /^[^\0\r\n]*$/.test(line) && names.jarOf(line.slice(0, line.indexOf("="))) !== undefined;
}

function servicePairs(cookies: string, names: CookieNames): readonly string[] {
  const pairs = cookies.split(/;\s*/).filter((pair) => pair.includes("="));
  return pairs.filter((pair) => names.jarOf(pair.slice(0, pair.indexOf("="))) !== undefined);
}
