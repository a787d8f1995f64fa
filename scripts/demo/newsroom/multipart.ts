// multipart/form-data (RFC 7578) read as a stream: a part is handed on while it arrives, and never more than one
// boundary's length of it is held back. Bodies of any size pass in constant memory; the caller sets the limits.

export type MultipartEvent =
  | { readonly kind: "part"; readonly name: string; readonly filename?: string; readonly type: string }
  | { readonly kind: "data"; readonly chunk: Uint8Array }
  | { readonly kind: "end" };

export class MultipartError extends Error {
  override name = "MultipartError";
}

const HEADERS_BYTES_LIMIT = 8 * 1024;
const PARTS_LIMIT = 64;

/** The boundary in a Content-Type header; `undefined` when it is not multipart/form-data. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const match = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    contentType ?? "",
  );
  return match?.[1] ?? match?.[2];
}

/** Throws `MultipartError` on a body that ends early or breaks the grammar. */
export async function* readMultipart(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<MultipartEvent, void, undefined> {
  const delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
  const intake = createIntake(source, Buffer.from("\r\n", "latin1")); // the first delimiter lacks its line break
  for await (const _ of intake.until(delimiter)); // a preamble is allowed and ignored (RFC 2046 §5.1.1)
  for (let parts = 0; !(await isLast(intake)); parts++) {
    if (parts === PARTS_LIMIT) throw new MultipartError("too many parts");
    yield parsePartHeaders(await readHeaders(intake));
    for await (const chunk of intake.until(delimiter)) yield { kind: "data", chunk };
    yield { kind: "end" };
  }
}

interface Intake {
  /** What comes before `mark`, in pieces; the mark itself is swallowed. Throws when the source ends first. */
  until(mark: Buffer): AsyncGenerator<Buffer, void, undefined>;
  take(byteCount: number): Promise<Buffer>;
}

function createIntake(source: AsyncIterable<Uint8Array>, start: Buffer): Intake {
  const chunks = source[Symbol.asyncIterator]();
  let held = start;
  const more = async () => {
    const next = await chunks.next();
    if (next.done) throw new MultipartError("the body ends too early");
    held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value]);
  };
  return {
    async *until(mark) {
      for (;;) {
        const at = held.indexOf(mark);
        const ready = at === -1 ? Math.max(0, held.length - mark.length + 1) : at;
        const piece = held.subarray(0, ready);
        held = held.subarray(at === -1 ? ready : at + mark.length);
        if (piece.length > 0) yield piece;
        if (at !== -1) return;
        await more();
      }
    },
    async take(byteCount) {
      while (held.length < byteCount) await more();
      const taken = held.subarray(0, byteCount);
      held = held.subarray(byteCount);
      return taken;
    },
  };
}

/** After a delimiter: `--` closes the body, a line break (after optional blanks) opens the next part. */
async function isLast(intake: Intake): Promise<boolean> {
  let two = (await intake.take(2)).toString("latin1");
  while (/^[ \t]/.test(two)) two = two.slice(1) + (await intake.take(1)).toString("latin1");
  if (two !== "--" && two !== "\r\n") throw new MultipartError("a boundary is followed by neither -- nor a line break");
  return two === "--";
}

/** The line break already taken belongs to the boundary, so a part without headers begins with another. */
async function readHeaders(intake: Intake): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of intake.until(Buffer.from("\r\n\r\n", "latin1"))) {
    size += piece.length;
    if (size > HEADERS_BYTES_LIMIT) throw new MultipartError("a part's headers are too long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function parsePartHeaders(text: string): MultipartEvent {
  const header = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(text)?.[1]?.trim();
  const disposition = header("content-disposition") ?? "";
  if (!/^form-data\b/i.test(disposition)) throw new MultipartError("a part is not form-data");
  const name = parameter(disposition, "name");
  if (name === undefined) throw new MultipartError("a part has no name");
  const filename = parameter(disposition, "filename");
  const type = header("content-type") ?? "text/plain";
  return { kind: "part", name, type, ...(filename === undefined ? {} : { filename }) };
}

/** Browsers escape quotes and line breaks in names with %22, %0D and %0A (HTML standard, multipart encoding). */
function parameter(disposition: string, key: string): string | undefined {
  const value = new RegExp(`;[ \\t]*${key}="([^"]*)"`, "i").exec(disposition)?.[1];
  return value?.replace(/%(22|0D|0A)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
