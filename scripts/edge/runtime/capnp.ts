// Cap'n Proto's text format, as much as a workerd configuration needs. Every byte of a string that is not a plain printable
// character is written as \xNN: an uploaded name or secret can then never end its literal and add configuration of its own.

/** Text that is already in the format: what the functions below return. */
export interface CapnpText {
  readonly capnp: string;
}
export type CapnpValue =
  | CapnpText
  | string
  | boolean
  | readonly CapnpValue[]
  | { readonly [field: string]: CapnpValue };

const plain = /^[A-Za-z0-9 .,:;_\-/+*=@?!#%&()[\]{}<>|~^$']$/;

export function quote(text: string): string {
  let out = "";
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    out += plain.test(character) ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return `"${out}"`;
}

/** The content of a file beside the configuration. */
export function embed(file: string): CapnpText {
  return { capnp: `embed ${quote(file)}` };
}

export const nothing: CapnpText = { capnp: "void" };

export function renderCapnp(value: CapnpValue): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map(renderCapnp).join(", ")}]`;
  if (isText(value)) return value.capnp;
  const fields = Object.entries(value).map(([name, field]) => `${name} = ${renderCapnp(field)}`);
  return `(${fields.join(", ")})`;
}

function isList(value: CapnpValue): value is readonly CapnpValue[] {
  return Array.isArray(value);
}

function isText(value: object): value is CapnpText {
  return "capnp" in value && typeof value.capnp === "string";
}
