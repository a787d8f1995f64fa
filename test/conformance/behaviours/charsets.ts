// Pages in charsets old and new, said by header, meta or BOM; and what depends on a page's charset.

import { row, rows, type Topic } from "./row.ts";

/** The charset's label, a text, and the text's bytes in it. */
const CHARSETS: readonly (readonly [label: string, text: string, hex: string])[] = [
  ["windows-1256", "سلام عالم", "d3e1c7e320dac7e1e3"],
  ["GBK", "你好，世界", "c4e3bac3a3accac0bde7"],
  ["Shift_JIS", "日本語ソフト表", "93fa967b8cea835c83748367955c"],
  ["ISO-8859-1", "café – naïve", "636166e92096206e61ef7665"],
  ["koi8-r", "Привет мир", "f0d2c9d7c5d420cdc9d2"],
  ["euc-kr", "안녕 세계", "bec8b3e720bcbcb0e8"],
  ["big5", "許功蓋", "b35ca55cbb5c"],
  ["euc-jp", "日本語", "c6fccbdcb8ec"],
  ["utf-8", "سلام ✓ 😀", "d8b3d984d8a7d98520e29c9320f09f9880"],
];
const UTF16 = [
  ["utf-16le", "by its BOM", true],
  ["utf-16be", "by its BOM", true],
  ["utf-16le", "by its header", false],
  ["utf-16be", "by its header", false],
] as const;

export const CHARSET_TOPIC: Topic = {
  name: "charsets",
  rows: [
    ...rows(CHARSETS, ([label]) => ({
      title: `a page in ${label} said by its header`,
      run: async (lab, [label, , hex]) => {
        const hit = lab.hit("png");
        const bytes = (text: string) =>
          [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        const page =
          bytes("<!doctype html><title>") +
          hex +
          bytes(`</title><img alt="`) +
          hex +
          bytes(`" src="${lab.cdn}${hit.path}"><p>`) +
          hex;
        const { contentDocument } = await lab.frame({
          src: lab.say({ hex: page, headers: { "content-type": `text/html; charset=${label}` } }),
        });
        const seen = await hit.seen();
        return [
          contentDocument?.characterSet,
          contentDocument?.title,
          contentDocument?.images[0]?.alt,
          contentDocument?.querySelector("p")?.textContent,
          seen.map(({ headers }) => headers.host),
        ];
      },
    })),
    ...rows(CHARSETS, ([label]) => ({
      title: `a page in ${label} said by its meta`,
      run: async (lab, [label, , hex]) => {
        const bytes = (text: string) =>
          [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        const page = `${bytes(`<!doctype html><meta charset="${label}"><title>`) + hex + bytes(`</title><a href="${lab.cdn}/x?q=`) + hex}${bytes('">x</a>')}`;
        const { contentDocument } = await lab.frame({
          src: lab.say({ hex: page, headers: { "content-type": "text/html" } }),
        });
        return [contentDocument?.characterSet, contentDocument?.title, contentDocument?.querySelector("a")?.href];
      },
    })),
    ...rows(CHARSETS, ([label]) => ({
      title: `a query of a page in ${label} is written in it`,
      run: async (lab, [label, text]) => {
        const body = `<!doctype html><a href="/echo?q=">x</a>`;
        const frame = await lab.frame({
          src: lab.say({ body, headers: { "content-type": `text/html; charset=${label}` } }),
        });
        const anchor = frame.contentDocument?.querySelector("a");
        anchor?.setAttribute("href", `/echo?q=${text}`);
        return [anchor?.search, (await lab.echo(anchor?.href)).url];
      },
    })),
    ...rows(UTF16, ([label, how]) => ({
      title: `a page in ${label} said ${how}`,
      run: async (lab, [label, , bom]) => {
        const hit = lab.hit("png");
        const text = `<!doctype html><title>سلام 漢</title><img src="${lab.cdn}${hit.path}">`;
        const words = [...Array(text.length).keys()].map((at) => text.charCodeAt(at).toString(16).padStart(4, "0"));
        const hex = words.map((word) => (label === "utf-16le" ? word.slice(2) + word.slice(0, 2) : word)).join("");
        const mark = label === "utf-16le" ? "fffe" : "feff";
        const headers = { "content-type": bom ? "text/html" : `text/html; charset=${label}` };
        const { contentDocument } = await lab.frame({ src: lab.say({ hex: (bom ? mark : "") + hex, headers }) });
        return [
          contentDocument?.characterSet,
          contentDocument?.title,
          (await hit.seen()).map(({ headers: seen }) => seen.host),
        ];
      },
      differs: {
        reason: "UTF-16 is no superset of ASCII: such pages are read and handed over as UTF-8",
        value: ["UTF-8", "سلام 漢", ["{cdn-host}"]],
      },
    })),
    row({
      title: "a UTF-8 BOM beats the header",
      run: async (lab) => {
        const { contentDocument } = await lab.frame({
          src: lab.say({
            hex: "efbbbf3c7469746c653ed9be3c2f7469746c653e",
            headers: { "content-type": "text/html; charset=windows-1256" },
          }),
        });
        return [contentDocument?.characterSet, contentDocument?.title];
      },
    }),
    row({
      title: "a page that says no charset",
      run: async (lab) => {
        const { contentDocument } = await lab.frame({
          src: lab.say({ hex: "3c7469746c653ee93c2f7469746c653e", headers: { "content-type": "text/html" } }),
        });
        return contentDocument?.title;
      },
    }),
    row({
      title: "meta http-equiv Content-Type says the charset",
      run: async (lab) => {
        const body = '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS"><title>x</title>';
        return (await lab.frame({ src: lab.say({ body, headers: { "content-type": "text/html" } }) })).contentDocument
          ?.characterSet;
      },
    }),
    row({
      title: "a stylesheet in windows-1256 said by @charset",
      run: async (lab) => {
        const css = [...new TextEncoder().encode('@charset "windows-1256";.cs::before{content:"')]
          .map((byte) => byte.toString(16).padStart(2, "0"))
          .join("");
        await lab.loaded(
          lab.element("link", {
            rel: "stylesheet",
            href: lab.say({ hex: `${css}d3e1c7e3227d`, headers: { "content-type": "text/css" } }),
          }),
        );
        return getComputedStyle(lab.element("p", { className: "cs" }), "::before").content;
      },
    }),
    row({
      title: "a stylesheet without @charset has its page's charset",
      run: async (lab) => {
        const css = [...new TextEncoder().encode('.cs::before{content:"')]
          .map((byte) => byte.toString(16).padStart(2, "0"))
          .join("");
        const path = lab.say({ hex: `${css}d3e1c7e3227d`, headers: { "content-type": "text/css" } });
        const frame = await lab.frame({
          src: lab.say({
            body: `<link rel="stylesheet" href="${path}"><p class="cs">`,
            headers: { "content-type": "text/html; charset=windows-1256" },
          }),
        });
        const p = frame.contentDocument?.querySelector("p");
        return p && frame.contentWindow.getComputedStyle(p, "::before").content;
      },
    }),
    ...rows(["header", "attribute", "page"], (how) => ({
      title: `a script in windows-1256 said by its ${how}`,
      run: async (lab, how) => {
        const hex = `73656c662e73616964203d2022d3e1c7e322`;
        const type = how === "header" ? "text/javascript; charset=windows-1256" : "text/javascript";
        const path = lab.say({ hex, headers: { "content-type": type } });
        const body = `<script src="${path}"${how === "attribute" ? ' charset="windows-1256"' : ""}></script>`;
        const frame = await lab.frame({
          src: lab.say({
            body,
            headers: { "content-type": `text/html; charset=${how === "page" ? "windows-1256" : "utf-8"}` },
          }),
        });
        return (frame.contentWindow as unknown as { said: string }).said;
      },
    })),
    row({
      title: "a module is UTF-8 whatever its header says",
      run: async (lab) =>
        (
          await lab.import(
            lab.say({
              body: 'export default "پ"',
              headers: { "content-type": "text/javascript; charset=windows-1256" },
            }),
          )
        ).default,
    }),
    row({
      title: "text and JSON fetched are UTF-8 whatever their header says",
      run: async (lab) => [
        await (
          await fetch(lab.say({ body: "پ", headers: { "content-type": "text/plain; charset=windows-1256" } }))
        ).text(),
        await (
          await fetch(lab.say({ body: '"پ"', headers: { "content-type": "application/json; charset=latin1" } }))
        ).json(),
      ],
    }),
    row({
      title: "an XML page says its charset itself",
      run: async (lab) => {
        const hex = [
          ...new TextEncoder().encode(
            '<?xml version="1.0" encoding="windows-1256"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>',
          ),
        ]
          .map((byte) => byte.toString(16).padStart(2, "0"))
          .join("");
        const end = [...new TextEncoder().encode("</title></head><body/></html>")]
          .map((byte) => byte.toString(16).padStart(2, "0"))
          .join("");
        const { contentDocument } = await lab.frame({
          src: lab.say({ hex: `${hex}d3e1c7e3${end}`, headers: { "content-type": "application/xhtml+xml" } }),
        });
        return [contentDocument?.characterSet, contentDocument?.title];
      },
    }),
    row({
      title: "a form of a page in windows-1256 is sent in it",
      run: async (lab) => {
        const hit = lab.hit("html");
        const body = `<form action="${hit.path}" method="post"><input name="x" value="&#1587;&#1604;&#1575;&#1605; &#28450;"></form>`;
        const frame = await lab.frame({
          src: lab.say({ body, headers: { "content-type": "text/html; charset=windows-1256" } }),
        });
        frame.contentDocument?.forms[0]?.submit();
        return (await hit.seen())[0]?.body.text;
      },
    }),
  ],
};
