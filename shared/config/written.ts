// The config as a person writes it: shape and formats of every key. Each key's description is read by three people:
// by an editor (docs/hezar.config.schema.json), by whoever made a mistake (it is the fix we print), and by the next reader.
// What keys have to do with each other is rules.ts.

import * as v from "valibot";
import { isListPlace } from "../domain/listcode.ts";
import { ALIAS, SERVICE_ID, WILDCARD_ORIGIN } from "../domain/service.ts";
import { isReachedByReaders } from "./privatehost.ts";
import { AutopilotSchema, NotifySchema } from "./steering.ts";

const COUNTRY = /^[A-Z]{2}$/;
const NAME = /^[a-z][a-z0-9-]{0,30}$/;
const ACCOUNT_ID = /^[A-Za-z0-9_-]{1,64}$/;
const ENVIRONMENT_NAME = /^[A-Z][A-Z0-9_]{0,63}$/;
const CONTACT = /^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/;
const COVER = /^(?:bundled|(?:\.{0,2}\/).+)$/;
// No resolver: a name looked up there and a connection made here would call reachable what is blocked there by its name in TLS.
const VIA = /^(?:socks5:\/\/[\w.-]{1,253}:\d{1,5}|system)$/;
const ZONE = /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const text = (pattern: RegExp, description: string) => v.pipe(v.string(), v.regex(pattern), v.description(description));

const count = (least: number, most: number, description: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most), v.description(description));

const contact = (whose: string) =>
  text(
    CONTACT,
    `Who answers for ${whose}: a working address such as mailto:desk@example.org or https://example.org/contact`,
  );

const origin = (description: string) =>
  v.pipe(
    v.string(),
    v.regex(/^https?:\/\//),
    v.check((text) => isOrigin(text) && !text.includes("*")),
    v.description(description),
  );

const SecondarySchema = v.strictObject({
  alias: text(
    ALIAS,
    "A short name that stands for the host in a mirror's URLs: lower-case letters and digits, such as cdn",
  ),
  origin: v.pipe(
    v.string(),
    v.regex(/^https?:\/\//),
    v.check((text) => (text.includes("*") ? WILDCARD_ORIGIN.test(text) : isOrigin(text))),
    v.description(
      "An origin the service's pages load from: scheme and host, such as https://static.example, or https://*.static.example for every host below",
    ),
  ),
  frame: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description("true: its pages are shown too (in frames, or as a login host), on a label of their own"),
    ),
  ),
});

const ServiceSchema = v.strictObject({
  id: text(SERVICE_ID, "Your name for the service: lower-case letters, digits and hyphens, such as news"),
  primary: origin("The address readers know: scheme and host without a path, such as https://news.example"),
  secondaries: v.exactOptional(
    v.pipe(
      v.array(SecondarySchema),
      v.maxLength(64),
      v.description("Other hosts its pages load from; nothing else is ever fetched"),
    ),
  ),
  policy: v.pipe(
    v.picklist(["interactive", "read-only"]),
    v.description("interactive (logins, forms and uploads pass) or read-only (only GET and HEAD pass)"),
  ),
  authority: v.pipe(
    v.picklist(["owner", "public-interest"]),
    v.description("owner (the site's owner asked for mirrors) or public-interest (nobody asked; you answer for it)"),
  ),
  contact: contact("this service's mirrors"),
  literals: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description("true: addresses written inside scripts and JSON are mapped as well; leave it out unless needed"),
    ),
  ),
  locationReads: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description("true: scripts that ask for their own hostname are told the service's; leave it out unless needed"),
    ),
  ),
  webrtc: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description(
        "true: pages may use WebRTC, which shows readers' own addresses to others; leave it out unless needed",
      ),
    ),
  ),
  acceptsRisk: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description("true: you know that relaying logins without the owner's word lets your mirrors see passwords"),
    ),
  ),
});

const LocalSchema = v.pipe(
  v.strictObject({
    scheme: v.pipe(v.picklist(["http", "https"]), v.description("http or https: how readers reach this edge")),
    port: count(1, 65535, "The port readers reach this edge on"),
    privateUpstreams: v.exactOptional(
      v.pipe(v.boolean(), v.description("true: services on this machine or its network may be mirrored")),
    ),
  }),
  v.description("Only for an edge you run yourself (hezar start)"),
);

const AccountSchema = v.strictObject({
  id: text(NAME, "Your name for the account: lower-case letters, digits and hyphens, such as main"),
  provider: v.pipe(v.picklist(["cloudflare"]), v.description("cloudflare, or an edge of your own that speaks its API")),
  accountId: text(ACCOUNT_ID, "The provider's id of the account, as its dashboard shows it"),
  tokenEnv: v.exactOptional(
    text(
      ENVIRONMENT_NAME,
      "The NAME of the environment variable that holds the API token, such as CLOUDFLARE_API_TOKEN",
    ),
  ),
  kvTokenEnv: v.exactOptional(
    text(
      ENVIRONMENT_NAME,
      "The NAME of the environment variable with a token for this account's KV alone, which the warden keeps; its own account needs none",
    ),
  ),
  plan: v.exactOptional(
    v.pipe(v.picklist(["free", "paid"]), v.description("free (default) or paid: what the account may do in a day")),
  ),
  tier: v.exactOptional(
    v.pipe(
      v.picklist(["operator", "volunteer"]),
      v.description("operator (default: yours) or volunteer (somebody else's: they see what passes; reading only)"),
    ),
  ),
  apiUrl: v.exactOptional(
    v.pipe(v.string(), v.check(isSafeApi), v.description("Base URL of the API, https:// unless it is on this machine")),
  ),
  local: v.exactOptional(LocalSchema),
});

const ZoneSchema = v.strictObject({
  zone: text(ZONE, "A domain of your own for mirrors, lower-case and without *., such as garden-letters.example"),
  account: text(NAME, "The id of one of the accounts"),
  service: text(SERVICE_ID, "The id of one of the services; a zone carries mirrors of one service only"),
  cover: text(COVER, 'What strangers see: a folder of your own such as "./covers/garden", or "bundled" for a trial'),
  contact: v.exactOptional(contact("the cover site")),
});

const Place = (what: string) =>
  v.strictObject({ account: text(NAME, `The id of the account that carries the ${what}`) });

const SnapshotSchema = v.pipe(
  v.strictObject({
    account: v.exactOptional(text(NAME, "The id of another account, whose KV takes the warden's sealed memory")),
    url: v.exactOptional(
      v.pipe(
        v.string(),
        v.check(isSafeApi),
        v.description(
          "Where a PUT stores a file and a GET of the folder lists them as JSON: https://, or on this machine",
        ),
      ),
    ),
    authorizationEnv: v.exactOptional(
      text(ENVIRONMENT_NAME, "The NAME of the variable with the Authorization header for that url, if it wants one"),
    ),
  }),
  v.check(({ account, url }) => (account === undefined) !== (url === undefined)),
  v.description('A place for the warden\'s sealed memory: { "account": … } or { "url": … }, one of the two'),
);

const WardenSchema = v.strictObject({
  account: text(NAME, "The id of the account that carries the warden"),
  snapshots: v.exactOptional(
    v.pipe(
      v.array(SnapshotSchema),
      v.maxLength(4),
      v.description(
        "Where the warden's memory is kept besides its account, so that another can go on with it; two are well",
      ),
    ),
  ),
});

const ListSchema = v.strictObject({
  id: text(NAME, "Your name for this place of sealed lists: lower-case letters, digits and hyphens, such as bucket"),
  driver: v.pipe(
    v.picklist(["directory", "put", "s3", "git"]),
    v.description(
      "How files get there: directory (of this machine), put (HTTP PUT), s3 (an object store) or git (a git host's API)",
    ),
  ),
  url: v.pipe(
    v.string(),
    v.check((url) => isListPlace(url) && isReachedByReaders(url)),
    v.description("Where readers' browsers fetch them: an https:// address that ends with /, at most 200 characters"),
  ),
  path: v.exactOptional(text(COVER, 'directory: the folder that is served there, such as "./lists" or "/srv/lists"')),
  to: v.exactOptional(
    v.pipe(
      v.string(),
      v.check((url) => isSafeApi(url) && url.endsWith("/")),
      v.description("put: where a PUT and a DELETE of a file go, ending with /, if that is not `url`"),
    ),
  ),
  authorizationEnv: v.exactOptional(
    text(ENVIRONMENT_NAME, "put: the NAME of the variable with the Authorization header, if one is wanted"),
  ),
  endpoint: v.exactOptional(
    v.pipe(
      v.string(),
      v.check(isSafeApi),
      v.description("s3: the object store's API, such as https://s3.eu-central-1.amazonaws.com"),
    ),
  ),
  bucket: v.exactOptional(text(/^[a-z0-9][a-z0-9.-]{1,62}$/, "s3: the bucket's name")),
  region: v.exactOptional(text(/^[a-z0-9-]{1,40}$/, "s3: its region (default us-east-1; many stores say auto)")),
  keyIdEnv: v.exactOptional(text(ENVIRONMENT_NAME, "s3: the NAME of the variable with the access key's id")),
  secretEnv: v.exactOptional(text(ENVIRONMENT_NAME, "s3: the NAME of the variable with the access key's secret")),
  api: v.exactOptional(
    v.pipe(
      v.string(),
      v.check(isSafeApi),
      v.description("git: the host's API, such as https://api.github.com or https://git.example/api/v1"),
    ),
  ),
  repository: v.exactOptional(text(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, "git: owner/name of a repository for this alone")),
  branch: v.exactOptional(text(/^[\w.-]{1,100}$/, "git: the branch that `url` shows (default main)")),
  tokenEnv: v.exactOptional(text(ENVIRONMENT_NAME, "git: the NAME of the variable with a token that may write there")),
  folder: v.exactOptional(
    text(/^(?:[\w.-]+\/)+$/, "s3, git: the folder in the bucket or repository that `url` shows, ending with /"),
  ),
});

const VantageSchema = v.strictObject({
  id: text(NAME, "Your name for this place to look from: lower-case letters, digits and hyphens, such as tehran"),
  via: text(
    VIA,
    "The way there: a SOCKS5 proxy that stands there, such as socks5://127.0.0.1:1080, or system (this machine stands there)",
  ),
  country: v.exactOptional(text(COUNTRY, "Where it stands, such as IR; left out, where the audience is")),
  network: text(/^AS\d{1,10}$/, "The number of its network, such as AS44244"),
  control: v.exactOptional(origin("A host that nobody blocks there (default https://www.example.com)")),
});

/** Pieces are checked one by one, so that a slip in one hides no slip in another. */
export const PIECES = {
  services: ServiceSchema,
  accounts: AccountSchema,
  zones: ZoneSchema,
  lists: ListSchema,
  vantages: VantageSchema,
} as const;

/** Values no rule objects to, by piece. What a piece is known by (ids, origins, zones) has none. */
export const HARMLESS = {
  services: { policy: "read-only", authority: "owner", contact: "mailto:a@b" },
  accounts: { provider: "cloudflare", accountId: "0" },
  zones: { cover: "./cover" },
  lists: { driver: "directory", url: "https://a.example/" },
  vantages: { via: "socks5://a:1", network: "AS0" },
} as const;

const list = <Schema extends v.GenericSchema>(item: Schema, most: number, description: string) =>
  v.pipe(v.array(item), v.minLength(1), v.maxLength(most), v.description(description));

export const ConfigSchema = v.strictObject({
  $schema: v.exactOptional(v.pipe(v.string(), v.description("Where editors find the schema of this file"))),
  mesh: text(NAME, "A name for the mesh: lower-case letters, digits and hyphens"),
  contact: contact("the mesh"),
  audience: v.strictObject({
    country: text(COUNTRY, "Where the readers are: a two-letter country code in capitals, such as IR"),
    timeZone: v.pipe(
      v.string(),
      v.check(isTimeZone),
      v.description("Where the readers are: a time zone such as Asia/Tehran"),
    ),
  }),
  mirrors: v.exactOptional(
    v.strictObject({
      live: count(1, 500, "How many mirrors of each service are open to readers"),
      reserve: count(0, 500, "How many more of each service stand ready, never yet handed out"),
      perGroup: count(1, 10, "How many mirrors one group of readers sees"),
    }),
  ),
  lineageSize: v.exactOptional(count(2, 1024, "How many readers share their mirrors at first")),
  services: list(ServiceSchema, 50, "The blocked sites, one object each"),
  accounts: list(AccountSchema, 50, "Where Workers are deployed, one object each"),
  zones: list(ZoneSchema, 500, "The domains that carry mirrors, one object each"),
  lists: v.exactOptional(
    v.pipe(
      v.array(ListSchema),
      v.maxLength(8),
      v.description(
        "Where sealed lists lie, for readers whose every known mirror is dead, one object each; two are well",
      ),
    ),
  ),
  vantages: v.exactOptional(
    v.pipe(
      v.array(VantageSchema),
      v.maxLength(8),
      v.description(
        "Where the autopilot looks from at what the warden doubts, one object each; it is believed as you are",
      ),
    ),
  ),
  reports: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description("false: readers' browsers send no reports of blocked mirrors. They do if this is left out"),
    ),
  ),
  sharing: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description("false: readers make no links for others. Each makes up to three if this is left out"),
    ),
  ),
  health: v.exactOptional(
    v.strictObject({
      safeBrowsing: v.exactOptional(
        v.pipe(
          v.strictObject({
            keyEnv: text(
              ENVIRONMENT_NAME,
              "The NAME of the variable with the key of Google Safe Browsing, or of what speaks like it",
            ),
            apiUrl: v.exactOptional(
              v.pipe(v.string(), v.check(isSafeApi), v.description("Where it answers, if that is not Google")),
            ),
          }),
          v.description("A list of dangerous sites to be asked about your zones; whoever keeps it learns their names"),
        ),
      ),
    }),
  ),
  warden: WardenSchema,
  beacon: Place("beacon"),
  autopilot: v.exactOptional(AutopilotSchema),
  notify: v.exactOptional(NotifySchema),
});

export type WrittenConfig = v.InferOutput<typeof ConfigSchema>;
export type WrittenService = v.InferOutput<typeof ServiceSchema>;
export type WrittenSecondary = v.InferOutput<typeof SecondarySchema>;
export type WrittenAccount = v.InferOutput<typeof AccountSchema>;
export type WrittenSnapshot = v.InferOutput<typeof SnapshotSchema>;
export type WrittenList = v.InferOutput<typeof ListSchema>;
export type WrittenVantage = v.InferOutput<typeof VantageSchema>;
export type WrittenZone = v.InferOutput<typeof ZoneSchema>;

function isOrigin(value: string): boolean {
  return URL.parse(value)?.origin === value;
}

/** A token sent in the clear over a network is a token given away. */
function isSafeApi(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || url.username !== "" || url.search !== "" || url.hash !== "") return false;
  return (
    url.protocol === "https:" ||
    (url.protocol === "http:" && /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(url.hostname))
  );
}

function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
