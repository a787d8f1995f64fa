// Shapes of signed JSON that a reader's browser checks as well: strict, one bad field refuses the whole. A schema library
// does the same at twelve times the bytes, and every reader carries these. What only servers read stays with valibot.

export type Shape<T> = (value: unknown) => value is T;
export type Shaped<S> = S extends Shape<infer T> ? T : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Whole<F extends Fields> = { -readonly [K in keyof F]: Shaped<F[K]> };
type Together<R extends Fields, O extends Fields> = Whole<R> & Partial<Whole<O>>;

/** The value of a JSON text that has this shape; undefined for every other text. */
export function readJson<T>(text: string, shape: Shape<T>): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return shape(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function string(holds: (text: string) => boolean): Shape<string> {
  return (value): value is string => typeof value === "string" && holds(value);
}

/** Finite, from `least` up. */
export function number(least = 0): Shape<number> {
  return (value): value is number => Number.isFinite(value) && (value as number) >= least;
}

/** Whole, from `least` to `most`. */
export function count(least = 0, most = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value): value is number =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

export function oneOf<const T extends string | number | boolean>(...values: readonly T[]): Shape<T> {
  return (value): value is T => values.includes(value as T);
}

export function list<T>(item: Shape<T>, least = 0, most = Number.POSITIVE_INFINITY): Shape<T[]> {
  return (value): value is T[] =>
    Array.isArray(value) && value.length >= least && value.length <= most && value.every(item);
}

/** Exactly these fields, and of `optional` those that are there: a field that says undefined is no JSON. */
export function object<R extends Fields, O extends Fields = Record<never, never>>(
  required: R,
  optional?: O,
): Shape<Together<R, O>> {
  const known: Fields = { ...required, ...optional };
  return (value): value is Together<R, O> =>
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).every((name) => Object.hasOwn(known, name)) &&
    Object.keys(known).every((name) =>
      Object.hasOwn(value, name)
        ? known[name]?.((value as Record<string, unknown>)[name])
        : !Object.hasOwn(required, name),
    );
}
