// What is asked for. `kind` is what the relay has to do with the body: hand it on as it came, or read all of it.
import { REAL_PAGES } from "./inputs.ts";

export interface Case {
  readonly name: string;
  readonly path: string;
  readonly kind: "native" | "translated";
  readonly encoding: "identity" | "gzip";
  /** Sec-Fetch-Dest. */
  readonly destination: "document" | "script" | "style" | "video" | "empty";
  readonly range?: string;
  /** Sent to the relay of a service that maps addresses in scripts and JSON. */
  readonly literals?: boolean;
  /** Left out of a quick run. */
  readonly isSlow?: boolean;
  /** Measured for all, or only for those the targets compare. */
  readonly contenders: "all" | "few";
}

const MEGABYTE = 1_000_000;
const html = { kind: "translated", encoding: "identity", destination: "document", contenders: "all" } as const;
const identity = { encoding: "identity", contenders: "all" } as const;

const fixed: readonly Case[] = [
  { ...html, name: "html-180k", path: "/chunked/page.html" },
  { ...html, name: "html-180k-known", path: "/page.html" },
  { ...html, name: "html-180k-gzip", path: "/gzip/page.html", encoding: "gzip", isSlow: true },
  { ...identity, name: "script-1.2m", path: "/app.js", kind: "native", destination: "script" },
  {
    ...identity,
    name: "script-1.2m-literals",
    path: "/app.js",
    kind: "translated",
    destination: "script",
    literals: true,
    contenders: "few",
  },
  {
    name: "script-1.2m-gzip",
    path: "/gzip/app.js",
    kind: "native",
    destination: "script",
    encoding: "gzip",
    isSlow: true,
    contenders: "all",
  },
  { ...identity, name: "css-200k", path: "/main.css", kind: "translated", destination: "style" },
  {
    name: "css-200k-gzip",
    path: "/gzip/main.css",
    kind: "translated",
    destination: "style",
    encoding: "gzip",
    isSlow: true,
    contenders: "all",
  },
  // What a player asks for after a seek: 8 MB out of the middle of the 100 MB.
  {
    ...identity,
    name: "video-100m-range",
    path: "/film.mp4",
    kind: "native",
    destination: "video",
    range: `bytes=${40 * MEGABYTE}-${48 * MEGABYTE - 1}`,
  },
  { ...identity, name: "json-16k", path: "/items.json", kind: "native", destination: "empty" },
  {
    ...identity,
    name: "json-16k-literals",
    path: "/items.json",
    kind: "translated",
    destination: "empty",
    literals: true,
    contenders: "few",
  },
];

export function listCases({ isQuick }: { readonly isQuick: boolean }): readonly Case[] {
  const pages = REAL_PAGES.map((name, index): Case => {
    return { ...html, name: `page-${name}`, path: `/${name}.html`, isSlow: index > 0 };
  });
  return [...fixed, ...pages].filter(({ isSlow }) => !(isQuick && isSlow));
}

export function headersOf({ encoding, destination, range }: Case): Readonly<Record<string, string>> {
  const isDocument = destination === "document";
  return {
    "Accept-Encoding": encoding,
    "Sec-Fetch-Dest": destination,
    "Sec-Fetch-Mode": isDocument ? "navigate" : "no-cors",
    "Sec-Fetch-Site": isDocument ? "none" : "same-origin",
    ...(range !== undefined && { Range: range }),
  };
}
