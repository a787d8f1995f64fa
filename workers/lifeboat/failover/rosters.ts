// The signed chain as this lifeboat believes it: root, pinned when it was installed → keyring → roster of the reader's group.
// What is forged, older, another's, of another tier or cut is refused and the old one kept, and so is what has expired where the old has
// not; one that has expired is used until a newer comes.

import type { Boarding } from "../../../shared/domain/boat.ts";
import { fromBase64url } from "../../../shared/domain/bytes.ts";
import { type Keyring, openKeyring } from "../../../shared/domain/keyring.ts";
import { openRoster, type Roster } from "../../../shared/domain/roster.ts";
import { createVerifier, type Verifier } from "../../../shared/domain/signature.ts";

export interface Signed {
  readonly keyring: string;
  readonly roster: string;
}

export interface Seen {
  readonly keyring: number;
  readonly roster: number;
  /** The latest signed time, seconds since the epoch. */
  readonly issuedAt: number;
}

export interface Rosters {
  current(): Roster | undefined;
  seen(): Seen;
  /** What was believed in an earlier life, and is still; nothing older than what was seen then is. */
  recall(kept: Partial<Signed> & { readonly seen?: Seen }): Promise<Partial<Signed>>;
  /** As they came; what is believed now, and whether anything is newer than before. */
  take(offered: Partial<Signed>): Promise<{ readonly kept: Partial<Signed>; readonly isNewer: boolean }>;
  isKilled(): boolean;
  /** Of the root that was pinned. */
  root(): Promise<Verifier>;
}

export interface RostersPorts {
  readonly boarding: Pick<Boarding, "root" | "lineage" | "readerKey" | "tier">;
  /** Seconds since the epoch, by the device. */
  readonly now: () => number;
}

export function createRosters({ boarding, now }: RostersPorts): Rosters {
  const bytes = (text: string) => fromBase64url(text) ?? new Uint8Array();
  const root = createVerifier(bytes(boarding.root));
  root.catch(() => undefined);
  const readerKey = bytes(boarding.readerKey);
  let seen: Seen = { keyring: 0, roster: 0, issuedAt: 0 };
  let keyring: Keyring | undefined;
  let roster: Roster | undefined;
  const kept: { keyring?: string; roster?: string } = {};
  const timeOf = () => Math.max(now(), seen.issuedAt);
  const takeKeyring = async (text: string) => {
    const opened = await openKeyring(text, { root: await root, atLeast: seen.keyring });
    if (!opened.ok) return;
    keyring = opened.value;
    kept.keyring = text;
    const { version, issuedAt } = keyring.body;
    seen = { ...seen, keyring: version, issuedAt: Math.max(seen.issuedAt, issuedAt) };
  };
  const takeRoster = async (text: string, at = timeOf()) => {
    if (keyring === undefined) return;
    const options = { lineage: boarding.lineage, readerKey, keyring, now: at, atLeast: seen.roster };
    const opened = await openRoster(text, options);
    // Another tier's mirrors must not answer under this origin.
    if (!opened.ok || (opened.value.tier ?? "operator") !== boarding.tier) return;
    const isOver = ({ expiresAt }: Roster) => expiresAt <= at;
    if (roster && !isOver(roster) && isOver(opened.value)) return;
    roster = opened.value;
    kept.roster = text;
    seen = { ...seen, roster: roster.version, issuedAt: Math.max(seen.issuedAt, roster.issuedAt) };
  };
  /** Mirrors and lists may answer at once: what is older must not end last. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const worked = turn.then(work);
    turn = worked.catch(() => undefined);
    return worked;
  };
  return {
    current: () => roster,
    seen: () => seen,
    root: () => root,
    isKilled: () => keyring?.body.kill === true,
    recall: ({ keyring: keyringText, roster: rosterText, seen: before }) =>
      inTurn(async () => {
        if (keyringText !== undefined) await takeKeyring(keyringText);
        // It was checked when it came, and the locker kept it: a key that has ended since must not leave the reader in the dark.
        if (rosterText !== undefined) await takeRoster(rosterText, before?.issuedAt);
        if (before) seen = later(seen, before);
        return { ...kept };
      }),
    take: (offered) =>
      inTurn(async () => {
        const was = seen;
        if (offered.keyring !== undefined) await takeKeyring(offered.keyring);
        if (offered.roster !== undefined) await takeRoster(offered.roster);
        return { kept: { ...kept }, isNewer: seen.roster > was.roster || seen.keyring > was.keyring };
      }),
  };
}

function later(one: Seen, other: Seen): Seen {
  return {
    keyring: Math.max(one.keyring, other.keyring),
    roster: Math.max(one.roster, other.roster),
    issuedAt: Math.max(one.issuedAt, other.issuedAt),
  };
}
