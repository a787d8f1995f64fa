// The text fields of a multipart/form-data body (RFC 7578). A part with a file name is a file: its bytes are the reader's
// own and are never touched, and neither is a field that says it is anything but text.

const HEADERS_END = "\r\n\r\n";
const FILE = /(?:^|\r\n)content-disposition:[^\r\n]*;\s*filename\*?\s*=/i;
const TYPE = /(?:^|\r\n)content-type:\s*([^;\r\n]*)/i;

/** Byte strings. A body that is not what its type says comes out as it went in. */
export function mapTextFields(body: string, boundary: string, map: (text: string) => string): string {
  if (boundary === "") return body;
  const delimiter = `\r\n--${boundary}`;
  // The first delimiter may stand at the very start.
  const parts = `\r\n${body}`.split(delimiter);
  return parts
    .map((part, at) => (at === 0 || part.startsWith("--") ? part : mapPart(part, map)))
    .join(delimiter)
    .slice(2);
}

function mapPart(part: string, map: (text: string) => string): string {
  const end = part.indexOf(HEADERS_END);
  if (end < 0) return part;
  const headers = part.slice(0, end);
  const type = TYPE.exec(headers)?.[1]?.trim().toLowerCase() ?? "text/plain";
  const isText = /^(?:text\/|application\/(?:.+\+)?json$)/.test(type);
  if (FILE.test(headers) || !isText) return part;
  const content = end + HEADERS_END.length;
  return part.slice(0, content) + map(part.slice(content));
}
