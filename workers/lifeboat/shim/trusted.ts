// A page may take markup and script addresses as trusted types only. What was trusted stays so when we map it, by a policy of
// our own that the relay names in the page's; what was plain text stays plain, for the page's own policy to refuse.

interface Policy {
  createHTML(text: string): unknown;
  createScriptURL(text: string): unknown;
}
interface Factory {
  createPolicy(name: string, rules: Record<keyof Policy, (text: string) => string>): Policy;
}

const policy = createOwn();

/** `[object URL]`, `[object TrustedHTML]`. */
export const kindOf = (value: unknown): string => Object.prototype.toString.call(value);

/** `text` in the kind of `given`. */
export function inKindOf(given: unknown, text: string): unknown {
  const [, kind] = /^\[object Trusted(HTML|ScriptURL)\]$/.exec(kindOf(given)) ?? [];
  if (kind) return policy ? policy[`create${kind as "HTML" | "ScriptURL"}`](text) : given;
  return text;
}

/** Markup of our own making. */
export function ownMarkup(text: string): string {
  return (policy ? policy.createHTML(text) : text) as string;
}

function createOwn(): Policy | undefined {
  const same = (text: string) => text;
  try {
    // Not in TypeScript's own DOM types yet.
    const { trustedTypes } = globalThis as unknown as { readonly trustedTypes?: Factory };
    return trustedTypes?.createPolicy("mirror", { createHTML: same, createScriptURL: same });
  } catch {
    // The page allows nobody's, or this window has ours already.
    return undefined;
  }
}
