// A Content-Type as browsers read it (MIME Sniffing §4.4): the essence in lower case and the charset's label, if any.

export interface MediaType {
  /** `text/html`; "" when there is none or it is no type at all. */
  readonly essence: string;
  readonly charset: string | undefined;
}

const ESSENCE = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/;

export function readMediaType(field: string | null): MediaType {
  const read = field?.includes(",") ? field.split(",").map(readOne) : [readOne(field ?? "")];
  // Where the header stands twice the last type counts, with the charset said before of the same (Fetch §2.2.2).
  const { essence, charset } = read.findLast((one) => one.essence !== "" && one.essence !== "*/*") ?? read[0] ?? NONE;
  return { essence, charset: charset ?? read.findLast((one) => one.essence === essence && one.charset)?.charset };
}

const NONE: MediaType = { essence: "", charset: undefined };

function readOne(text: string): MediaType {
  const [type = "", ...parameters] = text.split(";").map((one) => one.trim());
  const essence = type.toLowerCase();
  return { essence: ESSENCE.test(essence) ? essence : "", charset: charsetIn(parameters) };
}

/** The same type with another charset. */
export function withCharset(field: string, charset: string): string {
  const kept = field.split(";").filter((one, index) => index === 0 || !/^\s*charset\s*=/i.test(one));
  return `${kept.map((one) => one.trim()).join("; ")}; charset=${charset}`;
}

function charsetIn(parameters: readonly string[]): string | undefined {
  const found = parameters.find((one) => /^charset\s*=/i.test(one));
  const label = found?.replace(/^[^=]*=\s*["']?/, "").replace(/["']?\s*$/, "");
  return label === undefined || label === "" ? undefined : label.toLowerCase();
}
