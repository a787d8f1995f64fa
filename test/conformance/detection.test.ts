// A mirror is blocked in one country, and nobody lifts a finger: readers behind a real censor lose it and say so, the warden
// judges by its own traffic and their word, the blocklist in KV names it for that country, an autopilot mints what is ordered,
// and the readers' roster shows the new mirror. The judge's windows are scaled to a hundredth; each step's time is printed, and
// docs/detection.md says what it would be at the windows' true length.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLink } from "../../scripts/links/read.ts";
import { createKeyring, rootPublicKey } from "../../scripts/mint/keyring.ts";
import { type Keys, readKeys } from "../../scripts/operator/keys.ts";
import { openState } from "../../scripts/operator/state.ts";
import { createWardenClient, type WardenClient } from "../../scripts/operator/wardenclient.ts";
import { fromBase64url } from "../../shared/domain/bytes.ts";
import { openKeyring } from "../../shared/domain/keyring.ts";
import { createVerifier } from "../../shared/domain/signature.ts";
import { TRUSTED_LEVEL } from "../../shared/domain/verdict/sequential.ts";
import { blocklistKey, zoneKey } from "../../shared/store/keys.ts";
import type { Invite, Why } from "../../shared/wardenapi.ts";
import { type CensoredReader, openCensoredReader } from "../support/censoredreader.ts";
import { tellFigures } from "../support/figures.ts";
import { type Mesh, startMeshWith } from "../support/mesh.ts";
import { sendRaw } from "../support/stranger.ts";

const WINDOWS = { HEZAR_WINDOWS: "0.01" };
const READERS = 14;
const NETWORKS = 7;
const PATIENCE_MS = 300_000;
/** From the block to the readers' new roster. */
const MOST_SECONDS = 120;
const BIN = new URL("../../scripts/bin.mjs", import.meta.url).pathname;

let mesh: Mesh;
let keys: Keys;
let warden: WardenClient;
let autopilot: ChildProcess;
let readers: readonly CensoredReader[];
let lost: string;

beforeAll(async () => {
  mesh = await startMeshWith(WINDOWS, "--mirrors", "3");
  keys = (await readKeys(mesh.state)) as Keys;
  const { warden: url = "" } = await openState(mesh.state).mesh();
  warden = createWardenClient({ url, token: keys.adminToken });
  autopilot = spawn(process.execPath, [BIN, "watch", "--interval", "2s", "--json", "--state", mesh.state], {
    stdio: "ignore",
    env: { ...process.env, ...WINDOWS },
  });
  readers = await admitReaders();
  [lost = ""] = readers[0]?.hostnames ?? [];
}, PATIENCE_MS);
afterAll(async () => {
  if (autopilot?.exitCode === null) {
    autopilot.kill("SIGTERM");
    await once(autopilot, "exit");
  }
  await mesh?.close();
});

const status = () => warden.status();

/** Readers of one group, spread over the country's networks. */
async function admitReaders(): Promise<readonly CensoredReader[]> {
  const root = await createVerifier(fromBase64url(rootPublicKey(keys)) ?? new Uint8Array());
  const now = Math.floor(Date.now() / 1000);
  const keyring = await openKeyring(await createKeyring(keys, { version: now, now }), { root, atLeast: 0 });
  if (!keyring.ok) throw new Error(keyring.reason);
  const invite = await mesh.hezarJson<Invite & { page: string }>(
    "invite",
    "--uses",
    String(READERS + 1),
    "--channel",
    "school",
    "--trusted",
  );
  // The channel's own mirrors; until they stand its readers borrow others'.
  for (let orders = 1; orders > 0; ) {
    orders = (await status()).orders.filter(({ state }) => state === "open" || state === "claimed").length;
  }
  const { mirrors } = await status();
  const [link] = await take(invite.page);
  const zones = mirrors.map(({ zone }) => zone);
  const ticket = await readLink(new URL(link?.url ?? ""), { keys, zones, now });
  expect(ticket).toMatchObject({ ok: true, value: { level: TRUSTED_LEVEL } });
  const mirrorOf = (hostname: string) => mirrors.find((mirror) => mirror.hostname === hostname);
  return Promise.all(
    Array.from({ length: READERS }, async (_, number) =>
      openCensoredReader({
        ...{ links: await take(invite.page), keys, keyring: keyring.value, network: 1 + (number % NETWORKS) },
        censorPort: Number(new URL(mesh.ready.censor.socks).port),
        doorOf: (hostname) => mirrorOf(hostname)?.door ?? "",
        zoneOf: (hostname) => mirrorOf(hostname)?.zone ?? "",
      }),
    ),
  );
}

/** One use of the invite: the links of one new reader. A new channel's mirrors may still be on their way. */
async function take(page: string): Promise<readonly { readonly hostname: string; readonly url: string }[]> {
  const url = new URL(`${page}.json`);
  const answer = await sendRaw(mesh.port, {
    target: url.pathname,
    host: url.host,
    headers: { Accept: "application/json" },
  });
  const text = answer.body.toString();
  return (JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)) as { links: never[] }).links;
}

/** Everybody reads on every mirror they have, again and again, until what is waited for is so. */
async function readUntil<T>(
  isSo: () => Promise<T | undefined>,
  meanwhile: () => Promise<void> = async () => {},
): Promise<T> {
  for (;;) {
    await Promise.all(readers.flatMap((reader) => reader.hostnames.map((hostname) => reader.visit(hostname))));
    await meanwhile();
    const so = await isSo();
    if (so !== undefined) return so;
  }
}

/** One step after the other, each with the wall time since the one before. */
function startSteps() {
  const startedAt = performance.now();
  let before = startedAt;
  const steps: [step: string, seconds: number][] = [];
  return {
    done: (step: string) => {
      const now = performance.now();
      steps.push([step, (now - before) / 1000]);
      before = now;
    },
    /** Prints all of them; in seconds from the first to the last. */
    tell: (title: string): number => {
      const total = (before - startedAt) / 1000;
      const rows = [...steps, ["in all", total] as const];
      tellFigures(
        title,
        { steps: Object.fromEntries(steps), total },
        rows.map(([step, seconds]) => [step, `${seconds.toFixed(1)} s`]),
      );
      return total;
    },
  };
}

describe("a mirror that one country blocks", { timeout: PATIENCE_MS }, () => {
  it("was read by its group before", async () => {
    expect(new Set(readers.flatMap(({ hostnames }) => hostnames)).size).toBeGreaterThan(1);
    // Two of the judge's shortest windows: one to compare with, one to look at.
    const until = Date.now() + 20_000;
    const whole = await readUntil(async () => (Date.now() > until ? await readers[0]?.visit(lost) : undefined));
    expect(whole).toBe(true);
  });

  it("is lost, reported, judged and replaced, within two minutes", async () => {
    const lastOrder = Math.max(0, ...(await status()).orders.map(({ id }) => id));
    expect((await mesh.hezar("censor", "block", lost, "--how", "reset")).code).toBe(0);
    const steps = startSteps();
    expect(await readers[0]?.visit(lost)).toBe(false);
    const reporting = async () => {
      for (const reader of readers) {
        const via = reader.hostnames.find((hostname) => hostname !== lost) ?? "";
        await reader.report(lost, via);
      }
    };
    const burned = await readUntil(
      async () => (await status()).verdicts.find((one) => one.hostname === lost && one.state === "burned"),
      reporting,
    );
    steps.done("verdict, with cause and level");
    expect(burned).toMatchObject({ country: "IR", cause: "censor", level: "hostname" });
    const entry = (await status()).blocklist.entries.find(({ pattern }) => pattern === lost);
    expect(entry).toMatchObject({ country: "IR", cause: "censor" });
    await readUntil(() => isInKv(blocklistKey(), lost));
    steps.done("blocklist in KV");
    // `hezar start` keeps no reserve: readers wait for the mirror that this order is filled with.
    const { id } = await readUntil(async () => (await status()).orders.find((order) => order.id > lastOrder));
    const order = async () => (await status()).orders.find((one) => one.id === id);
    steps.done("order");
    const fresh = await readUntil(async () => (await order())?.hostname);
    steps.done("minted: claimed by the autopilot");
    const zone = fresh.slice(fresh.indexOf(".") + 1);
    await readUntil(() => isInKv(zoneKey(zone), fresh.slice(0, -zone.length - 1)));
    steps.done("published: its zone's record in KV has it");
    await readUntil(async () => (await order())?.state === "filled" || undefined);
    steps.done("warmed: a stranger gets the cover there, a ticket opens");
    const roster = await readUntil(() => rosterWith(fresh));
    steps.done("in the readers' roster");
    expect(steps.tell("from the block to the readers, windows at a hundredth")).toBeLessThanOrEqual(MOST_SECONDS);
    expect(roster.map(({ hostname }) => hostname)).not.toContain(lost);
    const [via = ""] = readers[0]?.hostnames.filter((hostname) => hostname !== lost) ?? [];
    expect(await readers[0]?.visit(via)).toBe(true);
  });

  it("can be asked why", async () => {
    const why = await mesh.hezarJson<Why>("why", lost);
    const [verdict] = why.verdicts.filter(({ country }) => country === "IR");
    expect(verdict).toMatchObject({ state: "burned", cause: "censor" });
    const { stdout } = await mesh.hezar("why", lost);
    expect(stdout).toContain("IR");
  });

  it("blames nobody elsewhere: the other mirrors stand", async () => {
    const { verdicts } = await status();
    expect(verdicts.filter(({ state }) => state === "burned").map(({ hostname }) => hostname)).toEqual([lost]);
  });
});

describe("a zone that one country blocks", { timeout: PATIENCE_MS }, () => {
  it("is named as a whole by its canary, from a probe in the country", async () => {
    const { mirrors } = await status();
    const [hostname = ""] = readers[0]?.hostnames.filter((one) => one !== lost) ?? [];
    const zone = mirrors.find((mirror) => mirror.hostname === hostname)?.zone ?? "";
    await mesh.hezar("censor", "block", `*.${zone}`, "--how", "nxdomain");
    const from = [
      "--socks",
      new URL(mesh.ready.censor.socks).host,
      "--control",
      `http://control.localhost:${mesh.port}`,
    ];
    const told = ["--submit", "--network", "AS64513", ...from];
    const steps = startSteps();
    // The first look makes it suspect; the warden then wishes for another one, and for a canary's.
    expect((await mesh.hezar("probe", hostname, ...told)).code).toBe(3);
    const verdict = await until(async () => {
      await mesh.hezar("probe", "--wishes", ...told);
      return (await status()).verdicts.find((one) => one.hostname === hostname && one.level === "zone");
    });
    steps.done("verdict, with cause and level");
    steps.tell("a blocked zone, probed from the country");
    expect(verdict).toMatchObject({ state: "burned", cause: "censor", country: "IR" });
    const { blocklist, verdicts } = await status();
    expect(blocklist.entries).toContainEqual(expect.objectContaining({ pattern: `*.${zone}`, country: "IR" }));
    const burned = verdicts.filter(({ state }) => state === "burned").map((one) => one.hostname);
    expect(burned.filter((one) => one !== lost && !one.endsWith(`.${zone}`))).toEqual([]);
  });
});

async function until<T>(isSo: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const so = await isSo();
    if (so !== undefined) return so;
  }
}

/** The record under `key`, in whichever account's KV, holds `text`. */
async function isInKv(key: string, text: string): Promise<true | undefined> {
  const { url, account, token } = mesh.ready.api;
  const headers = { authorization: `Bearer ${token}` };
  const list = await fetch(`${url}/accounts/${account}/storage/kv/namespaces`, { headers });
  const { result } = (await list.json()) as { readonly result: readonly { readonly id: string }[] };
  for (const { id } of result) {
    const path = `${url}/accounts/${account}/storage/kv/namespaces/${id}/values/${encodeURIComponent(key)}`;
    const value = await fetch(path, { headers });
    if ((await value.text()).includes(text)) return true;
  }
  return undefined;
}

/** Of the lost mirror's readers, whoever is shown `fresh` first: half of them wait for another. */
async function rosterWith(fresh: string) {
  const rosters = await Promise.all(
    readers.map((reader) => reader.roster(reader.hostnames.find((hostname) => hostname !== lost) ?? "")),
  );
  return rosters.find(({ mirrors }) => mirrors.some(({ hostname }) => hostname === fresh))?.mirrors;
}
