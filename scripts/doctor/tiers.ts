// Volunteers' accounts: what they carry, and whether a mirror stands there that should not any more. The config's rules keep
// tiers apart; a mesh that was configured otherwise before may still have mirrors on the wrong side.

import { type MeshConfig, tierOf } from "../../shared/config.ts";
import type { MeshStatus } from "../../shared/wardenapi.ts";
import { broken, type DoctorFinding, fine } from "./finding.ts";

export function checkTiers({ mirrors }: Pick<MeshStatus, "mirrors">, config: MeshConfig): readonly DoctorFinding[] {
  const volunteers = config.accounts.filter(({ tier }) => tier === "volunteer");
  return volunteers.flatMap(({ id }) => {
    const here = mirrors.filter(({ account, state }) => account === id && state !== "retired");
    const astray = here.filter(({ service }) => tierOf(service, config) === "operator");
    if (astray.length === 0) {
      const says = `a volunteer's: ${here.length} ${here.length === 1 ? "mirror" : "mirrors"}, reading only`;
      return [fine(`account ${id}`, says)];
    }
    return astray.map(({ hostname, service }) =>
      broken(hostname, `shows "${service}" on ${id}, which is a volunteer's account`, `hezar retire ${hostname}`),
    );
  });
}
