// Token, user, accounts and memberships: what clients ask first to find out who they are.
import type { Account } from "../storage/state.ts";
import { done, paged } from "./envelope.ts";
import { type RouteEntry, routes } from "./router.ts";

const startedOn = "2026-01-01T00:00:00Z";

export function accountRoutes(): readonly RouteEntry[] {
  const verify = ({ account }: { account: Account }) => done({ id: tokenId(account), status: "active" });
  return routes({
    "GET /user/tokens/verify": verify,
    "GET /accounts/:account/tokens/verify": verify,
    "GET /user": ({ account }) =>
      done({
        id: account.id,
        email: "operator@edge.localhost",
        username: "operator",
        two_factor_authentication_enabled: false,
      }),
    "GET /accounts": ({ account, query }) => paged([tellAccount(account)], query),
    "GET /accounts/:account": ({ account }) => done(tellAccount(account)),
    "GET /memberships": ({ account, query }) =>
      paged([{ id: account.id, status: "accepted", account: tellAccount(account), roles: ["Administrator"] }], query),
    "GET /accounts/:account/workers/subdomain": ({ account }) => done({ subdomain: account.subdomain }),
  });
}

function tellAccount({ id, subdomain }: Account): object {
  return { id, name: subdomain, type: "standard", settings: { enforce_twofactor: false }, created_on: startedOn };
}

/** The token's public name; not derived from the token itself. */
function tokenId(account: Account): string {
  return account.id;
}
