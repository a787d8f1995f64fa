// Durable Object migrations: which classes have storage. A step is applied once; its tag says how far a script has come, so
// a repeated upload with a stale tag is refused instead of creating a class twice.
import type { ObjectNamespace, Script, State } from "../../storage/state.ts";
import { fail } from "../envelope.ts";
import { newId } from "../zones.ts";
import { asObject, invalid } from "./upload.ts";

export interface Migrated {
  readonly objects: readonly ObjectNamespace[];
  readonly tag: string | undefined;
}
type Step = Readonly<Record<string, unknown>>;
type Owner = Pick<Script, "account" | "name" | "migrationTag">;

export function migrate(script: Owner, before: readonly ObjectNamespace[], migrations: Step | undefined): Migrated {
  if (migrations === undefined) return { objects: before, tag: script.migrationTag };
  checkTag(script, migrations.old_tag);
  const steps = Array.isArray(migrations.steps) ? migrations.steps : [migrations];
  let objects = before;
  for (const step of steps)
    objects = applyStep(script, objects, asObject(step) ?? invalid("a migration step must be an object"));
  const tag = migrations.new_tag;
  return { objects, tag: typeof tag === "string" ? tag : script.migrationTag };
}

function checkTag({ migrationTag }: Owner, oldTag: unknown): void {
  if (typeof oldTag === "string" && oldTag !== (migrationTag ?? ""))
    fail(
      412,
      10079,
      `Actor migration tag precondition failed; expected tag '${oldTag}' but found '${migrationTag ?? ""}'`,
    );
}

function applyStep(script: Owner, before: readonly ObjectNamespace[], step: Step): readonly ObjectNamespace[] {
  if (Array.isArray(step.transferred_classes) && step.transferred_classes.length > 0)
    invalid("this edge cannot transfer Durable Object classes between scripts");
  let objects = before;
  for (const name of strings(step, "new_classes")) objects = create(script, objects, { name, sqlite: false });
  for (const name of strings(step, "new_sqlite_classes")) objects = create(script, objects, { name, sqlite: true });
  for (const { from, to } of renames(step)) {
    if (!objects.some(({ className }) => className === from)) missing(from);
    objects = objects.map((object) => (object.className === from ? { ...object, className: to } : object));
  }
  for (const name of strings(step, "deleted_classes")) {
    if (!objects.some(({ className }) => className === name)) missing(name);
    objects = objects.filter(({ className }) => className !== name);
  }
  return objects;
}

function create(
  { account, name: script }: Owner,
  objects: readonly ObjectNamespace[],
  { name, sqlite }: { name: string; sqlite: boolean },
): readonly ObjectNamespace[] {
  if (objects.some(({ className }) => className === name))
    fail(
      400,
      10074,
      `Cannot apply new-class migration to class '${name}' that is already depended on by existing Durable Objects`,
    );
  return [...objects, { id: newId(), account, script, className: name, sqlite }];
}

function missing(name: string): never {
  return fail(400, 10070, `Cannot apply migration to class '${name}': it does not exist`);
}

function strings(step: Step, field: string): readonly string[] {
  const value = step[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function renames(step: Step): readonly { from: string; to: string }[] {
  const list = Array.isArray(step.renamed_classes) ? step.renamed_classes : [];
  return list.map((item: unknown) => {
    const { from, to } = asObject(item) ?? {};
    return typeof from === "string" && typeof to === "string"
      ? { from, to }
      : invalid("renamed_classes needs from and to");
  });
}

/** Puts the records of a script's classes as they are after its migrations. */
export function storeObjects(
  state: State,
  script: Pick<Script, "account" | "name">,
  objects: readonly ObjectNamespace[],
): void {
  for (const old of objectsOf(state, script)) state.objects.remove(script.account, old.id);
  for (const object of objects) state.objects.put(script.account, object.id, object);
}

export function objectsOf(
  state: State,
  { account, name }: Pick<Script, "account" | "name">,
): readonly ObjectNamespace[] {
  return state.objects.list(account).filter(({ script }) => script === name);
}
