// Whether a mirror is burned where its reader stands: its zone's record says so, or the blocklist does, whichever KV
// shows first. A burned mirror still serves who holds a ticket, and says on every answer that it is time to move.

import type { Blocklist } from "../../shared/domain/blocklist.ts";
import type { MeshView } from "../../shared/store/mesh.ts";
import type { FoundMirror } from "./identify.ts";

export interface Burnable {
  readonly hostname: string;
  readonly mirror: FoundMirror;
  /** Two upper-case letters. Asked for only where it matters: the runtime parses a text for it. */
  readonly country: () => string | undefined;
}

export type IsBurned = (where: Burnable) => Promise<boolean>;

export function createIsBurned(mesh: Pick<MeshView, "blocklist">): IsBurned {
  // One answer a hostname and country for as long as the same blocklist is held.
  const answers = new WeakMap<Blocklist, Map<string, boolean>>();
  return async ({ hostname, mirror, country: readCountry }) => {
    if (mirror.burned) return true;
    const blocklist = await mesh.blocklist();
    if (blocklist === undefined) return false;
    const known = answers.get(blocklist) ?? new Map<string, boolean>();
    answers.set(blocklist, known);
    const country = readCountry();
    const key = `${hostname} ${country ?? ""}`;
    const answer = known.get(key) ?? (await blocklist.blocks(hostname, country));
    known.set(key, answer);
    return answer;
  };
}
