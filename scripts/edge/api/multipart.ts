// multipart/form-data, whole in memory and bounded before: uploads of scripts and KV values with metadata. Not the runtime's
// FormData: that drops the content type of a part without a filename, and a module's kind is its content type.
import { fail } from "./envelope.ts";

export interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly type: string;
  readonly bytes: Buffer;
}

const partsMax = 1_000;

export function isMultipart(contentType: string): boolean {
  return /^multipart\/form-data\s*;/i.test(contentType);
}

export function parseMultipart(body: Buffer, contentType: string): readonly Part[] {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2] ?? malformed();
  const delimiter = Buffer.from(`\r\n--${mark}`);
  // The first delimiter has no line break before it; giving it one lets all be found alike.
  const whole = Buffer.concat([Buffer.from("\r\n"), body]);
  const parts: Part[] = [];
  let at = whole.indexOf(delimiter);
  while (at >= 0 && parts.length < partsMax) {
    const start = at + delimiter.length;
    if (whole.toString("latin1", start, start + 2) === "--") return parts;
    const end = whole.indexOf(delimiter, start);
    if (end < 0) malformed();
    parts.push(parsePart(whole.subarray(start, end)));
    at = end;
  }
  return malformed();
}

function parsePart(raw: Buffer): Part {
  const gap = raw.indexOf("\r\n\r\n");
  if (gap < 0) malformed();
  const head = raw.toString("utf8", 0, gap);
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? malformed();
  return {
    name: attribute(disposition, "name") ?? malformed(),
    filename: attribute(disposition, "filename"),
    type: (/^content-type:\s*([^;\r\n]*)/im.exec(head)?.[1] ?? "").trim().toLowerCase(),
    bytes: raw.subarray(gap + 4),
  };
}

/** Browsers and Node escape a quote and line breaks as %22, %0D, %0A, nothing else. */
function attribute(disposition: string, name: string): string | undefined {
  const quoted = new RegExp(`(?:^|;)\\s*${name}="([^"]*)"`, "i").exec(disposition)?.[1];
  return quoted?.replace(/%22/g, '"').replace(/%0D/gi, "\r").replace(/%0A/gi, "\n");
}

function malformed(): never {
  return fail(400, 10026, "Could not parse the multipart/form-data body");
}
