// A provider's signal in words, for whoever runs the mesh: what is wrong, and where.

import type { Signal } from "../../shared/domain/verdict/evidence.ts";

export function signalText({ kind, account, zone, hostname, service, detail }: Signal): string {
  const about = account ?? zone ?? hostname ?? service ?? "";
  switch (kind) {
    case "account-dead":
      return `account ${about} is gone: its API says no and its mirrors are silent`;
    case "account-suspended":
      return `account ${about} is suspended: ${detail}`;
    case "zone-gone":
      return `zone ${about} is gone: ${detail}`;
    case "script-gone":
      return `${about} has no relay any more: ${detail}`;
    case "quota":
    case "limit-1027":
      return `account ${about} has used up its requests of the day`;
    case "origin-down":
      return `the origin of ${about} is down: every mirror that was looked at fails alike`;
    case "flagged":
      return `zone ${about} is on a list of dangerous sites, as ${detail}`;
    case "exception-1101":
      return `the relay of ${about} throws (1101)`;
  }
}
