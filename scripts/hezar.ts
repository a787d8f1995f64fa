// The whole command line on one page: every command, its options and its examples are data here, its body is loaded only
// when it runs. Exit codes: 0 done, 1 it failed (what happened, why, what next: on stderr), 2 the command line makes no sense.

import type { Command, Option } from "./terminal/commandline.ts";
import { runCommandLine } from "./terminal/dispatch.ts";
import type { Console } from "./terminal/screen.ts";

const service: Option = {
  name: "service",
  value: "ID",
  says: "Only this service (needed where the config has several)",
};
const config: Option = {
  name: "config",
  value: "FILE",
  says: "The config (default DIR/hezar.config.json, then ./hezar.config.json)",
};
const country: Option = { name: "country", value: "CC", says: "Where it is blocked, such as IR (default: everywhere)" };

export const COMMANDS: readonly Command[] = [
  {
    name: "start",
    group: "Begin",
    says: "Run a whole mesh on this machine, with a demo newsroom or a site of your choice",
    options: [
      {
        name: "service",
        value: "URL[,URL…]",
        says: "Mirror this site; after the comma other hosts it loads from",
        repeats: true,
      },
      { name: "mirrors", value: "N", says: "How many mirrors of each service (default 3)", kind: "count" },
      {
        name: "per-group",
        value: "N",
        says: "How many of them one reader's roster has, at most 10 (default 3)",
        kind: "count",
      },
      {
        name: "accounts",
        value: "N",
        says: "Play as many provider's accounts, at most 4 (default 1); from 2 on warden and beacon have one to themselves",
        kind: "count",
        most: 4,
      },
      { name: "port", value: "PORT", says: "Where mirrors listen (default 8787, or the next free port)", kind: "port" },
      {
        name: "tls",
        value: "FILE",
        says: "Mirrors speak HTTPS with the key and certificate in this PEM file, as a censor that reads server names needs",
      },
    ],
    examples: [
      ["hezar start", "The demo newsroom on three mirrors; Ctrl-C stops it, the next start goes on"],
      ["hezar start --service https://news.example,https://cdn.news.example", "A real site with its CDN"],
      ["hezar start --json --state /tmp/mesh", "For programs: one line when ready, then one an event"],
    ],
    load: () => import("./commands/start.ts"),
  },
  {
    name: "init",
    group: "Begin",
    says: "Write a config and keys for a mesh of your own",
    options: [
      {
        name: "service",
        value: "URL[,URL…]",
        says: "A site to mirror; after the comma other hosts it loads from",
        repeats: true,
      },
      { name: "zone", value: "DOMAIN", says: "A domain of your own that carries mirrors", repeats: true },
      { name: "contact", value: "ADDRESS", says: "Who answers for the mesh, such as mailto:desk@example.org" },
      {
        name: "account-id",
        value: "ID",
        says: "Your Cloudflare account's id, as its dashboard shows it; of several the first carries the warden",
        repeats: true,
      },
      { name: "country", value: "CC", says: "Where the readers are (default IR)" },
      { name: "time-zone", value: "NAME", says: "Their time zone (default Asia/Tehran)" },
      { name: "policy", value: "POLICY", says: "read-only (default) or interactive" },
      { name: "owner", says: "The site's owner asked for the mirrors (else: public interest)" },
      { name: "config", value: "FILE", says: "Where to write it (default ./hezar.config.json)" },
    ],
    examples: [
      [
        "hezar init --service https://news.example --zone garden-letters.example --contact mailto:desk@example.org",
        "A first mesh",
      ],
      ["hezar init", "A config to fill in by hand"],
    ],
    load: () => import("./commands/init.ts"),
  },
  {
    name: "up",
    group: "Begin",
    says: "Bring up what the config says: warden, beacon, KV and the first mirrors",
    options: [
      { name: "once", says: "Leave when it stands, instead of showing a live table" },
      { name: "restore", says: "The warden's account is lost: bring its newest snapshot up where the config says now" },
      {
        name: "revoke-tickets",
        says: "With --restore: the lost account's key opens nothing more; every reader needs a new link",
      },
      config,
    ],
    examples: [
      ["hezar up", "Deploy or repair, then watch; running it again changes only what differs"],
      ["hezar up --once --json", "For programs and timers"],
      ["hezar up --restore", "After another account was named under warden.account"],
    ],
    load: () => import("./commands/up.ts"),
  },
  {
    name: "mint",
    group: "Mirrors",
    says: "Fill standing orders with new mirrors",
    options: [
      service,
      {
        name: "count",
        value: "N",
        says: "Fill N orders, placing more first where fewer are open (default: all open ones)",
        kind: "count",
        most: 100,
      },
      config,
    ],
    examples: [
      ["hezar mint", "Fill every order that stands; safe to kill and to repeat"],
      ["hezar mint --service news --count 2", "Two mirrors of news: open orders first, new ones for what they lack"],
    ],
    load: () => import("./commands/mint.ts"),
  },
  {
    name: "watch",
    group: "Mirrors",
    says: "The autopilot: keep the mesh at strength, pass after pass, until Ctrl-C",
    options: [
      { name: "interval", value: "SPAN", says: "Between two looks (default 60s)", kind: "duration" },
      { name: "test-notify", says: "Send a trial by every channel of the config's `notify` and leave" },
      config,
    ],
    examples: [
      ["hezar watch", "Fills orders, repairs what is deployed, replaces what burned, tells you by `notify`"],
      ["hezar watch --json --interval 5m", "For programs: one line a deed and one when a pass differs from the last"],
      ["hezar watch --test-notify", "Does your webhook, mail or bot reach you?"],
    ],
    load: () => import("./commands/watch.ts"),
  },
  {
    name: "reconcile",
    group: "Mirrors",
    says: "One pass of the autopilot, for cron and CI",
    options: [
      { name: "dry-run", says: "Print the plan and change nothing; exit 4 if there is something to do" },
      config,
    ],
    examples: [
      ["hezar reconcile", "Exit 0: done or nothing to do; 1: something failed; 3: another autopilot steers"],
      ["hezar reconcile --dry-run", "What it would do now, and what waits for what"],
    ],
    load: () => import("./commands/reconcile.ts"),
  },
  {
    name: "burn",
    group: "Mirrors",
    says: "Tell the mesh that a hostname, or a whole zone, is blocked",
    operand: "HOST|*.ZONE",
    options: [
      country,
      { name: "cause", value: "CAUSE", says: "censor (default), provider, quota, flagged, origin or operator" },
      config,
    ],
    examples: [
      [
        "hezar burn quiet-harbor.garden-letters.example --country IR",
        "Nobody is sent there again; a replacement is ordered",
      ],
      ["hezar burn '*.garden-letters.example'", "The whole zone (quotes keep the shell away from the star)"],
    ],
    load: () => import("./commands/burn.ts"),
  },
  {
    name: "unburn",
    group: "Mirrors",
    says: "Take a hostname or zone off the blocklist",
    operand: "HOST|*.ZONE",
    options: [country, config],
    examples: [
      ["hezar unburn '*.garden-letters.example'", "New mirrors may go there again; burned ones do not return"],
    ],
    load: () => import("./commands/unburn.ts"),
  },
  {
    name: "retire",
    group: "Mirrors",
    says: "Take a mirror out of service for good",
    operand: "HOST",
    options: [config],
    examples: [["hezar retire quiet-harbor.garden-letters.example", "A zone's last mirror takes its Worker along"]],
    load: () => import("./commands/retire.ts"),
  },
  {
    name: "rotate",
    group: "Mirrors",
    says: "Order replacements for old mirrors",
    options: [
      service,
      { name: "older-than", value: "SPAN", says: "Only mirrors older than this (default 12h)", kind: "duration" },
      config,
    ],
    examples: [["hezar rotate --older-than 7d && hezar mint", "Replace what is older than a week"]],
    load: () => import("./commands/rotate.ts"),
  },
  {
    name: "invite",
    group: "Readers",
    says: "Make an invitation code and the beacon's page for it",
    options: [
      service,
      { name: "channel", value: "NAME", says: "Where you will show it; channels share no mirrors (default direct)" },
      { name: "uses", value: "N", says: "How many readers may use it, at most 1000 (default 1)", kind: "count" },
      { name: "days", value: "N", says: "How long it is good, at most 30 (default 7)", kind: "count", most: 30 },
      { name: "trusted", says: "You know them: what they report weighs in full, and can contradict a lie" },
      config,
    ],
    examples: [
      ["hezar invite", "One reader, one week"],
      ["hezar invite --channel telegram --uses 200 --days 3", "A code to post in one place only"],
    ],
    load: () => import("./commands/invite.ts"),
  },
  {
    name: "lists",
    group: "Readers",
    says: "Sealed lists: how a reader whose every known mirror is dead finds new ones",
    operand: "publish|status|code",
    detail: "URL",
    options: [
      { name: "dry-run", says: "publish: say what would be written and removed, and do nothing" },
      { name: "days", value: "N", says: "code: how long it is good (default 30)", kind: "count" },
      config,
    ],
    examples: [
      ["hezar lists status", "Where they lie, and when they are rewritten next"],
      ["hezar lists publish", "Now, instead of at the next fixed time; needs `lists` in the config"],
      [
        "hezar lists code https://files.example/",
        "A code to paste, for readers whose roster names no list that answers",
      ],
    ],
    load: () => import("./commands/lists.ts"),
  },
  {
    name: "kill",
    group: "Readers",
    says: "The kill switch: tell every reader's lifeboat to take itself off",
    options: [{ name: "yes", says: "You mean it" }, { name: "lift", says: "Switch it off again" }, config],
    examples: [["hezar kill --yes", "Signed by the root key, which lies on this machine alone"]],
    load: () => import("./commands/kill.ts"),
  },
  {
    name: "open",
    group: "Readers",
    says: "Do what a browser does with a link: trade its ticket for a pass",
    operand: "LINK",
    options: [],
    examples: [
      [
        "hezar open 'http://quiet-harbor.garden-letters.localhost:8787/…/' --json",
        'Prints {"url":…,"cookie":…} for curl and tests',
      ],
    ],
    load: () => import("./commands/open.ts"),
  },
  {
    name: "status",
    group: "Look",
    says: "Show mirrors, orders and the blocklist",
    options: [
      { name: "watch", says: "Go on showing, drawn in place; Ctrl-C stops" },
      {
        name: "web",
        says: "Make a link to the warden's page: the same with plots, for a browser; good for a minute, once",
      },
      config,
    ],
    examples: [
      ["hezar status", "The mesh at a glance"],
      ["hezar status --watch", "A live table, with what happens as it happens"],
      ["hezar status --web", "Mirrors by state and country, quotas, how long mirrors lived"],
      ["hezar status --json | jq '.mirrors[].hostname'", "For programs"],
    ],
    load: () => import("./commands/status.ts"),
  },
  {
    name: "orders",
    group: "Look",
    says: "List standing orders for new mirrors",
    options: [{ name: "all", says: "Filled and withdrawn ones too" }, config],
    examples: [["hezar orders", "What `hezar mint` would do"]],
    load: () => import("./commands/orders.ts"),
  },
  {
    name: "why",
    group: "Look",
    says: "Say why a mirror is thought healthy, suspect or burned, in numbers",
    operand: "HOST",
    options: [config],
    examples: [
      ["hezar why quiet-harbor.garden-letters.example", "Country by country: readers, reports, probes, signals"],
    ],
    load: () => import("./commands/why.ts"),
  },
  {
    name: "health",
    group: "Look",
    says: "Look at mirrors and accounts from outside: what is wrong that no censor did",
    options: [{ name: "dry-run", says: "Look only; the warden is told nothing" }, config],
    examples: [
      [
        "hezar health",
        "Every mirror as strangers and readers meet it, every account's API; groups are moved where they must",
      ],
      ["hezar health --dry-run --json", "For monitoring: exit 1 where something is wrong"],
    ],
    load: () => import("./commands/health.ts"),
  },
  {
    name: "doctor",
    group: "Look",
    says: "Check keys, accounts and every mirror through its real address",
    options: [config],
    examples: [["hezar doctor", "Each finding comes with what to do; exit 1 if anything is broken"]],
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "probe",
    group: "Look",
    says: "Is it blocked from here? Look at mirrors step by step: name, connection, TLS, page",
    operand: "[HOST]",
    options: [
      { name: "submit", says: "Send what was found to the warden, which judges by it" },
      { name: "wishes", says: "Only what the warden wishes for now (default: that, or else every mirror that stands)" },
      {
        name: "resolver",
        value: "WHERE",
        says: "system (default), an address such as 192.0.2.53, or https://…/dns-query",
      },
      { name: "socks", value: "HOST:PORT", says: "Through a SOCKS5 proxy that stands where readers are" },
      { name: "control", value: "URL", says: "A host that nobody blocks there (default https://www.example.com)" },
      { name: "country", value: "CC", says: "Where this runs (default: the config's audience)" },
      { name: "network", value: "ASN", says: "In which network, such as AS44244" },
      {
        name: "volunteer",
        value: "FILE",
        says: "As a volunteer: the file the operator gave you; results are signed and sent",
      },
      {
        name: "ooni",
        value: "FILE|URL",
        says: "Instead of looking: take what OONI's volunteers measured, from its API's JSON",
      },
      config,
    ],
    examples: [
      ["hezar probe", "Look at what the warden wishes for, or at every mirror; exit 3 if something is blocked"],
      ["hezar probe --socks 127.0.0.1:1080 --country IR --submit", "From a vantage in the country, for the warden"],
      [
        "hezar probe quiet-harbor.garden-letters.example --resolver https://dns.example/dns-query",
        "Past a lying resolver",
      ],
      ["hezar probe --ooni measurements.json --submit", "Import OONI's measurements"],
    ],
    load: () => import("./commands/probe.ts"),
  },
  {
    name: "volunteer",
    group: "Readers",
    says: "Let somebody in the country send probes",
    operand: "add|remove|list",
    detail: "NAME",
    options: [
      { name: "file", value: "FILE", says: "Where to write their file (default ./NAME.volunteer.json)" },
      config,
    ],
    examples: [
      ["hezar volunteer add kaveh-7", "A name you choose; it need not be theirs"],
      ["hezar volunteer remove kaveh-7", "What they sign is taken no more"],
    ],
    load: () => import("./commands/volunteer.ts"),
  },
  {
    name: "censor",
    group: "Demo",
    says: "Tell the demo's censor what to block (hezar start runs one, for a browser led through it)",
    operand: "block|lift|list|wire",
    detail: "HOST|*.ZONE",
    options: [
      {
        name: "how",
        value: "HOW",
        says: "nxdomain (default), forged, reset, drop, tls-cut, blockpage, cut or throttle",
      },
      {
        name: "kilobytes",
        value: "N",
        says: "cut: silence after N kB (16); throttle: N kB a second (4)",
        kind: "count",
      },
      {
        name: "residual",
        value: "SPAN",
        says: "What met the rule stays blocked this long after it is lifted",
        kind: "duration",
      },
    ],
    examples: [
      ["hezar censor block quiet-harbor.garden-letters.localhost --how drop", "Silence, as most censors do it"],
      ["hezar censor block '*.garden-letters.localhost' --how reset --residual 90s", "A whole zone"],
      ["hezar censor lift quiet-harbor.garden-letters.localhost", "Let it through again"],
      ["hezar censor wire", "What somebody on the wire has seen: which names, and when"],
    ],
    load: () => import("./commands/censor.ts"),
  },
];

/** The exit code. */
export function main(argv: readonly string[], console?: Console): Promise<number> {
  return runCommandLine(COMMANDS, argv, console);
}
