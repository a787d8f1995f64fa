// A draft signed, and sealed where only some may read it: the text KV holds.

import { signBlocklist } from "../../shared/domain/blocklist.ts";
import { type Bytes, fromBase64url } from "../../shared/domain/bytes.ts";
import { signRecord } from "../../shared/domain/record.ts";
import { ROSTER_WINDOWS, type Roster, type RosterGroup, sealRosters } from "../../shared/domain/roster.ts";
import type { Signer } from "../../shared/domain/signature.ts";
import type { Draft, RosterDraft } from "./draft.ts";

/** An expired roster is a reader's last resort, so it outlives several missed refreshes. */
const ROSTER_LIFETIME_SECONDS = 7 * 86_400;

export interface Stamp {
  readonly version: number;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

export interface Sealing extends Stamp {
  readonly signer: Signer;
  readonly random: (lengthBytes: number) => Bytes;
  /** What rosters say of spans; absent: as they are. */
  readonly windows?: Roster["windows"];
  /** Absent: readers are not told how to report. */
  readonly reporting?: Reporting;
  /** A lineage's list key, base64url (shared/domain/evidencekeys.ts); absent: there are no sealed lists. */
  readonly listKeyOf?: (lineage: string) => Promise<string>;
}

/** What a group's readers need to report a mirror (shared/domain/report.ts). */
export interface Reporting {
  /** The warden's P-256 point, base64url. */
  readonly to: string;
  /** A group's report key, base64url. */
  readonly keyOf: (group: string) => Promise<string>;
}

export async function sealDraft(draft: Draft, sealing: Sealing): Promise<string> {
  const { signer, random, version, issuedAt } = sealing;
  const stamp = { version, issuedAt };
  switch (draft.kind) {
    case "keyring":
      return draft.text;
    case "blocklist":
      return signBlocklist(draft.entries, { ...stamp, signer });
    case "zone": {
      const { zone, service, mirrors } = draft;
      return signRecord("zone", { v: 1, ...stamp, zone, service, mirrors } as Stamp, signer);
    }
    case "service":
      return signRecord("service", { v: 1, ...stamp, ...draft.service } as Stamp, signer);
    case "jarkeys": {
      const { service, keys } = draft;
      return signRecord("jarkeys", { v: 1, ...stamp, service, keys } as Stamp, signer);
    }
    case "roster": {
      const { lineage, sealedLists } = draft;
      const listKey = await sealing.listKeyOf?.(lineage);
      const lists = { sealedLists: [...sealedLists], ...(listKey !== undefined && { listKey }) };
      const { reporting, ...rest } = sealing;
      const told = draft.reports === false || !reporting ? rest : sealing;
      const groups = await Promise.all(draft.groups.map((group) => toRoster(group, { stamp, lists }, told)));
      return sealRosters(groups, { lineage, version, signer, random });
    }
  }
}

async function toRoster(
  { group, mirrors, readerKeys, tier }: RosterDraft,
  { stamp, lists }: { readonly stamp: Stamp; readonly lists: Pick<Roster, "sealedLists" | "listKey"> },
  { reporting, windows = ROSTER_WINDOWS }: Pick<Sealing, "reporting" | "windows">,
): Promise<RosterGroup> {
  return {
    roster: {
      v: 1,
      ...stamp,
      group,
      expiresAt: stamp.issuedAt + ROSTER_LIFETIME_SECONDS,
      mirrors: [...mirrors],
      ...lists,
      windows,
      ...(tier && { tier }),
      ...(reporting && { report: { to: reporting.to, key: await reporting.keyOf(group) } }),
    },
    readerKeys: readerKeys.flatMap((key) => fromBase64url(key) ?? []),
  };
}
