// Paths of cookies: matched, and written as part of a name. Apart from cookienames.ts, so that the reader's browser need not
// carry what that one knows.

/** RFC 6265 §5.1.4. */
export function isPathWithin(path: string, of: string): boolean {
  return path === of || (path.startsWith(of) && (of.endsWith("/") || path[of.length] === "/"));
}

/** To characters of a cookie name (RFC 6265's token), without the dot that ends it. */
export function encodePath(path: string): string {
  const whole = path.replace(/[\ud800-\udfff]/g, "");
  return encodeURIComponent(whole).replace(/[.!()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function decodePath(path: string | undefined): string {
  try {
    return path === undefined ? "/" : decodeURIComponent(path);
  } catch {
    return "/";
  }
}
