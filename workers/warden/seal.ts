// A draft signed, and sealed where only some may read it: the text KV holds.

import { signBlocklist } from "../../shared/domain/blocklist.ts";
import { type Bytes, fromBase64url } from "../../shared/domain/bytes.ts";
import { signRecord } from "../../shared/domain/record.ts";
import { type RosterGroup, sealRosters } from "../../shared/domain/roster.ts";
import type { Signer } from "../../shared/domain/signature.ts";
import type { Draft, RosterDraft } from "./draft.ts";

/** An expired roster is a reader's last resort, so it outlives several missed refreshes. */
const ROSTER_LIFETIME_SECONDS = 7 * 86_400;
/** Windows readers' lifeboats keep to. */
const WINDOWS = { refreshSeconds: 3600, retrySeconds: 300 } as const;

export interface Stamp {
  readonly version: number;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

export interface Sealing extends Stamp {
  readonly signer: Signer;
  readonly random: (lengthBytes: number) => Bytes;
}

export function sealDraft(draft: Draft, { signer, random, version, issuedAt }: Sealing): Promise<string> {
  const stamp = { version, issuedAt };
  switch (draft.kind) {
    case "keyring":
      return Promise.resolve(draft.text);
    case "blocklist":
      return signBlocklist(draft.entries, { ...stamp, signer });
    case "zone": {
      const { zone, service, mirrors } = draft;
      return signRecord("zone", { v: 1, ...stamp, zone, service, mirrors } as Stamp, signer);
    }
    case "service":
      return signRecord("service", { v: 1, ...stamp, ...draft.service } as Stamp, signer);
    case "roster": {
      const groups = draft.groups.map((group) => toRoster(group, stamp));
      return sealRosters(groups, { lineage: draft.lineage, version, signer, random });
    }
  }
}

function toRoster({ group, mirrors, readerKeys }: RosterDraft, stamp: Stamp): RosterGroup {
  return {
    roster: {
      v: 1,
      ...stamp,
      group,
      expiresAt: stamp.issuedAt + ROSTER_LIFETIME_SECONDS,
      mirrors: [...mirrors],
      sealedLists: [],
      windows: WINDOWS,
    },
    readerKeys: readerKeys.flatMap((key) => fromBase64url(key) ?? []),
  };
}
