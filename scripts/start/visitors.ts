// Where visitors of a mesh on one machine come from. Loopback addresses stand for countries: who comes through the demo's
// censor comes from its readers' country, everybody else from nowhere in particular.

/** The address that connections through the censor leave from. */
export const BEHIND_CENSOR = "127.98.0.1";

// AS numbers for documentation (RFC 5398). XX: Cloudflare's own word for a country it cannot tell.
const NETWORKS: readonly (readonly [prefix: string, visitor: { readonly country: string; readonly asn: number }])[] = [
  ["127.98.", { country: "IR", asn: 64_498 }],
];
const UNKNOWN = { country: "XX", asn: 64_496 };

export function describeVisitor(address: string): Readonly<Record<string, unknown>> {
  const known = NETWORKS.find(([prefix]) => address.startsWith(prefix));
  return { ...(known?.[1] ?? UNKNOWN), colo: "LOC" };
}
