// What the lifeboat and the shim use and browsers of a few years ago lack: an old phone's last update may be of 2020. The
// bundler puts these in the place of the calls (scripts/bundle.ts), so the rest of the code is written for today's.

/** `URL.parse` came in 2024. */
export function parseUrl(url: string, base?: string): URL | null {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}

/** `URL.canParse` came in 2023. */
export function canParseUrl(url: string, base?: string): boolean {
  return parseUrl(url, base) !== null;
}

/** `Object.hasOwn` came in 2021. */
export function hasOwn(object: object, name: PropertyKey): boolean {
  return Object.getOwnPropertyDescriptor(object, name) !== undefined;
}
