// Whether a host goes on behind where it seemed to end: `news.example.evil`, `news.example@evil`, `news.example%2eevil`,
// and the same in the escapes of a script (`\u002e`, `\.` of a regular expression) or percent-encoded.

const HOST_CHARACTER = /[A-Za-z0-9._@:%\x80-\xff-]/;

/** `after` follows the host; `slash` is how slashes are spelled in front of it. */
export function continuesHost(after: string, slash: string): boolean {
  return HOST_CHARACTER.test(firstCharacter(after, slash.startsWith("%")));
}

function firstCharacter(after: string, isPercentEncoded: boolean): string {
  if (after.startsWith("\\")) {
    const found = /^\\+(?:u00([0-9a-f]{2})|x([0-9a-f]{2})|([nrtbfv0])|(.))/is.exec(after);
    const digits = found?.[1] ?? found?.[2];
    return digits === undefined ? (found?.[4] ?? "") : character(digits);
  }
  const digits = isPercentEncoded ? /^%(?:25)*([0-9a-f]{2})/i.exec(after)?.[1] : undefined;
  return digits === undefined ? after.charAt(0) : character(digits);
}

function character(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 16));
}
