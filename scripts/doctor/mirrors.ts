// Every mirror through its real address: the cover to strangers, the service to a ticket.

import { isUsable } from "../../shared/domain/mirror.ts";
import type { MeshStatus, Mirror } from "../../shared/wardenapi.ts";
import { systemClock } from "../clock.ts";
import { probeNow } from "../mint/probe.ts";
import type { Keys } from "../operator/keys.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import type { Reach } from "../reach.ts";
import { broken, type DoctorFinding, fine, note } from "./finding.ts";

export interface MirrorCheckOptions {
  readonly warden: WardenClient;
  readonly keys: Keys;
  readonly reach: Reach;
  readonly onMirror: (hostname: string) => void;
}

/** One after the other: a burst of probes at all mirrors would name them all to whoever watches the wire. */
export async function checkMirrors(status: MeshStatus, options: MirrorCheckOptions): Promise<readonly DoctorFinding[]> {
  const found: DoctorFinding[] = [];
  for (const mirror of status.mirrors.filter(({ state }) => isUsable(state) || state === "suspect")) {
    options.onMirror(mirror.hostname);
    found.push(...(await checkMirror(mirror, options)));
  }
  return found;
}

async function checkMirror(
  mirror: Mirror,
  { warden, keys, reach }: MirrorCheckOptions,
): Promise<readonly DoctorFinding[]> {
  const { ticket } = await warden.probeTicket(mirror.hostname);
  const warnings: string[] = [];
  const problem = await probeNow(mirror, {
    keys,
    reach,
    clock: systemClock,
    ticket,
    onWarning: (text) => warnings.push(text),
  });
  if (problem !== undefined) {
    const next = `If it is blocked from where you are: hezar burn ${mirror.hostname}. Else hezar up repairs what is deployed`;
    return [broken(mirror.hostname, problem, next)];
  }
  if (warnings.length === 0) return [fine(mirror.hostname, "the cover to strangers, the service to a ticket")];
  return warnings.map((text) => note(mirror.hostname, text, "The mirror works; look at the service itself"));
}
