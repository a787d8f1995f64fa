// What another mirror answers lives by this mirror's rules, whatever that one's relay says: its page reaches no host but the
// mirror, and says to none where it stands. An honest relay has written the same.

import type { MirrorPlace } from "../../../shared/domain/address.ts";
import { connectionAllowlist } from "../../../shared/domain/connections.ts";
import type { Pairs } from "../../../shared/domain/failover.ts";
import { policyInPage } from "../../../shared/domain/policy.ts";

export type Govern = (headers: Pairs) => Pairs;

const POLICY = "content-security-policy";

export function createGovern(place: MirrorPlace & { readonly webrtc?: boolean | undefined }): Govern {
  const ours = `${policyInPage(place)};`;
  const rules: Pairs = [
    ["connection-allowlist", connectionAllowlist(place)],
    ["referrer-policy", "same-origin"],
    ["x-dns-prefetch-control", "off"],
  ];
  return (headers) => {
    const said = new Headers(headers.map(([name, value]) => [name, value]));
    const policy = said.get(POLICY) ?? "";
    if (!policy.startsWith(ours)) said.set(POLICY, `${ours} frame-ancestors 'self', ${policy}`);
    for (const [name, value] of rules) said.set(name, value);
    return [...said];
  };
}
