// `hezar init`: a config and keys to begin with. What was not given stands in angle brackets, which the checks refuse, so
// nothing goes up half filled in. Nothing that is there is ever overwritten.

import { access, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type ConfigProblem, checkConfig } from "../../shared/config.ts";
import { CONFIG_FILE, problemLines, shorten } from "../operator/config.ts";
import { createKeys, readKeys } from "../operator/keys.ts";
import { openState, type State } from "../operator/state.ts";
import { parseSites, type Site } from "../start/plan.ts";
import type { Call, Run } from "../terminal/commandline.ts";
import { Mistake } from "../terminal/mistake.ts";

const SCHEMA = fileURLToPath(new URL("../../docs/hezar.config.schema.json", import.meta.url));

export const run: Run = async (call, screen) => {
  const path = resolve(call.text("config") ?? CONFIG_FILE);
  const text = configTemplate(call, schemaFrom(path));
  const checked = checkConfig(text);
  const gaps = checked.ok ? [] : checked.problems.filter(isGap);
  const faults = checked.ok ? [] : checked.problems.filter((problem) => !isGap(problem));
  if (faults.length > 0) throw refuseFlags(faults);
  const state = openState(call.text("state"));
  await refuseTaken(state, path);
  await writeNew(path, text);
  await state.make();
  const isNew = (await readKeys(state.dir)) === undefined;
  if (isNew) await createKeys(state.dir);
  if (screen.json) screen.data({ config: path, state: state.dir, keysMade: isNew, toFillIn: gaps });
  else {
    const { style } = screen;
    screen.out(`${style.green("✓")} ${shorten(path)} is written`);
    screen.out(
      `${style.green("✓")} ${shorten(state.dir)}/keys.json ${isNew ? "is made: back it up, whoever has it owns the mesh" : "was there and stays"}`,
    );
    if (gaps.length > 0) screen.out(`\nTo fill in:\n${problemLines(path, gaps)}`);
    screen.out(`\nNext: set ${tokensOf(call)}, then ${style.bold("hezar up")}, then ${style.bold("hezar doctor")}.`);
  }
  return 0;
};

/** Every variable the config asks for. */
function tokensOf(call: Call): string {
  return accountsOf(call.texts("account-id"))
    .flatMap((account) => ("kvTokenEnv" in account ? [account.tokenEnv, account.kvTokenEnv] : [account.tokenEnv]))
    .join(", ");
}

/** A gap left on purpose, as against a flag that does not fit. */
function isGap({ problem }: ConfigProblem): boolean {
  return problem.startsWith('"<');
}

function refuseFlags(faults: readonly ConfigProblem[]): Mistake {
  const lines = faults.map(({ key, problem, fix }) => `  ${key} ${problem}\n    ${fix}`).join("\n");
  return new Mistake("What was given does not make a config", {
    why: `\n${lines}`,
    next: "Nothing was written.",
    exitCode: 2,
  });
}

/** A config in the state directory goes before any other: what `hezar start` keeps there would hide the new one. */
async function refuseTaken({ dir }: State, path: string): Promise<void> {
  const inside = join(dir, CONFIG_FILE);
  if (inside === path || !(await isThere(inside))) return;
  throw new Mistake(`${shorten(dir)} holds another mesh`, {
    why: `its config is ${shorten(inside)}`,
    next: "Give the new one a directory of its own with --state DIR, here and with every later command.",
  });
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === "EEXIST";
    throw new Mistake(isTaken ? `${shorten(path)} is there already` : `${shorten(path)} cannot be written`, {
      why: isTaken ? "init never overwrites" : (cause as Error).message,
      next: isTaken ? "Edit it, or write another with --config FILE." : "Name another place with --config FILE.",
      cause,
    });
  }
}

function schemaFrom(configPath: string): string {
  const path = relative(dirname(configPath), SCHEMA);
  return path.startsWith(".") ? path : `./${path}`;
}

function configTemplate(call: Call, schema: string): string {
  const given = parseSites(call.texts("service"));
  const sites: readonly Site[] =
    given.length > 0 ? given : [{ id: "news", primary: "<https://the.blocked.site>", secondaries: [] }];
  const zones = call.texts("zone").length > 0 ? call.texts("zone") : sites.map(() => "<a domain of your own>");
  const contact = call.text("contact") ?? "<mailto:you@your.domain>";
  const services = sites.map((site) => serviceText(site, contact, call));
  const accounts = accountsOf(call.texts("account-id"));
  // The first carries warden and beacon; where there are others, they carry the mirrors.
  const carrying = accounts.length > 1 ? accounts.slice(1) : accounts;
  const placed = zones.map((zone, at) => ({
    zone,
    account: carrying[at % carrying.length]?.id,
    service: sites[at % sites.length]?.id,
    cover: "bundled",
  }));
  const snapshots = accounts.slice(1, 3).map(({ id }) => ({ account: id }));
  return `{
  "$schema": ${json(schema)},
  "mesh": "my-mesh",
  // Who answers for the mesh; shown on the beacon and the covers.
  "contact": ${json(contact)},
  // Where the readers are.
  "audience": { "country": ${json(call.text("country") ?? "IR")}, "timeZone": ${json(call.text("time-zone") ?? "Asia/Tehran")} },
  // Of each service: open to readers, kept ready, and how many one group of readers sees.
  "mirrors": { "live": 4, "reserve": 1, "perGroup": 2 },
  "lineageSize": 64,
  // The blocked sites. Nothing but these origins is ever fetched.
  "services": [
    ${services.join(",\n    ")}
  ],
  // Where Workers are deployed. Tokens stay in the environment variables that tokenEnv names; the warden writes other
  // accounts' records with a token for their KV alone, kvTokenEnv.
  "accounts": [
    ${accounts.map(json).join(",\n    ")}
  ],
  // Domains that carry mirrors, one service each. Replace "bundled" by a folder with a small site of your own.
  "zones": [
    ${placed.map(json).join(",\n    ")}
  ],
  // Better on an account that carries no mirrors, once you have a second one, with snapshots in the others.
  "warden": ${json({ account: "main", ...(snapshots.length > 0 && { snapshots }) })},
  "beacon": { "account": "main" }
}
`;
}

/** Names are the operator's own, and soon changed. */
function accountsOf(ids: readonly string[]) {
  const [first = "<your account's id>", ...others] = ids;
  const main = { id: "main", provider: "cloudflare", accountId: first, tokenEnv: "CLOUDFLARE_API_TOKEN" };
  return [
    main,
    ...others.map((accountId, at) => ({
      ...{ id: `account-${at + 2}`, provider: "cloudflare", accountId },
      ...{ tokenEnv: `CLOUDFLARE_API_TOKEN_${at + 2}`, kvTokenEnv: `CLOUDFLARE_KV_TOKEN_${at + 2}` },
    })),
  ];
}

function serviceText(site: Site, contact: string, call: Call): string {
  const policy = call.text("policy") ?? "read-only";
  return json({ ...site, policy, authority: call.has("owner") ? "owner" : "public-interest", contact });
}

function json(value: unknown): string {
  return JSON.stringify(value)
    .replace(/([{,:])(?=["{[])/g, "$1 ")
    .replace(/(?<=["\]}\w])}/g, " }");
}
