// The service's own Content-Security-Policy as it reads on the mirror, so that what protects its pages against injected
// scripts goes on doing so: nonces, hashes, 'strict-dynamic' and the rest are kept; a source that names a listed host gains
// the place where that host lies here (and stays, for what the lifeboat maps only after the policy was asked); one that
// names nobody listed goes, and so does all that reports.
// Our own scripts are let in by their exact addresses, and under 'strict-dynamic', which knows none, by a nonce of this
// answer. What is lost: 'self' covers the whole mirror, so the secondaries' files too.

import type { MirrorPlace } from "../../../../shared/domain/address.ts";
import { toBase64url } from "../../../../shared/domain/bytes.ts";
import { type PolicyPlace, placesOf, siblingsFor } from "./policysources.ts";
import type { HeadersSaid } from "./said.ts";

interface SitePolicyOptions extends PolicyPlace {
  /** Of this answer; asked for only where a policy trusts nothing else. */
  readonly nonce: () => string;
}

interface Mapping extends SitePolicyOptions {
  /** How many places these policies have named so far. */
  readonly named: { places: number };
}

/** What our pages carry; a path without a slash at its end is met exactly, whatever its query. */
const OWN_SCRIPTS = ["shim.js", "lifeboat.js", "bar.js"];
const LISTS = /^(?:[a-z-]+-src(?:-elem|-attr)?|form-action|frame-ancestors|base-uri)$/;
/** Without hosts. `upgrade-insecure-requests` is missing: a mirror has no insecure addresses, and a local one no others. */
const KEPT = new Set(["sandbox", "require-trusted-types-for"]);
const NONCE_BYTES = 16;
const HASH = /^'sha(?:256|384|512)-/i;
const NONCE = /^'nonce-/i;

export interface SitePolicies {
  /** To be put behind ours. */
  readonly policies: readonly string[];
  /** The one our tag must bear, if a policy asks for it. */
  readonly nonce?: string;
}

const NONE: SitePolicies = { policies: [] };

/** A 304 says nothing of policies (headers.ts). */
export function sitePoliciesOf(
  response: { readonly status: number; readonly headers: HeadersSaid },
  place: PolicyPlace,
): SitePolicies {
  const theirs = response.headers.get("content-security-policy");
  if (theirs === null || response.status === 304) return NONE;
  let nonce: string | undefined;
  const options = {
    ...place,
    nonce: () => {
      nonce ??= toBase64url(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
      return nonce;
    },
  };
  const policies = mapSitePolicies(theirs, options);
  return { policies, ...(nonce !== undefined && { nonce }) };
}

/** One mapped policy for each in the header; a comma separates policies and stands in none. */
export function mapSitePolicies(header: string, options: SitePolicyOptions): string[] {
  const mapping = { ...options, named: { places: 0 } };
  return header.split(",").flatMap((one) => mapSitePolicy(one, mapping) ?? []);
}

function mapSitePolicy(policy: string, options: Mapping): string | undefined {
  const directives = readDirectives(policy);
  const scripts = ["script-src-elem", "script-src", "default-src"].find((name) => directives.has(name));
  const out: string[] = [];
  for (const [name, sources] of directives) {
    if (KEPT.has(name)) out.push([name, ...sources].join(" "));
    else if (name === "trusted-types") out.push([name, ...sources, OWN_TRUSTED_TYPE].join(" "));
    else if (LISTS.test(name)) {
      const mapped = mapSources(name, sources, options);
      if (name === scripts || name === "worker-src") mapped.push(...ownScripts(options.place));
      if (name === scripts && sources.some((one) => /^'strict-dynamic'$/i.test(one))) {
        mapped.push(`'nonce-${options.nonce()}'`);
      }
      out.push(`${name} ${[...new Set(mapped)].join(" ") || "'none'"}`);
    }
  }
  return out.length > 0 ? out.join("; ") : undefined;
}

/** Under this name the shim may make addresses where the page allows only trusted ones. */
const OWN_TRUSTED_TYPE = "mirror";

/** The first of a name counts (CSP3 §2.2.1). */
function readDirectives(policy: string): ReadonlyMap<string, readonly string[]> {
  const directives = new Map<string, readonly string[]>();
  for (const text of policy.split(";")) {
    const [name = "", ...sources] = text.split(/[\t\n\f\r ]+/).filter((word) => word !== "");
    const known = name.toLowerCase();
    if (known !== "" && !directives.has(known)) directives.set(known, sources);
  }
  return directives;
}

/**
 * Of places that one answer's policies name on the mirror: a source may mean 64 hosts, and edges refuse long heads. Beyond it a
 * directive has 'self' in their stead, which covers them all: no page loses a file, but its policy tells the origins of the
 * service apart no more.
 */
const PLACES_LIMIT = 128;

function mapSources(directive: string, sources: readonly string[], options: Mapping): string[] {
  const each = sources.map((source) => mapSource(directive, source, options));
  options.named.places += each.flat().length - each.length;
  const isLong = directive !== "frame-ancestors" && options.named.places > PLACES_LIMIT;
  const mapped = isLong
    ? [...each.flatMap((one) => one.slice(0, 1)), "'self'", ...siblingsFor(directive, options.place)]
    : each.flat();
  // Sheets are rewritten on their way, so no hash of one is true any more.
  if (!directive.startsWith("style-src") || !sources.some((one) => HASH.test(one))) return mapped;
  return [...mapped.filter((one) => !HASH.test(one) && !NONCE.test(one)), "'unsafe-inline'"];
}

function mapSource(directive: string, source: string, options: PolicyPlace): readonly string[] {
  const { service, place } = options;
  if (/^'none'$/i.test(source)) return [];
  if (/^'self'$/i.test(source)) return directive === "frame-ancestors" ? [source] : [source, service.primary];
  if (source.startsWith("'")) return [source];
  if (/^(?:https?|wss?):$/i.test(source) || source === "*") return [source, "'self'", ...siblingsFor(directive, place)];
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return [source];
  const places = placesOf(directive, source, options);
  if (places.length === 0) return [];
  return directive === "frame-ancestors" ? places : [source, ...places];
}

function ownScripts({ origin, door }: MirrorPlace): readonly string[] {
  return OWN_SCRIPTS.map((name) => `${origin}/${door}/${name}`);
}
