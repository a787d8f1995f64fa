import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundaryOf, MultipartError, readMultipart } from "../../../scripts/demo/newsroom/multipart.ts";

interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly body: Uint8Array;
}

/** As fetch writes it; `pieceBytes` cuts the body anywhere. */
async function* written(parts: readonly Part[], boundary: string, pieceBytes: number): AsyncGenerator<Uint8Array> {
  const form = new FormData();
  for (const { name, filename, body } of parts) {
    if (filename === undefined) form.append(name, Buffer.from(body).toString("latin1"));
    else form.append(name, new Blob([new Uint8Array(body)]), filename);
  }
  const encoded = new Response(form);
  const used = boundaryOf(encoded.headers.get("content-type") ?? "") ?? "";
  const text = Buffer.from(await encoded.arrayBuffer())
    .toString("latin1")
    .replaceAll(used, boundary);
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function collected(source: AsyncIterable<Uint8Array>, boundary: string): Promise<Part[]> {
  const parts: { name: string; filename?: string; chunks: Uint8Array[] }[] = [];
  for await (const event of readMultipart(source, boundary)) {
    if (event.kind === "part") {
      const { name, filename } = event;
      parts.push({ name, chunks: [], ...(filename === undefined ? {} : { filename }) });
    }
    if (event.kind === "data") parts.at(-1)?.chunks.push(event.chunk);
  }
  return parts.map(({ chunks, ...part }) => ({ ...part, body: new Uint8Array(Buffer.concat(chunks)) }));
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text, "latin1");
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

describe("readMultipart", () => {
  test("what fetch writes is read back, however it is cut", async () => {
    const part = fc.record({
      filename: fc.stringMatching(/^[\w ."%آ-ی]{1,12}$/),
      body: fc.uint8Array({ maxLength: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), fc.integer({ min: 1, max: 80 }), async (files, pieceBytes) => {
        const parts = files.map((file, at) => ({
          name: `part ${at} "x"`,
          ...file,
          filename: file.filename.replaceAll("%", "") || "f",
        }));
        expect(await collected(written(parts, "--cut-me", pieceBytes), "--cut-me")).toEqual(parts);
      }),
      { numRuns: 60 },
    );
  });

  test("a body that looks like its boundary, but is not, passes", async () => {
    const body = bytes("\r\n--edg\r\n--edge\r\n-\r\n--");
    const parts = [{ name: "file", filename: "a", body: new Uint8Array(body.filter((byte) => byte !== 101)) }];
    expect(await collected(written(parts, "edge", 3), "edge")).toEqual(parts);
  });

  test("preamble, epilogue, blanks after a boundary and fields without file names are read", async () => {
    const text = 'hello\r\n--b \t\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n--b--\r\nbye';
    expect(await collected(once(text), "b")).toEqual([{ name: "a", body: bytes("one") }]);
  });

  test("no more than a boundary's length is held back", async () => {
    const head = 'Content-Disposition: form-data; name="file"; filename="f"\r\n\r\n';
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`--b\r\n${head}`);
      for (let sent = 0; sent < 200; sent++) yield Buffer.alloc(64 * 1024, 1);
      yield Buffer.from("\r\n--b--\r\n");
    }
    let biggest = 0;
    let total = 0;
    for await (const event of readMultipart(endless(), "b")) {
      if (event.kind === "data") {
        biggest = Math.max(biggest, event.chunk.length);
        total += event.chunk.length;
      }
    }
    expect(total).toBe(200 * 64 * 1024);
    expect(biggest).toBeLessThanOrEqual(64 * 1024 + 16);
  });

  test.each([
    ["nothing", ""],
    ["no boundary", "hello"],
    ["an open end", '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none'],
    ["no headers' end", '--b\r\nContent-Disposition: form-data; name="a"\r\n--b--'],
    ["no name", "--b\r\nContent-Disposition: form-data\r\n\r\none\r\n--b--"],
    ["another disposition", '--b\r\nContent-Disposition: attachment; name="a"\r\n\r\none\r\n--b--'],
    ["a crooked boundary", '--b!\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n--b--'],
    ["endless headers", `--b\r\nX: ${"a".repeat(20_000)}\r\n\r\n\r\n--b--`],
    ["a hundred parts", `${'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n'.repeat(100)}--b--`],
  ])("%s is a MultipartError", async (_, text) => {
    await expect(collected(once(text), "b")).rejects.toThrow(MultipartError);
  });
});

test.each([
  ["multipart/form-data; boundary=abc", "abc"],
  ['Multipart/Form-Data; charset=utf-8; boundary="a b"', "a b"],
  ["multipart/form-data", undefined],
  ["multipart/mixed; boundary=abc", undefined],
  ["text/plain", undefined],
  [undefined, undefined],
])("the boundary of %s is %s", (type, expected) => {
  expect(boundaryOf(type)).toBe(expected);
});
