// KV namespaces: create (not idempotent: the same title is refused with 10014), list, get, rename, delete.
import type { KvNamespace, State } from "../storage/state.ts";
import { done, fail, paged, type Reply } from "./envelope.ts";
import { type Call, jsonBody, param, type RouteEntry, routes, stringField } from "./router.ts";
import { newId } from "./zones.ts";

const base = "/accounts/:account/storage/kv/namespaces";

export function namespaceRoutes(state: State): readonly RouteEntry[] {
  return routes({
    [`GET ${base}`]: ({ account, query }) =>
      paged(sorted(state.namespaces.list(account.id), query).map(tellNamespace), query, { usual: 20, most: 1_000 }),
    [`POST ${base}`]: async (call) => writeNamespace(state, call, newId()),
    [`GET ${base}/:namespace`]: (call) => done(tellNamespace(findNamespace(state, call))),
    [`PUT ${base}/:namespace`]: async (call) => writeNamespace(state, call, findNamespace(state, call).id),
    [`DELETE ${base}/:namespace`]: (call) => {
      const { id, account } = findNamespace(state, call);
      state.kv.clear(id);
      state.namespaces.remove(account, id);
      return done({});
    },
  });
}

export function findNamespace(state: State, call: Call): KvNamespace {
  const found = state.namespaces.get(call.account.id, param(call, "namespace"));
  return found ?? fail(404, 10013, "namespace not found");
}

async function writeNamespace(state: State, call: Call, id: string): Promise<Reply> {
  const title = stringField(await jsonBody(call), "title");
  const taken = state.namespaces.list(call.account.id).some((other) => other.title === title && other.id !== id);
  if (taken) fail(400, 10014, "a namespace with this account ID and title already exists");
  const namespace = { id, account: call.account.id, title };
  state.namespaces.put(namespace.account, id, namespace);
  return done(tellNamespace(namespace));
}

function sorted(namespaces: readonly KvNamespace[], query: URLSearchParams): readonly KvNamespace[] {
  const key = query.get("order") === "title" ? "title" : "id";
  const sign = query.get("direction") === "desc" ? -1 : 1;
  return [...namespaces].sort((a, b) => sign * (a[key] < b[key] ? -1 : 1));
}

function tellNamespace({ id, title }: KvNamespace): object {
  return { id, title, supports_url_encoding: true };
}
