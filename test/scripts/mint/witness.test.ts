// The path of evidence on the edge: a reader opens a link, the zone's relay tells the warden, a report rides through one
// mirror and accuses another, and the warden can say why.

import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { rootPublicKey } from "../../../scripts/mint/keyring.ts";
import { mintOrders } from "../../../scripts/mint/mint.ts";
import { reach } from "../../../scripts/reach.ts";
import { type Bytes, fromBase64url } from "../../../shared/domain/bytes.ts";
import { openKeyring } from "../../../shared/domain/keyring.ts";
import { createMask, MASK_RANDOM_BYTES } from "../../../shared/domain/mask.ts";
import { openRoster, type Roster } from "../../../shared/domain/roster.ts";
import { createVerifier } from "../../../shared/domain/signature.ts";
import { openTicket, readerKey } from "../../../shared/domain/ticket.ts";
import { keyringKey, rosterKey } from "../../../shared/store/keys.ts";
import type { Admission, Why } from "../../../shared/wardenapi.ts";
import { openWhenLetIn } from "../../support/letin.ts";
import { makeReport } from "../../support/reporter.ts";
import { type MintGround, startGround } from "./ground.ts";

/** A relay speaks every 0.6 s instead of every minute. */
const WINDOWS_FACTOR = "0.01";

let ground: MintGround;
beforeAll(async () => {
  vi.stubEnv("HEZAR_WINDOWS", WINDOWS_FACTOR);
  ground = await startGround({
    zones: ["garden-letters.localhost", "bread-notes.localhost"],
    mirrors: { perGroup: 2, live: 2 },
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await ground?.close();
});

it("leads from readers to the warden and back to a person", async () => {
  expect((await mintOrders({ ...ground })).failures).toEqual([]);
  const admission = await admit();
  const [first, second] = admission.mirrors;
  if (first === undefined || second === undefined) throw new Error("a group has two mirrors here");

  const { url, cookie } = await openWhenLetIn(await linkTo(first, admission), reach);
  const read = () => reach(url, { headers: { cookie } });
  const seen = await until(first.hostname, ({ verdicts }) => verdicts.length > 0, read);
  expect(seen.verdicts[0]).toMatchObject({ state: "healthy", numbers: { cohort: { readers: 1 } } });

  const roster = await rosterOf(admission);
  const report = await makeReport(roster, {
    ...{ mirror: second.hostname, outcome: "tls", now: Date.now() / 1000 },
    control: { mirror: first.hostname, outcome: "ok" },
  });
  const door = roster.mirrors.find(({ hostname }) => hostname === first.hostname)?.door;
  const carried = await reach(new URL(`/${door}/report`, url), {
    ...{ method: "POST", body: report },
    headers: { cookie, origin: new URL(url).origin, "sec-fetch-site": "same-origin", "content-type": "text/plain" },
  });
  expect(carried.status).toBe(202);
  const accused = await until(
    second.hostname,
    ({ verdicts }) => verdicts.some(({ numbers }) => numbers.votes.received > 0),
    read,
  );
  expect(accused.verdicts).toMatchObject([{ state: "suspect", numbers: { votes: { failed: 1 } } }]);
  expect(accused.verdicts[0]?.lines.join(" ")).toContain("1 report");
  expect(accused.events.map(({ event }) => event)).toContain("judged");
});

async function admit(): Promise<Admission> {
  const { code } = await ground.warden.invite({ service: "news", channel: "family", uses: 1, level: 1, days: 7 });
  const headers = { authorization: `Bearer ${ground.keys.beaconToken}`, "content-type": "application/json" };
  const body = JSON.stringify({ code });
  return (await reach(`${ground.wardenUrl}/admit`, { method: "POST", headers, body })).json() as Promise<Admission>;
}

async function linkTo({ origin, maskKey }: Admission["mirrors"][number], { ticket }: Admission): Promise<string> {
  const mask = await createMask(fromBase64url(maskKey) as Bytes);
  const random = crypto.getRandomValues(new Uint8Array(MASK_RANDOM_BYTES));
  return `${origin}/${await mask.mask(fromBase64url(ticket) as Bytes, random)}/`;
}

async function recordAt(key: string): Promise<string> {
  const { main: namespaceId = "" } = ground.mesh.namespaces;
  return new TextDecoder().decode(await ground.provider.readValue(namespaceId, key));
}

async function rosterOf({ ticket }: Admission): Promise<Roster> {
  const root = await createVerifier(fromBase64url(rootPublicKey(ground.keys)) as Bytes);
  const keyring = await openKeyring(await recordAt(keyringKey()), { root, atLeast: 0 });
  if (!keyring.ok) throw new Error(keyring.reason);
  const [bytes, now] = [fromBase64url(ticket) as Bytes, Date.now() / 1000];
  const held = await openTicket(bytes, { keyring: keyring.value, now });
  if (!held.ok) throw new Error(held.reason);
  const { lineage } = held.value;
  const options = { lineage, readerKey: await readerKey(bytes), keyring: keyring.value, now, atLeast: 0 };
  for (;;) {
    const roster = await openRoster(await recordAt(rosterKey(lineage)), options);
    if (roster.ok) return roster.value;
    // A newcomer's roster waits some seconds for other newcomers.
    await pause(200);
  }
}

/** Asks until the answer is as wanted; `meanwhile` is what a reader goes on doing. */
async function until(
  hostname: string,
  isWanted: (why: Why) => boolean,
  meanwhile: () => Promise<unknown>,
): Promise<Why> {
  for (;;) {
    const why = await ground.warden.why(hostname);
    if (isWanted(why)) return why;
    await meanwhile();
    await pause(200);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
