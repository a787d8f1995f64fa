// From what was measured to how it is blocked, in the manner of OONI's web_connectivity: the first step that fails here
// and not at the control names the kind. Pure.

import type { Blocking, ProbeResult } from "../../shared/domain/verdict/evidence.ts";
import type { Measurement } from "./measure.ts";

export interface Measured {
  readonly target: Measurement;
  /** A host that nobody blocks. */
  readonly control: Measurement;
  /** Another label of the same zone, which shows a stranger the same cover; absent where none was asked. */
  readonly neighbour?: Measurement;
}

export type Finding = Pick<ProbeResult, "dns" | "tcp" | "tls" | "http" | "control" | "blocking" | "failure">;

/** Cloudflare's own errors between it and us (520–527, 530) and a Worker's (5xx): ours to mend, no censor's. */
const isBroken = (status = 0) => status >= 500;

export function classify({ target, control, neighbour }: Measured): Finding {
  const reached = { dns: target.dns, tcp: target.tcp, tls: target.tls, http: target.http };
  const steps = Object.fromEntries(Object.entries(reached).filter(([, outcome]) => outcome !== undefined));
  const isControlUp = control.http === "ok";
  const failure = [target.dns, target.tcp, target.tls, target.http].find((outcome) => outcome && outcome !== "ok");
  const blocking = failure === undefined ? judgePage(target, neighbour) : judgeFailure(target);
  return { ...steps, control: isControlUp ? "ok" : "failed", blocking, ...(failure !== undefined && { failure }) };
}

function judgeFailure({ dns, tcp, tls, addresses = [], status }: Measurement): Blocking {
  if (dns !== "ok" || addresses.some(isForged)) return "dns";
  if (tcp !== "ok") return "tcp";
  if (tls !== undefined && tls !== "ok") return "tls-sni";
  // The head came and the rest did not: cut or slowed, after the censor had seen where it goes.
  return status === undefined ? "http-host" : "throttled";
}

function judgePage(target: Measurement, neighbour: Measurement | undefined): Blocking {
  if (isBroken(target.status)) return "down";
  if (neighbour?.digest === undefined || neighbour.http !== "ok" || isBroken(neighbour.status)) return "none";
  return neighbour.digest === target.digest && neighbour.status === target.status ? "none" : "blockpage";
}

/** Addresses no mirror on the net has; Iran's resolvers answer 10.10.34.34 to 36. Loopback is a local edge's. */
function isForged(address: string): boolean {
  return /^(?:0\.|10\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
    address,
  );
}
