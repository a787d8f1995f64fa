// The multipart body of an upload → a draft: modules, bindings, migrations, settings. Checked here as far as one upload alone
// can tell; what depends on the account (namespaces, services, classes) is checked in `bindings.ts` and `migrations.ts`.
import { isKnownModule } from "../../runtime/config.ts";
import type { UploadedModule } from "../../storage/modules.ts";
import type { Binding } from "../../storage/state.ts";
import { fail } from "../envelope.ts";
import { isMultipart, type Part, parseMultipart } from "../multipart.ts";
import type { Call } from "../router.ts";

export interface Draft {
  readonly mainModule: string;
  readonly modules: readonly UploadedModule[];
  readonly bindings: readonly Binding[];
  /** Kinds of binding taken over from the version before. */
  readonly keepBindings: readonly string[];
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  readonly migrations: Readonly<Record<string, unknown>> | undefined;
  readonly tags: readonly string[] | undefined;
  readonly annotations: Readonly<Record<string, unknown>>;
  /** Which client uploaded: wrangler warns before it writes over another's work. */
  readonly source: "wrangler" | "api";
  readonly settings: Readonly<Record<string, unknown>>;
}

const settingNames = ["logpush", "observability", "placement", "tail_consumers", "limits", "usage_model"];
const sourceMap = "application/source-map";
/** What Cloudflare assumes when an upload names none. */
const oldestDate = "2021-11-02";

export async function parseUpload(call: Call): Promise<Draft> {
  if (!isMultipart(call.contentType)) invalid("upload the script as multipart/form-data with a metadata part");
  const parts = parseMultipart(await call.body(), call.contentType);
  const metadata = parseMetadata(parts.find(({ name }) => name === "metadata"));
  if (metadata.assets !== undefined) invalid("this edge has no static assets");
  return {
    ...parseModules(parts, metadata.main_module),
    bindings: parseBindings(metadata.bindings ?? []),
    keepBindings: parseStrings(metadata, "keep_bindings") ?? [],
    compatibilityDate: parseDate(metadata.compatibility_date ?? oldestDate),
    compatibilityFlags: parseStrings(metadata, "compatibility_flags") ?? [],
    migrations: asObject(metadata.migrations),
    tags: parseStrings(metadata, "tags"),
    annotations: asObject(metadata.annotations) ?? {},
    source: call.userAgent.startsWith("wrangler") ? "wrangler" : "api",
    settings: Object.fromEntries(settingNames.flatMap((name) => (name in metadata ? [[name, metadata[name]]] : []))),
  };
}

export function invalid(message: string): never {
  return fail(400, 10021, message);
}

function parseMetadata(part: Part | undefined): Record<string, unknown> {
  if (part === undefined) invalid("the upload has no metadata part");
  try {
    return asObject(JSON.parse(part.bytes.toString())) ?? invalid("metadata must be a JSON object");
  } catch {
    return invalid("metadata is not valid JSON");
  }
}

function parseModules(parts: readonly Part[], mainModule: unknown): Pick<Draft, "mainModule" | "modules"> {
  const modules = parts
    .filter(({ name, type }) => name !== "metadata" && type !== sourceMap)
    .map(({ name, type, bytes }) => ({ name, type, bytes }));
  const unknown = modules.find(({ type }) => !isKnownModule(type));
  if (unknown) invalid(`module ${unknown.name} has the content type "${unknown.type}", which is no kind of module`);
  if (typeof mainModule !== "string") invalid("metadata needs main_module: this edge runs ES modules");
  const main = modules.find(({ name }) => name === mainModule);
  if (!main?.type.endsWith("javascript+module")) invalid(`no ES module part is named ${mainModule}`);
  return { mainModule, modules };
}

export function parseBindings(value: unknown): readonly Binding[] {
  if (!Array.isArray(value)) invalid("bindings must be an array");
  const bindings = value.map((item: unknown): Binding => {
    const { name, type, ...rest } = asObject(item) ?? {};
    if (typeof name !== "string" || name === "" || typeof type !== "string")
      invalid("each binding needs a name and a type");
    return { ...rest, name, type };
  });
  const twice = bindings.find(({ name }, index) => bindings.findIndex((other) => other.name === name) !== index);
  return twice ? invalid(`binding ${twice.name} is defined twice`) : bindings;
}

function parseStrings(metadata: Record<string, unknown>, field: string): readonly string[] | undefined {
  const value = metadata[field];
  if (value === undefined || value === null) return undefined;
  const strings = Array.isArray(value) && value.every((item) => typeof item === "string");
  return strings ? value : invalid(`${field} must be an array of strings`);
}

export function parseDate(value: unknown): string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)
    ? value
    : invalid("compatibility_date must be YYYY-MM-DD");
}

export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
