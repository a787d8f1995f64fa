// What a body is: by its content type, else by where it will be used, else by the ending of its path. One table, with the
// reason for each row. Types are believed as browsers believe them; playlists are what players make of them, and servers
// that do not know an ending call them text or bytes.

export type Kind =
  | "page"
  | "xhtml"
  | "picture"
  | "sheet"
  | "markup"
  | "hls"
  | "dash"
  | "manifest"
  | "importmap"
  | "jsonfeed"
  | "script"
  | "data"
  | "sourcemap"
  | "unknown";

type Row = readonly [types: string, kind: Kind, why: string];

const SPOKEN = "what scripts are told, line by line or at once; read only where the profile asks for it";

const TYPES: readonly Row[] = [
  ["text/html", "page", "a page"],
  ["application/xhtml+xml", "xhtml", "a page in XML"],
  ["image/svg+xml", "picture", "loads other pictures, or is a page of its own; nothing is added to it"],
  ["text/css", "sheet", "url(), @import, image-set()"],
  ["application/vnd.apple.mpegurl application/x-mpegurl audio/mpegurl audio/x-mpegurl", "hls", "RFC 8216 §4"],
  ["application/dash+xml video/vnd.mpeg.dash.mpd", "dash", "ISO/IEC 23009-1"],
  ["text/xml application/xml", "markup", "feeds, sitemaps, transformations, pages of any vocabulary"],
  ["application/rss+xml application/atom+xml application/rdf+xml", "markup", "feeds"],
  ["text/xsl application/xslt+xml", "markup", "transformations: xsl:import, and the pages they write"],
  ["application/manifest+json", "manifest", "W3C Web Application Manifest"],
  ["application/importmap+json", "importmap", "HTML standard §8.1.6.2"],
  ["application/feed+json", "jsonfeed", "jsonfeed.org"],
  [
    "text/javascript application/javascript application/x-javascript text/ecmascript application/ecmascript text/jscript",
    "script",
    "read only where the service's profile asks for it",
  ],
  ["application/json text/json application/problem+json application/hal+json application/vnd.api+json", "data", SPOKEN],
  ["application/x-ndjson application/jsonl application/json-seq text/event-stream text/x-component", "data", SPOKEN],
  ["application/graphql-response+json", "data", SPOKEN],
  ["*/* unknown/unknown application/unknown", "unknown", "as good as no type: browsers look at the first bytes"],
];

const ENDINGS: readonly (readonly [ending: RegExp, kind: Kind, why: string])[] = [
  [/\.m3u8?$/i, "hls", "players go by the ending"],
  [/\.mpd$/i, "dash", "players go by the ending"],
  [/\.webmanifest$/i, "manifest", "browsers take a manifest of any type"],
  [/\.map$/i, "sourcemap", "for debuggers: it names files, and must stay what it was made of"],
];
/** What servers say of a file whose ending they do not know; for these, and for none, the ending counts. */
const VAGUE = new Set(
  "text/plain application/octet-stream binary/octet-stream text/xml application/xml application/json".split(" "),
);

/** What browsers take for it whatever its type. */
const DESTINATIONS: Readonly<Record<string, Kind>> = {
  manifest: "manifest",
  // In quirks mode a sheet of the own origin may have any type, and on a mirror every origin is the own.
  style: "sheet",
  script: "script",
  worker: "script",
  sharedworker: "script",
};

const BY_TYPE = new Map(TYPES.flatMap(([types, kind]) => types.split(" ").map((type) => [type, kind] as const)));

export interface Evidence {
  /** The content type without parameters; "": none. */
  readonly type: string;
  /** Of the upstream address. */
  readonly url: string;
  /** Sec-Fetch-Dest, where the browser said it. */
  readonly destination?: string | undefined;
}

/** `undefined`: nobody reads it. */
export function kindOf({ type, url, destination }: Evidence): Kind | undefined {
  const used = DESTINATIONS[destination ?? ""];
  if (used !== undefined && type !== "text/html") return used;
  if (type === "" || VAGUE.has(type)) {
    const path = url.replace(/[?#].*$/s, "");
    const ending = ENDINGS.find(([pattern]) => pattern.test(path));
    if (ending) return ending[1];
  }
  if (type === "") return "unknown";
  return BY_TYPE.get(type) ?? (type.endsWith("+xml") ? "markup" : undefined);
}
