// KVs of several accounts beside the warden's own, as maps a test can open, shut and count.

import {
  AccountRefused,
  type AccountStore,
  type OwnStore,
  onlyStore,
  type Stores,
} from "../../../workers/warden/stores.ts";

export interface Elsewhere {
  readonly kv: Map<string, string>;
  readonly calls: string[][];
  /** What the account's API does with the next calls. */
  mood: "well" | "closed" | "away";
}

export function createElsewhere(): Elsewhere {
  return { kv: new Map(), calls: [], mood: "well" };
}

/** The warden's own account is `desk`. */
export function storesOf(
  elsewhere: Readonly<Record<string, Elsewhere>>,
  writesPerDay = 1_000,
): (kv: OwnStore) => Stores {
  return (kv) => {
    const own = onlyStore(kv).byAccount.get("") as AccountStore;
    const others = Object.entries(elsewhere).map(([id, account]) => [id, bulk(account, writesPerDay)] as const);
    const byAccount = new Map([["desk", own] as const, ...others]);
    return { byAccount, names: [...byAccount.keys()], own: "desk" };
  };
}

function bulk(account: Elsewhere, writesPerDay: number): AccountStore {
  return {
    ...{ pairsACall: 200, callsAFlush: 1, writesPerDay },
    write: async (pairs) => {
      if (account.mood === "closed") throw new AccountRefused(403, "Authentication error (10000)");
      if (account.mood === "away") throw new TypeError("no connection");
      account.calls.push(pairs.map(({ key }) => key));
      for (const { key, text } of pairs) account.kv.set(key, text);
      return [];
    },
  };
}
