import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCharsetScanner } from "../../../workers/relay/translate/body/charset.ts";
import { encodingOf } from "../../../workers/relay/translate/body/encoding.ts";
import {
  type Prescan,
  prescanCss,
  prescanHtml,
  prescanNothing,
  prescanXml,
} from "../../../workers/relay/translate/body/prescan.ts";
import { translateResponse } from "../../../workers/relay/translate/translate.ts";
import { contextOf, css, feedBytes, html } from "./scanning.ts";

const A = '<a href="//cdn.example/x">';
const MAPPED = '<a href="/dr/cdn/x">';
const SIZES = [1, 2, 3, 5, 7, 64, 5000];

/** ASCII as it is, and the bytes given in hexadecimal between `[` and `]`. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(
    text
      .split(/\[([0-9a-f ]+)\]/)
      .flatMap((part, index) =>
        index % 2 === 0
          ? [...part].map((one) => one.charCodeAt(0))
          : part.split(" ").map((one) => Number.parseInt(one, 16)),
      ),
  );
}

function utf16(text: string, isBig = false): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(text, "utf16le"));
  return isBig ? bytes.map((_, at) => bytes[at ^ 1] ?? 0) : bytes;
}

interface Reading {
  readonly charset?: string;
  readonly prescan?: Prescan;
  readonly sheet?: boolean;
  readonly size?: number;
}

function read(
  bytes: Uint8Array,
  { charset, prescan = prescanHtml, sheet = false, size = 5000 }: Reading = {},
): Uint8Array {
  const declared = charset === undefined ? undefined : encodingOf(charset);
  return feedBytes(createCharsetScanner({ declared, prescan, create: () => (sheet ? css() : html()) }), bytes, size);
}

describe("a page whose bytes are", () => {
  test.each([
    ["utf-8", "[d8 ae]"],
    ["windows-1256", "[ce c8 d1]"],
    ["euc-jp", "[c6 fc cb dc]"],
    ["euc-kr", "[c7 d1]"],
    ["koi8-r", "[c1 c2]"],
    ["shift_jis", "[95 5c 83 7b 81 7e]"],
    ["gbk", "[81 5c c4 e3]"],
    ["gb18030", "[81 30 81 30 81 5c 95 32 82 36]"],
    ["big5", "[a5 5c b3 5c]"],
    ["iso-2022-jp", "[1b 24 42]F|K\\\\<a>[1b 28 42]"],
  ])("%s keeps them, by header or by meta, and has its addresses mapped", (charset, letters) => {
    for (const size of SIZES) {
      const declared = (address: string) => bytesOf(`${letters}<p title="${letters}">${address}${letters}`);
      expect(read(declared(A), { charset, size })).toEqual(declared(MAPPED));
      const inside = (address: string) => bytesOf(`<meta charset=${charset}>${letters}${address}${letters}`);
      expect(read(inside(A), { size })).toEqual(inside(MAPPED));
    }
  });

  test.each([
    ["shift_jis", '<a href="https://cdn.example/[95 5c]a/..%2f[83 5c]">', '<a href="/dr/cdn/[95 5c]a/..%2f[83 5c]">'],
    ["big5", '<a href="//cdn.example/[a5 5c]?q=[b3 5c]">', '<a href="/dr/cdn/[a5 5c]?q=[b3 5c]">'],
    ["gbk", '<a href="//cdn.example/[81 5c]">', '<a href="/dr/cdn/[81 5c]">'],
    ["utf-8", '<a href="//cdn.example/[d8 ae]\\b">', '<a href="/dr/cdn/[d8 ae]/b">'],
    // No letter ends in a backslash there, so it stands for itself, as for a browser.
    ["shift_jis", '<a href="//cdn.example/[85 5c]b">', '<a href="/dr/cdn/[85]/b">'],
  ])("%s: a backslash that is half of a letter is no slash in %s", (charset, input, output) => {
    for (const size of SIZES) expect(read(bytesOf(input), { charset, size })).toEqual(bytesOf(output));
  });

  test("a byte that no letter has becomes no backslash", () => {
    expect(read(bytesOf("[ff]<p>[ff]"), { charset: "shift_jis" })).toEqual(bytesOf("[1a]<p>[1a]"));
  });
});

describe("ISO-2022-JP", () => {
  const charset = "iso-2022-jp";
  test("half letters are no markup, and markup behind them is", () => {
    const input = `[1b 24 42]${A}[1b 28 42]${A}[1b 28 4a]${A}[1b 28 49]${A}[1b 28 42]${A}`;
    const output = `[1b 24 42]${A}[1b 28 42]${MAPPED}[1b 28 4a]${MAPPED}[1b 28 49]${A}[1b 28 42]${MAPPED}`;
    for (const size of SIZES) expect(read(bytesOf(input), { charset, size })).toEqual(bytesOf(output));
  });

  test("a byte above ASCII is an error before and after, never markup", () => {
    expect(read(bytesOf("[bc]p>[9b]$B<a>"), { charset })).toEqual(bytesOf("[0e]p>[0e]$B<a>"));
  });

  test("an escape sequence that is none changes nothing", () => {
    for (const size of SIZES) {
      expect(read(bytesOf(`[1b]$X${A}[1b][1b]${A}`), { charset, size })).toEqual(
        bytesOf(`[1b]$X${MAPPED}[1b][1b]${MAPPED}`),
      );
    }
  });
});

describe("UTF-16", () => {
  const text = `<p>خبر 😀${A}`;
  const utf8 = new TextEncoder().encode(text.replace(A, MAPPED));
  const marked = new TextEncoder().encode(`\ufeff${text.replace(A, MAPPED)}`);

  test.each([false, true])("by its byte order mark becomes UTF-8 with one (big-endian: %s)", (isBig) => {
    for (const size of SIZES) {
      expect(read(utf16(`\ufeff${text}`, isBig), { size })).toEqual(marked);
      expect(read(utf16(`\ufeff${text}`, isBig), { charset: "windows-1252", size })).toEqual(marked);
    }
  });

  test("by its header becomes UTF-8, without the mark", () => {
    for (const size of SIZES) {
      expect(read(utf16(text), { charset: "utf-16", size })).toEqual(utf8);
      expect(read(utf16(`\ufeff${text}`), { charset: "utf-16le", size })).toEqual(utf8);
      expect(read(utf16(`\ufeff${text}`, true), { charset: "utf-16le", size })).toEqual(utf8);
      expect(read(marked, { charset: "utf-16le", size })).toEqual(marked);
    }
  });

  test("by its XML declaration becomes UTF-8", () => {
    const xml = `<?xml version="1.0"?>${text}`;
    const output = new TextEncoder().encode(`\ufeff${xml.replace(A, MAPPED)}`);
    for (const size of SIZES) {
      expect(read(utf16(xml), { prescan: prescanXml, size })).toEqual(output);
      expect(read(utf16(xml, true), { prescan: prescanXml, size })).toEqual(output);
    }
  });

  test("is what the header says afterwards", async () => {
    const headers = { "content-type": "text/html; Charset=UTF-16BE; x=y" };
    const answer = await translateResponse(new Response(utf16(A, true), { headers }), contextOf());
    if ("refused" in answer) throw new Error("refused");
    expect(answer.headers.get("content-type")).toBe("text/html; x=y; charset=utf-8");
    expect(await answer.text()).toBe(MAPPED);
  });
});

describe("CSS", () => {
  const rule = (letter: string, address: string) => `a{content:"${letter}";b:url(${address})}`;
  test("a letter that ends in a backslash escapes nothing, by header or by @charset", () => {
    for (const size of SIZES) {
      const input = (address: string) => bytesOf(rule("[95 5c]", address));
      const options = { sheet: true, prescan: prescanCss, size };
      expect(read(input("/x"), { ...options, charset: "Shift_JIS" })).toEqual(input("/dr/cdn/x"));
      const inside = (address: string) => bytesOf(`@charset "sjis";${rule("[95 5c]", address)}`);
      expect(read(inside("/x"), options)).toEqual(inside("/dr/cdn/x"));
    }
  });
});

test.each<readonly [Prescan, string, string | undefined]>([
  [prescanHtml, "<meta charset=gbk>", "gbk"],
  [prescanHtml, "<META CharSet = 'gbk' >", "gbk"],
  [prescanHtml, "<meta/charset=gbk/>", "gbk/"],
  [prescanHtml, "<meta charset=gbk", undefined],
  [prescanHtml, "<metax charset=gbk>", undefined],
  [prescanHtml, "<!-- <meta charset=gbk> --><meta charset=big5>", "big5"],
  [prescanHtml, "<!--><meta charset=gbk>", "gbk"],
  [prescanHtml, "<a title='<meta charset=gbk>'><meta charset=big5>", "big5"],
  [prescanHtml, "<a title='<meta charset=gbk>", undefined],
  [prescanHtml, '<meta http-equiv="Content-Type" content="text/html; charset=gbk">', "gbk"],
  [prescanHtml, "<meta content='text/html; charset=\"gbk\"' http-equiv=content-type>", "gbk"],
  [prescanHtml, '<meta content="text/html; charset=gbk">', undefined],
  [prescanHtml, '<meta name=x><meta http-equiv=refresh content="charset=gbk"><meta charset=big5>', "big5"],
  [prescanHtml, "<?php > <meta charset=gbk>", "gbk"],
  [prescanHtml, '<?xml version="1.0" encoding="gbk"?><p>', "gbk"],
  [prescanXml, "<?xml version='1.0' encoding='gbk'?>", "gbk"],
  [prescanXml, "<?xml encoding='gbk'", undefined],
  [prescanXml, "<p><?xml encoding='gbk'?>", undefined],
  [prescanCss, '@charset "gbk";', "gbk"],
  [prescanCss, "@charset 'gbk';", undefined],
  [prescanNothing, '@charset "gbk";', undefined],
])("%o finds in %s: %s", (prescan, head, label) => expect(prescan(head, true)).toBe(label));

test("of the labels browsers know each is in its family", () => {
  const families =
    "utf-8 UTF8 latin1 windows-1256 gb2312 sjis MS_Kanji csISO2022JP unicode utf-16 unicodefffe x-x big5-hkscs utf-7"
      .split(" ")
      .map((label) => encodingOf(label)?.family);
  expect(families).toEqual([
    ..."ascii ascii ascii ascii double-byte double-byte double-byte iso-2022-jp utf-16 utf-16 utf-16".split(" "),
    undefined,
    "double-byte",
    undefined,
  ]);
});

const labels = fc.constantFrom(undefined, "utf-8", "shift_jis", "gb18030", "iso-2022-jp", "utf-16le", "euc-kr");
const pieces = fc.oneof(
  fc.constantFrom(
    "<meta charset=sjis>",
    "<meta charset=iso-2022-jp>",
    A,
    "[1b 24 42]",
    "[1b 28 42]",
    "[95 5c]",
    "[fe ff]",
    "[ff fe]",
    "\\",
    "<p>",
    '"',
  ),
  fc.integer({ min: 0, max: 255 }).map((byte) => `[${byte.toString(16)}]`),
);

test("any way of cutting a body gives the same bytes", () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), labels, fc.integer({ min: 1, max: 9 }), (list, charset, size) => {
      const bytes = bytesOf(list.join(""));
      const options = charset === undefined ? {} : { charset };
      expect(read(bytes, { ...options, size })).toEqual(read(bytes, options));
    }),
    { numRuns: 3000 },
  );
});

test("only the first pieces of a push lie in memory that is lent for them", () => {
  const cases = [
    { declared: undefined, input: Buffer.from(`<meta charset=windows-1256>${A}\xd3\xe1${A}`, "latin1") },
    { declared: undefined, input: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(A, "utf16le")]) },
  ];
  for (const { declared, input } of cases) {
    const spare = new Uint8Array(4096);
    const scanner = createCharsetScanner({ declared, prescan: prescanHtml, create: () => html() });
    let end = 0;
    let isFirst = true;
    for (const piece of scanner.push(new Uint8Array(input), spare)) {
      if (piece.buffer === spare.buffer) expect([isFirst, piece.byteOffset]).toEqual([true, end]);
      else isFirst = false;
      end += piece.length;
    }
  }
});
