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

/** The reasons are comments: a relay need not carry them. */
const TYPES: readonly (readonly [types: string, kind: Kind])[] = [
  ["text/html", "page"],
  ["application/xhtml+xml", "xhtml"],
  // Loads other pictures, or is a page of its own; nothing is added to it.
  ["image/svg+xml", "picture"],
  // url(), @import, image-set().
  ["text/css", "sheet"],
  // RFC 8216 §4.
  ["application/vnd.apple.mpegurl application/x-mpegurl audio/mpegurl audio/x-mpegurl", "hls"],
  // ISO/IEC 23009-1.
  ["application/dash+xml video/vnd.mpeg.dash.mpd", "dash"],
  // Feeds, sitemaps, transformations, pages of any vocabulary.
  ["text/xml application/xml text/xsl", "markup"],
  // W3C Web Application Manifest.
  ["application/manifest+json", "manifest"],
  // HTML standard §8.1.6.2.
  ["application/importmap+json", "importmap"],
  // jsonfeed.org.
  ["application/feed+json", "jsonfeed"],
  // Read only where the service's profile asks for it.
  [
    "text/javascript application/javascript application/x-javascript text/ecmascript application/ecmascript text/jscript",
    "script",
  ],
  // What scripts are told, at once or line by line; read only where the profile asks for it. JSON-LD is for others.
  ["application/json text/json application/problem+json application/hal+json application/vnd.api+json", "data"],
  ["application/x-ndjson application/jsonl application/json-seq text/event-stream text/x-component", "data"],
  ["application/graphql-response+json", "data"],
  // As good as no type: browsers look at the first bytes.
  ["*/* unknown/unknown application/unknown", "unknown"],
];

const ENDINGS: readonly (readonly [ending: RegExp, kind: Kind])[] = [
  // Players go by the ending.
  [/\.m3u8?$/i, "hls"],
  [/\.mpd$/i, "dash"],
  // Browsers take a manifest of any type.
  [/\.webmanifest$/i, "manifest"],
  // For debuggers: it names files, and must stay what it was made of.
  [/\.map$/i, "sourcemap"],
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
