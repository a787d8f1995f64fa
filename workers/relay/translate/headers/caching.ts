// Cache-Control on the mirror. Everything lies behind the gate, so nothing may be kept by a cache that many share and that
// answers before it: `private` is said on every answer, also where the service says nothing (RFC 9111 §4.2.2 lets shared
// caches guess then). What the reader's own browser may keep, and for how long, stays the service's word.

const SHARED_ONLY = /^(?:public|private|s-maxage|proxy-revalidate)$/;

export function keepPrivate(value: string | null): string {
  const directives = splitDirectives(value ?? "").filter((one) => !SHARED_ONLY.test(nameOf(one)));
  return [...directives, "private"].join(", ");
}

function nameOf(directive: string): string {
  return directive.replace(/\s*=.*$/s, "").toLowerCase();
}

/** At commas outside quotes: `no-cache="set-cookie, x"` is one. */
function splitDirectives(value: string): string[] {
  return (value.match(/(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/gs) ?? []).map((one) => one.trim()).filter((one) => one !== "");
}
