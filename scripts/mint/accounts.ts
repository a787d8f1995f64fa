// The accounts that records go to, as the warden is told of them: where each one's KV answers, and a token that can do
// nothing but write there. The warden's own account needs none, it has its binding.

import { Mistake } from "../terminal/mistake.ts";

/** An account as raising needs it besides its provider. */
export interface PublishingAccount {
  readonly id: string;
  readonly apiUrl: string;
  readonly accountId: string;
  /** Absent for the warden's own. */
  readonly kvToken?: string;
  readonly writesPerDay: number;
  /** Its API lies on this machine. */
  readonly isLocal: boolean;
}

export interface AccountsOptions {
  readonly own: string;
  readonly accounts: readonly PublishingAccount[];
  /** By account. */
  readonly namespaces: Readonly<Record<string, string>>;
}

/** The warden's ACCOUNTS secret. Accounts whose namespace nobody knows are left out until one is. */
export function accountsText({ own, accounts, namespaces }: AccountsOptions): string {
  const others = accounts.flatMap(({ id, apiUrl, accountId, kvToken, writesPerDay, isLocal }) => {
    const namespace = namespaces[id];
    if (id === own || namespace === undefined || kvToken === undefined) return [];
    return [{ id, apiUrl, accountId, namespace, token: kvToken, writesPerDay, ...(isLocal && { private: true }) }];
  });
  const writesPerDay = accounts.find(({ id }) => id === own)?.writesPerDay;
  return JSON.stringify({ own: { id: own, ...(writesPerDay !== undefined && { writesPerDay }) }, others });
}

/** Why a token of its own, and how to make one. */
export function noKvToken(accounts: readonly { readonly id: string; readonly kvTokenEnv?: string }[]): Mistake {
  const names = accounts.map(({ id, kvTokenEnv }) => `${id}${kvTokenEnv === undefined ? "" : ` (${kvTokenEnv})`}`);
  return new Mistake(`No KV token for ${names.join(", ")}`, {
    why: "the warden writes these accounts' records from another account, with a token that stays in it",
    next: `Make an API token there that holds "Workers KV Storage: Edit" and nothing else; name its variable as kvTokenEnv, or write it to secrets.json as { "${accounts[0]?.id}/kv": "<token>" }.`,
  });
}
