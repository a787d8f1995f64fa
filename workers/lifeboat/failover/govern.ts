// What another mirror answers lives by this mirror's rules, whatever that one's relay says: its page reaches no host but the
// mirror, and says to none where it stands. An honest relay has written the same.

import type { MirrorPlace } from "../../../shared/domain/address.ts";
import { connectionAllowlist } from "../../../shared/domain/connections.ts";
import type { Pairs } from "../../../shared/domain/failover.ts";
import { policyInPage, strictPolicy } from "../../../shared/domain/policy.ts";

export type Govern = (headers: Pairs) => Pairs;

const POLICY = "content-security-policy";

export function createGovern(place: MirrorPlace & { readonly webrtc?: boolean | undefined }): Govern {
  const ours = policyInPage(place);
  const strict = strictPolicy(place, { framing: "own" });
  const rules: Pairs = [
    ["connection-allowlist", connectionAllowlist(place)],
    ["referrer-policy", "same-origin"],
    ["x-dns-prefetch-control", "off"],
  ];
  return (headers) => {
    const said = headers.flatMap(([name, value]) => (name.toLowerCase() === POLICY ? value : [])).join(", ");
    const policy = said.startsWith(`${ours};`) ? said : [strict, said].filter(Boolean).join(", ");
    const set: Pairs = [[POLICY, policy], ...rules];
    const names = set.map(([name]) => name);
    return [...headers.filter(([name]) => !names.includes(name.toLowerCase())), ...set];
  };
}
