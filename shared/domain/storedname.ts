// How the name of a cookie of the mirror is written: whose it is, the path it has at the service, and its name there. Apart from
// cookienames.ts, so that the reader's browser need not carry what that one knows.
//
//   __Host-.a        `a` of the page's own origin        __Host-!%2Fx.a   the same with Path=/x
//
// What pages may see begins with `__Host-`: a browser takes such a cookie from its very host alone (RFC 6265bis §4.1.3.2), so
// no other label of the zone, whose scripts may set what they like for the whole zone, can put one in its place.

export const GUARD = "__Host-";

export interface StoredName {
  readonly path: string;
  readonly name: string;
}

/** `front`: `GUARD`, or what stands in its place where no page may see the cookie, and the jar (no dot, no `!`). */
export function writeStoredName(front: string, { path, name }: StoredName): string {
  return `${front}${path === "/" ? "" : `!${encodePath(path)}`}.${name}`;
}

export function readStoredName(front: string, stored: string): StoredName | undefined {
  if (!stored.startsWith(front)) return undefined;
  const [, path, name] = /^(?:!([^.]*))?\.(.*)$/s.exec(stored.slice(front.length)) ?? [];
  return name === undefined ? undefined : { path: decodePath(path), name };
}

/** RFC 6265 §5.1.4. */
export function isPathWithin(path: string, of: string): boolean {
  return path === of || (path.startsWith(of) && (of.endsWith("/") || path[of.length] === "/"));
}

/** To characters of a cookie name (RFC 6265's token), without the dot that ends it. */
function encodePath(path: string): string {
  const whole = path.replace(/[\ud800-\udfff]/g, "");
  return encodeURIComponent(whole).replace(/[.!()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decodePath(path: string | undefined): string {
  try {
    return path === undefined ? "/" : decodeURIComponent(path);
  } catch {
    return "/";
  }
}
