// The CORS check (Fetch §4.10), kept by relay and lifeboat in the browser's stead: on a mirror all origins of a service are one,
// so the browser's own check has nothing to check.

export interface HeadersLike {
  get(name: string): string | null;
}

export interface CorsAsker {
  /** Whose page asks. */
  readonly origin: string;
  readonly withCookies: boolean;
}

export function mayRead(headers: HeadersLike, { origin, withCookies }: CorsAsker): boolean {
  const allowed = headers.get("access-control-allow-origin");
  if (!withCookies && allowed === "*") return true;
  return allowed === origin && (!withCookies || headers.get("access-control-allow-credentials") === "true");
}

/** `A, b`: names, in lower case. */
export function namesIn(value: string | null): readonly string[] {
  return (value ?? "").split(",").map((name) => name.trim().toLowerCase());
}
