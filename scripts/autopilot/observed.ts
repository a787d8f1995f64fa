// What was seen of the mesh at one moment: what the warden says, what stands at the providers, what is in the way.

import type { MeshStatus } from "../../shared/wardenapi.ts";

export interface Relay {
  readonly account: string;
  readonly zone: string;
  readonly name: string;
  /** What this installation, config and keys would deploy, its logging off and its zone guarded. */
  readonly isCurrent: boolean;
}

export interface Observed {
  readonly status: MeshStatus;
  /** Deployed relays of this mesh, of every account that answered. */
  readonly relays: readonly Relay[];
  /** Accounts that did not answer, or that said no a little while ago; and zones where something just failed. */
  readonly unwell: ReadonlySet<string>;
  /** Places that take no new mirror; absent: none. What was begun there goes on, or is given back. */
  readonly shut?: ReadonlySet<string>;
}

/** Accounts of which nothing may be concluded and where nothing may be done. */
export function troubledAccounts({ status }: Pick<Observed, "status">): readonly string[] {
  return status.accounts.map(({ id }) => id);
}

/** The part of a day's KV writes that new mirrors leave alone: a burn in the evening still has to be told. */
const KEPT_PART = 0.15;

/** Accounts whose KV takes no new mirror's records today. */
export function spentAccounts({ status }: Pick<Observed, "status">): readonly string[] {
  return status.quota
    .filter(({ writesToday, writesPerDay }) => writesToday >= writesPerDay * (1 - KEPT_PART))
    .map(({ account }) => account);
}
