// A message's headers, read out of the runtime once: each question to its own object goes out of JavaScript and back, and a
// request is asked some thirty. Names are asked in lower case, which costs nothing here and never was another.

export interface HeadersSaid extends Iterable<[name: string, value: string]> {
  get(name: string): string | null;
  has(name: string): boolean;
  getSetCookie(): string[];
}

/** `Headers` themselves will do wherever these will. */
export function readHeaders(headers: Headers): HeadersSaid {
  const fields = new Map<string, string>();
  headers.forEach((value, name) => void fields.set(name, value));
  return {
    get: (name) => fields.get(name) ?? null,
    has: (name) => fields.has(name),
    // The one field whose values cannot be joined; of several the map holds the last.
    getSetCookie: () => (fields.has("set-cookie") ? headers.getSetCookie() : []),
    [Symbol.iterator]: () => fields[Symbol.iterator](),
  };
}
