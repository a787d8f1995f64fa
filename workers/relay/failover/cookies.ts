// The reader's jar as this relay sees it: opened into the Cookie header that the lifeboat's own mirror would have been sent,
// and what an answer sets sealed into entries again. Max-Age becomes a date, for an entry may lie for weeks before it is read.

import { utf8 } from "../../../shared/domain/bytes.ts";
import { type JarEntry, type JarPlace, jarIdOf, openCookie, sealCookie } from "../../../shared/domain/jar.ts";
import { isPathWithin } from "../../../shared/domain/storedname.ts";

export interface JarReader extends JarPlace {
  readonly boatKey: Uint8Array;
  /** Seconds since the epoch. */
  readonly now: number;
}

const NONCE_BYTES = 12;
/** RFC 6265bis: 4,096 of name and value; sealed it fits into an entry. */
const LINE_BYTES_MOST = 8_000;

export interface OpenedJar {
  /** Of what belongs to this path and is not over. */
  readonly cookies: string;
  /** Entries under a key that goes next, sealed anew. */
  readonly renewed: readonly JarEntry[];
}

/** `scripted`: cookies of the page's scripts, as in a Cookie header; the jar's own win. */
export async function openJar(
  entries: readonly JarEntry[],
  { path, scripted = "", ...reader }: JarReader & { readonly path: string; readonly scripted?: string | undefined },
): Promise<OpenedJar> {
  const opened = await Promise.all(entries.map(async (entry) => ({ entry, cookie: await openCookie(entry, reader) })));
  const pairs = new Map<string, string>();
  const renewed: JarEntry[] = [];
  for (const part of scripted.split(/;\s*/)) if (part.includes("=")) pairs.set(nameOf(part), part);
  for (const { entry, cookie } of opened) {
    const read = cookie && readLine(cookie.line);
    if (!read || read.expiresAt <= reader.now) continue;
    if (cookie.isAged) renewed.push(await seal(entry.id, cookie.line, reader));
    if (isPathWithin(path, read.path)) pairs.set(nameOf(read.pair), read.pair);
  }
  return { cookies: [...pairs.values()].join("; "), renewed };
}

export interface SetJar {
  readonly entries: readonly JarEntry[];
  /** Lines of cookies that scripts may see. */
  readonly visible: readonly string[];
}

/** Of an answer's Set-Cookie lines, as the own mirror's relay writes them. */
export async function sealJar(lines: readonly string[], reader: JarReader): Promise<SetJar> {
  const set = new Map<string, JarEntry>();
  const visible: string[] = [];
  for (const line of lines) {
    const dated = withDate(line, reader.now);
    // No browser keeps it, and no lifeboat could send it on.
    if (utf8(dated).length > LINE_BYTES_MOST) continue;
    const { pair, expiresAt, isHidden } = readLine(dated);
    const id = await jarIdOf(reader.boatKey, nameOf(pair));
    set.set(id, expiresAt <= reader.now ? { id, sealed: "" } : await seal(id, dated, reader));
    if (!isHidden) visible.push(dated);
  }
  return { entries: [...set.values()], visible };
}

function seal(id: string, line: string, reader: JarReader): Promise<JarEntry> {
  return sealCookie({ id, line }, { ...reader, nonce: crypto.getRandomValues(new Uint8Array(NONCE_BYTES)) });
}

interface Line {
  readonly pair: string;
  readonly path: string;
  /** Seconds since the epoch; a session's cookie: never. */
  readonly expiresAt: number;
  /** From scripts. */
  readonly isHidden: boolean;
}

function readLine(line: string): Line {
  const [pair = "", ...attributes] = line.split(/;\s*/);
  const attribute = (name: string) =>
    attributes.findLast((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const date = Date.parse(attribute("expires") ?? "");
  return {
    pair,
    path: attribute("path") ?? "/",
    expiresAt: Number.isNaN(date) ? Number.POSITIVE_INFINITY : date / 1000,
    isHidden: attributes.some((one) => /^httponly$/i.test(one)),
  };
}

/** RFC 6265 §5.3: Max-Age goes before Expires. */
function withDate(line: string, now: number): string {
  const maxAge = /;\s*max-age=(-?\d+)/i.exec(line)?.[1];
  if (maxAge === undefined) return line;
  const rest = line.replace(/;\s*(?:max-age|expires)=[^;]*/gi, "");
  const seconds = Math.min(Number(maxAge), 400 * 86_400);
  return `${rest}; Expires=${new Date(seconds <= 0 ? 0 : (now + seconds) * 1000).toUTCString()}`;
}

function nameOf(pair: string): string {
  return pair.slice(0, pair.indexOf("="));
}
