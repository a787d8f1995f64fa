// The cookies a page's scripts may see, as far as a browser shows them to a worker. Where it does not, the jar alone goes
// along, and what another mirror sets for scripts is seen when the own one is back.

interface CookieStoreLike {
  getAll(options: { url: string }): Promise<readonly { readonly name: string; readonly value: string }[]>;
  set(cookie: Record<string, unknown>): Promise<void>;
}

/** Chromium since 2020, others since 2025. */
const storeOf = () => (self as { readonly cookieStore?: CookieStoreLike }).cookieStore;

/** As in a Cookie header. */
export async function visibleCookies(url: string): Promise<string | undefined> {
  const cookies = await storeOf()?.getAll({ url });
  return cookies?.map(({ name, value }) => (name ? `${name}=${value}` : value)).join("; ");
}

export async function showCookies(lines: readonly string[]): Promise<void> {
  const store = storeOf();
  await Promise.all(lines.map((line) => store?.set(parseLine(line)).catch(() => undefined)));
}

/** A line that a relay wrote, so its grammar is known (RFC 6265 §4.1). */
function parseLine(line: string): Record<string, unknown> {
  const [pair = "", ...attributes] = line.split(/;\s*/);
  const at = pair.indexOf("=");
  const said = new Map(
    attributes.map((one) => {
      const [name = "", ...value] = one.split("=");
      return [name.toLowerCase(), value.join("=")] as const;
    }),
  );
  const seconds = said.get("max-age");
  const expires = seconds === undefined ? Date.parse(said.get("expires") ?? "") : Date.now() + Number(seconds) * 1000;
  return {
    name: pair.slice(0, Math.max(0, at)),
    value: pair.slice(at + 1),
    path: said.get("path") ?? "/",
    sameSite: said.get("samesite")?.toLowerCase() ?? "lax",
    ...(Number.isFinite(expires) && { expires }),
    ...(said.has("partitioned") && { partitioned: true }),
  };
}
