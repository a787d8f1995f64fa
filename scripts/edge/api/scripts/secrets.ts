// Secrets of a script: bindings whose value goes in and never comes out. Each change is a new version of the same modules.
import type { Binding } from "../../storage/state.ts";
import { done, fail, type Reply } from "../envelope.ts";
import { type Call, jsonBody, param, type RouteEntry, routes } from "../router.ts";
import { tellBinding } from "./bindings.ts";
import type { ScriptContext } from "./prepare.ts";
import { republish } from "./publish.ts";
import { findPublished, keyOf } from "./scripts.ts";
import type { TakeTurn } from "./turns.ts";
import { asObject, parseBindings } from "./upload.ts";

const base = "/accounts/:account/workers/scripts/:script";

export function secretRoutes(context: ScriptContext, takeTurn: TakeTurn): readonly RouteEntry[] {
  const inTurn = (action: (context: ScriptContext, call: Call) => Promise<Reply>) => (call: Call) =>
    takeTurn(keyOf(call), () => action(context, call));
  return routes({
    [`GET ${base}/secrets`]: (call) => done(secretsOf(findPublished(context, call).version.bindings)),
    [`GET ${base}/secrets/:secret`]: (call) => done(findSecret(context, call)),
    [`PUT ${base}/secrets`]: inTurn(putSecret),
    [`PATCH ${base}/secrets-bulk`]: inTurn(putSecrets),
    [`DELETE ${base}/secrets/:secret`]: inTurn(deleteSecret),
  });
}

const isSecret = ({ type }: Binding) => type === "secret_text" || type === "secret_key";

function secretsOf(bindings: readonly Binding[]): readonly object[] {
  return bindings.filter(isSecret).map((binding) => tellBinding(binding, []));
}

function findSecret(context: ScriptContext, call: Call): object {
  const { bindings } = findPublished(context, call).version;
  const found = bindings.find((binding) => isSecret(binding) && binding.name === param(call, "secret"));
  return found ? tellBinding(found, []) : noSecret();
}

function noSecret(): never {
  return fail(404, 10056, "Secret binding not found");
}

async function putSecret(context: ScriptContext, call: Call): Promise<Reply> {
  const before = findPublished(context, call);
  const [secret] = parseBindings([{ type: "secret_text", ...(await jsonBody(call)) }]);
  if (secret === undefined || !isSecret(secret)) fail(400, 10026, "a secret is of type secret_text or secret_key");
  const others = before.version.bindings.filter(({ name }) => name !== secret.name);
  await republish(context, before, { bindings: [...others, secret] });
  return done(tellBinding(secret, []));
}

/** Many at once, as a map of name → secret or null. */
async function putSecrets(context: ScriptContext, call: Call): Promise<Reply> {
  const before = findPublished(context, call);
  const map = asObject((await jsonBody(call)).secrets) ?? fail(400, 10026, "secrets must be an object");
  const kept = before.version.bindings.filter(({ name }) => !(name in map));
  const put = parseBindings(
    Object.entries(map).flatMap(([name, secret]) => (secret === null ? [] : [{ ...asObject(secret), name }])),
  );
  await republish(context, before, { bindings: [...kept, ...put] });
  return done(secretsOf([...kept, ...put]));
}

async function deleteSecret(context: ScriptContext, call: Call): Promise<Reply> {
  const before = findPublished(context, call);
  findSecret(context, call);
  const bindings = before.version.bindings.filter(({ name }) => name !== param(call, "secret"));
  await republish(context, before, { bindings });
  return done(null);
}
