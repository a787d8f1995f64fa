// What of the mesh's story is worth a person's attention. Burns, and what the autopilot could not mend; not the daily round.

import type { Signal } from "../../shared/domain/verdict/evidence.ts";
import type { MeshEvent } from "../../shared/wardenapi.ts";
import type { Hold } from "../autopilot/action.ts";
import type { Pass } from "../autopilot/pass.ts";
import { signalText } from "../health/signaltext.ts";
import type { Notice } from "./notice.ts";

export function newsOfEvents(events: readonly MeshEvent[]): readonly Notice[] {
  return events.flatMap(({ id, event, hostname = "", detail = "" }): readonly Notice[] => {
    switch (event) {
      case "burned":
        return [
          {
            ...{ key: `burned ${hostname}`, level: "note" },
            says: `${hostname} is burned (${detail}); its readers were given others`,
          },
        ];
      // Each turn of it is news, however soon it follows the one before.
      case "weather":
        return [{ key: `weather ${id}`, level: "trouble", says: `The weather has changed: ${detail}` }];
      case "account-trouble":
        return [{ key: `account ${id}`, level: "trouble", says: `An account is in trouble: ${detail}` }];
      case "account-well":
        return [{ key: `account ${id}`, level: "note", says: `The account ${detail} is well again` }];
      case "problem":
        return [
          { key: `problem ${hostname} ${detail}`, level: "note", says: `A reader of ${hostname} says: ${detail}` },
        ];
      case "provider-doubted": {
        const says = `Readers say that mirrors of one provider fail alike (${detail}), ${hostname} among them, while another's work`;
        return [{ key: `provider ${detail}`, level: "note", says }];
      }
      default:
        return [];
    }
  });
}

export function newsOfPass({
  health,
  holds,
  failures,
}: Pick<Pass, "health" | "holds" | "failures">): readonly Notice[] {
  return [
    ...(health?.signals ?? []).flatMap(signalNotice),
    ...holds.flatMap(holdNotice),
    ...failures.map(({ what, next }): Notice => ({ key: `failed ${what}`, level: "trouble", says: what, next })),
  ];
}

/** What befell an account is an event of the warden's already. */
function signalNotice(signal: Signal): readonly Notice[] {
  if (signal.account !== undefined) return [];
  const about = signal.zone ?? signal.hostname ?? signal.service;
  const says = `Seen from outside: ${signalText(signal)}`;
  const notice: Notice = { key: `signal ${signal.kind} ${about}`, level: "trouble", says };
  if (signal.kind !== "flagged") return [notice];
  return [
    { ...notice, next: `Ask the list to look again; when it has let the zone go, \`hezar unburn '*.${about}'\`` },
  ];
}

function holdNotice({ why, service, detail, count }: Hold): readonly Notice[] {
  if (why === "weather") {
    const says = `The national net is down or on a whitelist (${detail ?? ""}): minting for ${service} rests until it is over`;
    return [{ key: `weather ${detail}`, level: "trouble", says }];
  }
  if (why !== "no zone") return [];
  const says = `${count} ${count === 1 ? "mirror" : "mirrors"} of ${service} cannot be minted: no zone is left`;
  const next = "Add a zone to the config and run `hezar up --once`, or see to the trouble of its account";
  return [{ key: `no zone ${service}`, level: "trouble", says, next }];
}
