// The config's checks: what is wrong with each slip, where it is, and how it is mended. Then all at once.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { configJsonSchema } from "../../shared/config/jsonschema.ts";
import { checkConfig, meshSettings } from "../../shared/config.ts";

type Loose = Record<string, unknown>;
type Spoil = (config: Loose) => void;

/** A config without a fault; each row spoils one thing in it. */
function draft(): Loose {
  return {
    mesh: "my-mesh",
    contact: "mailto:desk@freepress.example",
    audience: { country: "IR", timeZone: "Asia/Tehran" },
    mirrors: { live: 4, reserve: 1, perGroup: 2 },
    services: [
      {
        id: "news",
        primary: "https://www.azadnews.example",
        secondaries: [{ alias: "cdn", origin: "https://cdn.azadnews.example" }],
        policy: "interactive",
        authority: "owner",
        contact: "mailto:web@azadnews.example",
      },
    ],
    accounts: [{ id: "main", provider: "cloudflare", accountId: "0123456789abcdef", tokenEnv: "CF_MAIN" }],
    zones: [
      { zone: "garden-letters.example", account: "main", service: "news", cover: "./covers/garden" },
      { zone: "hill-footpaths.example", account: "main", service: "news", cover: "./covers/hill" },
    ],
    warden: { account: "main" },
    beacon: { account: "main" },
  };
}

const holder = (config: Loose, path: readonly string[]): Loose =>
  path.slice(0, -1).reduce<Loose>((value, key) => value[key] as Loose, config);

/** `services.0.id`: the last part is set, dropped, or a list that gets one more. */
const set = (path: string, value: unknown): Spoil => {
  const keys = path.split(".");
  return (config) => Object.assign(holder(config, keys), { [keys.at(-1) ?? ""]: value });
};
const drop = (path: string): Spoil => {
  const keys = path.split(".");
  return (config) => Reflect.deleteProperty(holder(config, keys), keys.at(-1) ?? "");
};
const add = (path: string, value: Loose): Spoil => {
  const keys = path.split(".");
  return (config) => (holder(config, keys)[keys.at(-1) ?? ""] as Loose[]).push(value);
};
const all =
  (...spoils: readonly Spoil[]): Spoil =>
  (config) => {
    for (const spoil of spoils) spoil(config);
  };

const service = (id: string, primary: string): Loose => ({
  ...(draft().services as Loose[])[0],
  id,
  primary,
  secondaries: [],
});
const secondary = (alias: string, origin: string): Spoil => add("services.0.secondaries", { alias, origin });
const primary = (origin: string): Spoil => set("services.0.primary", origin);
const zone = (name: string): Spoil => set("zones.0.zone", name);
const theirs = { id: "theirs", provider: "cloudflare", accountId: "1", tier: "volunteer" };
const onTheirs = (at: number) => set(`zones.${at}.account`, "theirs");
const local = { scheme: "http", port: 8787, privateUpstreams: true };

function spoilt(...spoils: readonly Spoil[]): string {
  const config = draft();
  all(...spoils)(config);
  return JSON.stringify(config, null, 2);
}

function problemsOf(text: string): readonly { key: string; problem: string; fix: string; line: number }[] {
  const checked = checkConfig(text);
  return checked.ok ? [] : checked.problems;
}
const say = ({ key, problem, fix }: { key: string; problem: string; fix: string }) => `${key} ${problem} → ${fix}`;

/** What is wrong, how it is made so, and what one of the problems says: key, problem → fix. */
const SLIPS: readonly (readonly [what: string, spoil: Spoil, told: RegExp])[] = [
  ["a mesh name with spaces", set("mesh", "My Mesh"), /^mesh "My Mesh" does not fit → .*lower-case/],
  ["no mesh name", drop("mesh"), /^mesh is missing → A name/],
  ["a contact that is no address", set("contact", "me"), /^contact "me" does not fit → .*mailto:/],
  ["no contact", drop("contact"), /^contact is missing → .*mailto:/],
  ["a country in small letters", set("audience.country", "ir"), /^audience.country "ir" .* → .*capitals, such as IR/],
  ["a time zone nobody knows", set("audience.timeZone", "Asia/Tehrun"), /^audience.timeZone .* → .*Asia\/Tehran/],
  ["no audience", drop("audience"), /^audience is missing/],
  ["a number as text", set("mirrors.live", "4"), /^mirrors.live is text, not a number → .*open to readers/],
  ["half a mirror", set("mirrors.live", 2.5), /^mirrors.live 2\.5 is not a whole number → .*open to readers/],
  ["no live mirror", set("mirrors.live", 0), /^mirrors.live 0 is below 1/],
  ["a negative reserve", set("mirrors.reserve", -1), /^mirrors.reserve -1 is below 0/],
  ["a group that sees too many", set("mirrors.perGroup", 11), /^mirrors.perGroup 11 is above 10/],
  ["a group that sees more than live", set("mirrors.live", 1), /^mirrors.perGroup .* 2 of 1 live .* → Raise live to 2/],
  ["a lineage of one", set("lineageSize", 1), /^lineageSize 1 is below 2/],
  ["a slip in a key", set("mirors", {}), /^mirors is no key .* → Did you mean "mirrors"/],
  ["a key from elsewhere", set("zebra", 1), /^zebra is no key .* → .*Known here: mesh/],
  [
    "a wildcard that anybody can be below",
    secondary("cloud", "https://*.cloudfront.net"),
    /^services\[0\].secondaries\[1\].origin \*\.cloudfront\.net is shared .* → Name the hosts one by one/,
  ],
  ["a wildcard of a whole country", secondary("uk", "https://*.co.uk"), /\*\.co\.uk is shared/],
  ["a wildcard of everything", secondary("all", "https://*.com"), /secondaries\[1\].origin .* does not fit/],
  ["a wildcard over an address's numbers", secondary("ip", "https://*.0.0.1"), /secondaries\[1\].origin/],
  ["a wildcard of a private network", secondary("lan", "https://*.desk.internal"), /is on a private network/],
  ["an asterisk in the middle", secondary("mid", "https://a.*.example.org"), /secondaries\[1\].origin .* does not fit/],
  ["a wildcard over a measurement host", secondary("g", "https://*.google.com"), /measures readers/],
  ["a primary that is a wildcard", primary("https://*.azadnews.example"), /^services\[0\].primary .* does not fit/],
  [
    "a frame of a wildcard",
    add("services.0.secondaries", { alias: "w", origin: "https://*.azadnews.example", frame: true }),
    /secondaries\[1\].frame pages of a whole wildcard/,
  ],
  [
    "a thirteenth frame",
    all(
      ...Array.from({ length: 13 }, (_, at) =>
        add("services.0.secondaries", { alias: `f${at}`, origin: `https://f${at}.example.org`, frame: true }),
      ),
    ),
    /secondaries\[13\].frame more than 12 secondaries are framed → Frame only/,
  ],
  ["no services", set("services", []), /^services is empty → The blocked sites/],
  ["services that are no list", set("services", {}), /^services is an object, not a list/],
  ["a service id in capitals", set("services.0.id", "News"), /^services\[0\].id "News" does not fit/],
  [
    "two services of one id",
    add("services", service("news", "https://a.example")),
    /^services\[1\].id "news" is used twice/,
  ],
  [
    "two services of one primary",
    add("services", service("b", "https://www.azadnews.example")),
    /primary of "news" too/,
  ],
  ["a primary with a path", primary("https://azadnews.example/fa"), /^services\[0\].primary .* → .*without a path/],
  ["a primary with a password", primary("https://a:b@azadnews.example"), /^services\[0\].primary .* does not fit/],
  ["a primary over FTP", primary("ftp://azadnews.example"), /^services\[0\].primary .* does not fit/],
  ["a slip in the policy", set("services.0.policy", "readonly"), /is not one of .* → Did you mean "read-only"/],
  ["a slip in the authority", set("services.0.authority", "ownr"), /is not one of .* → Did you mean "owner"/],
  ["logins unasked for", set("services.0.authority", "public-interest"), /policy .*never asked for → .*acceptsRisk/],
  ["a service without contact", drop("services.0.contact"), /^services\[0\].contact is missing → .*mailto:/],
  ["an alias with a hyphen", secondary("c-d", "https://a.example"), /secondaries\[1\].alias "c-d" does not fit/],
  ["two secondaries of one alias", secondary("cdn", "https://a.example"), /secondaries\[1\].alias "cdn" is used twice/],
  ["a secondary twice", secondary("two", "https://cdn.azadnews.example"), /secondaries\[1\].origin .* stands twice/],
  ["the primary again", secondary("two", "https://www.azadnews.example"), /secondaries\[1\].origin .* stands twice/],
  [
    "a measurement host",
    secondary("ga", "https://www.google-analytics.com"),
    /google-analytics.com measures .* → Leave/,
  ],
  ["another measurement host", secondary("ya", "https://mc.yandex.ru"), /mc.yandex.ru measures readers/],
  ["a loopback upstream", primary("http://127.0.0.1:8080"), /127.0.0.1 is on a private .* → .*privateUpstreams/],
  ["loopback in one number", primary("http://2130706433"), /^services\[0\].primary .* does not fit/],
  ["a private upstream", primary("http://192.168.1.4"), /192.168.1.4 is on a private network/],
  ["the cloud's own address", primary("http://169.254.169.254"), /169.254.169.254 is on a private network/],
  ["an IPv6 loopback upstream", primary("http://[::1]"), /\[::1\] is on a private network/],
  ["IPv4 in IPv6 clothes", primary("http://[::ffff:7f00:1]"), /is on a private network/],
  ["an upstream in *.localhost", secondary("l", "http://cdn.localhost:8080"), /cdn.localhost is on a private network/],
  ["an unknown provider", set("accounts.0.provider", "fly"), /^accounts\[0\].provider "fly" is not cloudflare/],
  ["two accounts of one id", add("accounts", { id: "main" }), /^accounts\[1\].id "main" is used twice/],
  ["a token as tokenEnv", set("accounts.0.tokenEnv", "v1.0-abcDEF"), /^accounts\[0\].tokenEnv .* → The NAME of/],
  ["a token in the file", set("accounts.0.token", "abc"), /^accounts\[0\].token holds a secret → .*mode 0600/],
  ["a password in the file", set("services.0.adminPassword", "abc"), /^services\[0\].adminPassword holds a secret/],
  ["a secret deep inside", set("deep", { clientSecret: "abc" }), /^deep.clientSecret holds a secret/],
  ["an API in the clear", set("accounts.0.apiUrl", "http://api.example"), /^accounts\[0\].apiUrl .* → .*https:/],
  [
    "a webhook in the clear",
    set("notify", { webhook: { url: "http://desk.example/hook", secretEnv: "HOOK_KEY" } }),
    /^notify.webhook.url .* → .*https:/,
  ],
  [
    "a bot's token in the file",
    set("notify", { telegram: { chat: "1", token: "123:abc" } }),
    /notify.telegram.token holds a secret/,
  ],
  [
    "a webhook without a key",
    set("notify", { webhook: { url: "https://desk.example" } }),
    /notify.webhook.secretEnv is missing → The NAME/,
  ],
  [
    "quiet hours that are no hours",
    set("autopilot", { quietHours: { from: "1am", to: "05:00" } }),
    /^autopilot.quietHours.from "1am" does not fit → .*such as 01:00/,
  ],
  [
    "a rotation every day and less",
    set("autopilot", { rotateAfterDays: 0 }),
    /^autopilot.rotateAfterDays 0 is below 1/,
  ],
  ["a local edge without its API", set("accounts.0.local", local), /^accounts\[0\].apiUrl is missing → .*hezar start/],
  ["a zone with a star", zone("*.garden.example"), /^zones\[0\].zone .* → .*without \*/],
  ["a zone listed twice", zone("hill-footpaths.example"), /^zones\[1\].zone .* listed twice → Remove one/],
  ["a zone inside a zone", zone("a.hill-footpaths.example"), /^zones\[0\].zone .* lies inside/],
  [
    "a zone of an unknown account",
    set("zones.0.account", "mian"),
    /no account has the id "mian" → Did you mean "main"/,
  ],
  ["a zone of an unknown service", set("zones.1.service", "blog"), /no service has the id "blog" → .*"news"/],
  ["a service without a zone", add("services", service("blog", "https://b.example")), /no zone carries "blog" → Add/],
  ["the service's own host as a zone", zone("azadnews.example"), /service's own host .* → .*not blocked/],
  ["a zone under the service's host", zone("m.www.azadnews.example"), /service's own host/],
  ["a zone of one machine", zone("garden.localhost"), /one machine only → .*registered domain/],
  ["a zone without a cover", drop("zones.0.cover"), /^zones\[0\].cover is missing → .*folder of your own/],
  [
    "logins on a volunteer's account",
    all(add("accounts", theirs), onTheirs(0), onTheirs(1)),
    /^services\[0\].policy volunteers' accounts carry "news".* → Use "read-only"/,
  ],
  [
    "a service on a volunteer's account and on one's own",
    all(add("accounts", theirs), onTheirs(1), set("services.0.policy", "read-only")),
    /^zones\[1\].account "theirs" is a volunteer's, .* → Give volunteers a service entry/,
  ],
  [
    "the warden on a volunteer's account",
    all(add("accounts", theirs), set("warden.account", "theirs")),
    /^warden.account "theirs" is a volunteer's/,
  ],
  [
    "the beacon on a volunteer's account",
    all(add("accounts", theirs), set("beacon.account", "theirs")),
    /^beacon.account "theirs" is a volunteer's/,
  ],
  ["an unknown warden account", set("warden.account", "mine"), /^warden.account no account has the id "mine"/],
  ["no beacon account", drop("beacon.account"), /^beacon.account is missing/],
];

const oneZone = [{ zone: "hill.example", account: "main", service: "news", cover: "./hill" }];
const quiet = { id: "quiet", provider: "cloudflare", accountId: "1" };

const CAUTIONS: readonly (readonly [what: string, spoil: Spoil, told: RegExp])[] = [
  ["no reserve", set("mirrors.reserve", 0), /^mirrors.reserve 0 in reserve for 4/],
  ["a group's mirrors on one zone", set("zones", oneZone), /^services\[0\].id .* share 1 zone/],
  ["a brand in a zone's name", zone("azadnews-mirror.example"), /^zones\[0\].zone the name says "azadnews"/],
  ["a bundled cover", set("zones.0.cover", "bundled"), /^zones\[0\].cover .* known to everyone/],
  ["the warden where mirrors are", add("accounts", quiet), /^warden.account "main" carries mirrors too/],
];

describe("a config", () => {
  test("without a fault is taken, complete with defaults", () => {
    const checked = checkConfig(spoilt(drop("mirrors")));
    expect(checked.ok && checked.value.mirrors).toEqual({ live: 4, reserve: 1, perGroup: 2 });
    expect(checked.ok && checked.value.lineageSize).toBe(64);
    expect(checked.ok && checked.value.accounts[0]?.apiUrl).toBe("https://api.cloudflare.com/client/v4");
    expect(checked.warnings).toEqual([]);
  });

  test.each(SLIPS)("with %s is refused", (_what, spoil, told) => {
    const lines = problemsOf(spoilt(spoil)).map(say);
    expect(lines.filter((line) => told.test(line))).toHaveLength(1);
  });

  test.each(CAUTIONS)("with %s is taken with a warning", (_what, spoil, told) => {
    const text = spoilt(spoil);
    expect(problemsOf(text)).toEqual([]);
    expect(checkConfig(text).warnings.map(say)[0]).toMatch(told);
  });

  test("tells every problem at once, in the order of the file, with line and column", () => {
    const text = `{
  // one service, many slips
  "mesh": "My Mesh",
  "contact": "mailto:a@b.example", "contact": "mailto:c@d.example",
  "audience": { "country": "IR", "timeZone": "Asia/Tehran" },
  "services": [
    { "id": "news", "primry": "https://news.example", "policy": "interactive", "authority": "public-interest",
      "contact": "mailto:a@b.example", "secondaries": [{ "alias": "ga", "origin": "https://google-analytics.com" }] },
    { "id": "blog", "primary": "https://blog.example", "policy": "both", "authority": "owner", "contact": "mailto:a@b.example",
      "secondaries": [{ "alias": "fb", "origin": "https://connect.facebook.net" }] },
  ],
  "accounts": [{ "id": "main", "provider": "cloudflare", "accountId": "x", "api_token": "abc" }],
  "zones": [{ "zone": "garden.example", "account": "mian", "service": "news", "cover": "bundled" }],
  "warden": { "account": "main" }, "beacon": { "account": "main" },
}`;
    expect(problemsOf(text).map(({ line, key }) => `${line} ${key}`)).toEqual([
      "3 mesh",
      "4 contact",
      "7 services[0].primary",
      "7 services[0].primry",
      "9 services[1].id",
      "9 services[1].policy",
      "10 services[1].secondaries[0].origin",
      "12 accounts[0].api_token",
      "13 zones[0].account",
    ]);
  });

  test.each([
    ["", 1, /is empty/],
    ['{ "mesh": "a"\n "contact": 1 }', 2, /comma expected/],
    ['{ "mesh": "a', 1, /unexpected end of string/],
    ["[]", 1, /is no object/],
    ["null", 1, /is no object/],
  ])("that is no config (%j) is refused at line %i", (text, line, problem) => {
    expect(problemsOf(text)[0]).toMatchObject({ line, problem: expect.stringMatching(problem) });
  });

  test("of any text ends in an answer, never in a throw", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof checkConfig(text).ok === "boolean"));
  });

  test("with any value in any place ends in an answer that names a key of the file", () => {
    const keys = ["mesh", "contact", "audience", "mirrors", "services", "accounts", "zones", "warden", "beacon"];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const problems = problemsOf(spoilt(set(key, value)));
        return problems.every((problem) => problem.line >= 1 && problem.fix !== "");
      }),
    );
  });

  test("may show a site on volunteers' mirrors and on one's own, as two services", () => {
    const text = spoilt(
      add("accounts", theirs),
      add("services", { ...service("copy", "https://www.azadnews.example"), policy: "read-only" }),
      add("zones", { zone: "seed-almanac.example", account: "theirs", service: "copy", cover: "./covers/seed" }),
    );
    expect(problemsOf(text).map(say)).toEqual([]);
  });

  test("tells the warden whose relays carry a service", () => {
    const checked = checkConfig(
      spoilt(add("accounts", theirs), onTheirs(0), onTheirs(1), set("services.0.policy", "read-only")),
    );
    expect(checked.ok && meshSettings(checked.value).services[0]?.tier).toBe("volunteer");
    const own = checkConfig(spoilt());
    expect(own.ok && meshSettings(own.value).services[0]).not.toHaveProperty("tier");
  });

  test("of a local mesh may name private upstreams, which are marked as such for the warden", () => {
    const edge = all(set("accounts.0.local", local), set("accounts.0.apiUrl", "http://127.0.0.1:9/client/v4"));
    const checked = checkConfig(spoilt(edge, primary("http://127.0.0.1:8080")));
    expect(checked.ok && meshSettings(checked.value)).toMatchObject({
      services: [
        { id: "news", private: true, secondaries: [{ alias: "cdn", origin: "https://cdn.azadnews.example" }] },
      ],
      zones: [
        { zone: "garden-letters.example", scheme: "http", port: 8787 },
        { scheme: "http", port: 8787 },
      ],
    });
    expect(checked.ok && meshSettings(checked.value).services[0]).not.toHaveProperty("contact");
  });
});

describe("the autopilot's keys", () => {
  const configOf = (...spoils: readonly Spoil[]) => {
    const checked = checkConfig(spoilt(...spoils));
    if (!checked.ok) throw new Error(checked.problems.map(say).join("\n"));
    return checked.value;
  };

  test("left out they are the readers' night, no rotation, two releases in ten minutes, and nobody is told", () => {
    const { autopilot, notify, drainSeconds } = configOf();
    expect(autopilot).toEqual({
      quietHours: { fromMinute: 60, toMinute: 300 },
      release: { everySeconds: 600, most: 2 },
    });
    expect({ notify, drainSeconds }).toEqual({ notify: {}, drainSeconds: undefined });
    expect(meshSettings(configOf())).not.toHaveProperty("drainSeconds");
  });

  test("written they count, and the warden is told how long to drain", () => {
    const quietHours = { from: "23:30", to: "04:05" };
    const written = { quietHours, rotateAfterDays: 21, drainHours: 2, releaseEveryMinutes: 1, releaseMost: 5 };
    const value = configOf(set("autopilot", written));
    expect(value.autopilot).toEqual({
      quietHours: { fromMinute: 1410, toMinute: 245 },
      rotateAfterSeconds: 21 * 86_400,
      release: { everySeconds: 60, most: 5 },
    });
    expect(meshSettings(value).drainSeconds).toBe(7200);
    expect(meshSettings(value)).not.toHaveProperty("reports");
    expect(meshSettings(configOf(set("reports", false))).reports).toBe(false);
    expect(meshSettings(configOf(set("reports", true)))).not.toHaveProperty("reports");
    expect(meshSettings(configOf(set("sharing", false))).sharing).toBe(false);
    expect(meshSettings(configOf(set("sharing", true)))).not.toHaveProperty("sharing");
  });

  test("a channel on this machine may be plain", () => {
    const webhook = { url: "http://127.0.0.1:9000/hook", secretEnv: "HOOK_KEY" };
    expect(configOf(set("notify", { webhook })).notify.webhook).toEqual(webhook);
  });
});

describe("the config's JSON Schema in docs/", () => {
  // `npx vitest run test/shared/config.test.ts -u` writes it anew.
  test("is what the checks say", async () => {
    await expect(`${JSON.stringify(configJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      "../../docs/hezar.config.schema.json",
    );
  });
});

describe("a place to look from", () => {
  const place = { id: "tehran", network: "AS44244" };
  const withPlaces = (...places: readonly Loose[]) => spoilt(set("vantages", places));

  test.each([
    [{ via: "socks5://127.0.0.1:1080" }],
    [{ via: "socks5://proxy.example:9050", country: "RU", control: "https://www.example.org" }],
  ])("goes by a proxy that stands there: %j", (way) => {
    const checked = checkConfig(withPlaces({ ...place, ...way }));
    expect(checked).toMatchObject({ ok: true, warnings: [] });
    // Where nothing else is said it stands where the readers are.
    expect(checked.ok && checked.value.vantages).toEqual([{ ...place, country: "IR", ...way }]);
  });

  test("need not be: a config without any has none", () => {
    const checked = checkConfig(spoilt());
    expect(checked.ok && checked.value.vantages).toEqual([]);
  });

  test.each<[string, readonly Loose[], RegExp]>([
    ["no way there", [place], /^vantages\[0\].via is missing → .*socks5:.*1080/],
    ["a proxy without a port", [{ ...place, via: "socks5://127.0.0.1" }], /^vantages\[0\].via .* does not fit/],
    ["a resolver, which is half a place", [{ ...place, via: "192.0.2.53" }], /^vantages\[0\].via .* does not fit/],
    ["no network", [{ id: "tehran", via: "socks5://127.0.0.1:1080" }], /^vantages\[0\].network is missing → .*AS44244/],
    [
      "a control with a path",
      [{ ...place, via: "socks5://a.example:1080", control: "https://a.example/x" }],
      /^vantages\[0\].control/,
    ],
    [
      "one name for two",
      [
        { ...place, via: "socks5://127.0.0.1:1080" },
        { ...place, via: "socks5://127.0.0.1:1081" },
      ],
      /^vantages\[1\].id "tehran" is vantages\[0\]'s as well/,
    ],
  ])("with %s is refused", (_what, places, told) => {
    expect(problemsOf(withPlaces(...places)).map(say)).toEqual([expect.stringMatching(told)]);
  });

  test("that is the autopilot's own machine is taken with a warning: accounts look dead from behind a censor", () => {
    const { warnings } = checkConfig(withPlaces({ ...place, via: "system" }));
    expect(warnings.map(say)).toEqual([expect.stringMatching(/^vantages\[0\].via .* → .*proxy/)]);
  });
});

describe("a place for lists", () => {
  test.each([
    ["https://files.example/lists/", true],
    ["http://127.0.0.1:9000/lists/", true],
    ["https://lists.localhost:8443/", true],
    ["https://10.0.0.4/lists/", false],
    ["https://192.168.1.1/", false],
    ["https://printer.local/", false],
    ["https://intranet/", false],
    ["https://files.example:99999/", false],
  ])("%s may be one: %j, for readers' browsers ask it", (url, isOne) => {
    expect(checkConfig(spoilt(set("lists", [{ id: "one", driver: "put", url }]))).ok).toBe(isOne);
  });
});
