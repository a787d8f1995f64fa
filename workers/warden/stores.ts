// Where records go: the warden's own account by its KV binding, every other account by Cloudflare's bulk write, with a token
// that can do nothing but that.

import * as v from "valibot";
import { FREE_WRITES_PER_DAY } from "../../shared/store/keys.ts";
import { type Fetch, writeBulk } from "./bulk.ts";
import { ONLY_ACCOUNT } from "./need.ts";

export interface Pair {
  readonly key: string;
  readonly text: string;
}

export interface AccountStore {
  /** Pairs in one call, and calls in one flush: a free account's Worker may call out fifty times a request. */
  readonly pairsACall: number;
  readonly callsAFlush: number;
  /** KV's own limit; a free account's is 1,000, every pair counting. */
  readonly writesPerDay: number;
  /** The keys it did not take. Throws AccountRefused where the account lets us in no more, anything else where it may later. */
  write(pairs: readonly Pair[]): Promise<readonly string[]>;
}

/** The account's API knows our token no more, or forbids it what it could: closed, suspended, or the token is gone. */
export class AccountRefused extends Error {
  override readonly name = "AccountRefused";
  readonly status: number;

  constructor(status: number, said: string) {
    super(said);
    this.status = status;
  }
}

export interface Stores {
  readonly byAccount: ReadonlyMap<string, AccountStore>;
  /** Undefined where one KV is all there is, whatever the config calls it. */
  readonly names: readonly string[] | undefined;
  /** The warden's own account. */
  readonly own: string;
}

const OWN_CALLS_A_FLUSH = 40;
const PAIRS_A_BULK = 200;

const perDay = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0)));

export const AccountsText = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    own: v.strictObject({ id: v.string(), writesPerDay: perDay }),
    others: v.array(
      v.strictObject({
        id: v.string(),
        apiUrl: v.string(),
        accountId: v.string(),
        namespace: v.string(),
        token: v.string(),
        writesPerDay: perDay,
        /** Its API lies on this machine: a local mesh only. */
        private: v.exactOptional(v.literal(true)),
      }),
    ),
  }),
);
export type OtherAccount = v.InferOutput<typeof AccountsText>["others"][number];

export interface OwnStore {
  put(key: string, text: string): Promise<void>;
}

export function onlyStore(kv: OwnStore): Stores {
  return { byAccount: new Map([[ONLY_ACCOUNT, ownStore(kv)]]), names: undefined, own: ONLY_ACCOUNT };
}

/** `text`: the ACCOUNTS secret. */
export function createStores(text: string, ports: { readonly kv: OwnStore; readonly fetchOf: FetchOf }): Stores {
  const { own, others } = v.parse(AccountsText, text);
  const byAccount = new Map<string, AccountStore>([[own.id, ownStore(ports.kv, own.writesPerDay)]]);
  for (const account of others) byAccount.set(account.id, bulkStore(account, ports.fetchOf(account)));
  return { byAccount, names: [...byAccount.keys()], own: own.id };
}

/** How an account's API is reached. */
export type FetchOf = (account: Pick<OtherAccount, "private">) => Fetch;

function ownStore(kv: OwnStore, writesPerDay = FREE_WRITES_PER_DAY): AccountStore {
  return {
    pairsACall: 1,
    callsAFlush: OWN_CALLS_A_FLUSH,
    writesPerDay,
    write: async (pairs) => {
      for (const { key, text } of pairs) await kv.put(key, text);
      return [];
    },
  };
}

function bulkStore(account: OtherAccount, fetch: Fetch): AccountStore {
  return {
    pairsACall: PAIRS_A_BULK,
    callsAFlush: 1,
    writesPerDay: account.writesPerDay ?? FREE_WRITES_PER_DAY,
    write: (pairs) =>
      writeBulk(pairs, { ...account, fetch, refused: (status, said) => new AccountRefused(status, said) }),
  };
}
