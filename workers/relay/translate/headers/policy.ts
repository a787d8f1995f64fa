// The strict policy for an answer, with what is kept of the service's own: `sandbox`, and a refusal to be framed. The rest is
// replaced, since it names hosts that are not here. What is lost: its protection against injected scripts.
import type { MirrorPlace } from "../../../../shared/domain/address.ts";
import { strictPolicy } from "../../../../shared/domain/policy.ts";

export function createPolicy(place: MirrorPlace, upstream: Headers): string {
  const theirs = upstream.get("content-security-policy") ?? "";
  const noFrames =
    /frame-ancestors\s+'none'/i.test(theirs) || upstream.get("x-frame-options")?.trim().toUpperCase() === "DENY";
  const sandbox = theirs
    .split(/[;,]/)
    .map((one) => one.trim())
    .find((one) => /^sandbox(?:\s|$)/i.test(one));
  return strictPolicy(place, { framing: noFrames ? "'none'" : "'self'", sandbox });
}
