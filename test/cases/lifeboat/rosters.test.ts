// Which rosters a lifeboat believes: the signed chain, versions that only grow, its own group and tier; and never darkness.

import { beforeAll, describe, expect, it } from "vitest";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { type KeyringBody, signKeyring } from "../../../shared/domain/keyring.ts";
import { type Roster, sealRosters } from "../../../shared/domain/roster.ts";
import { createSigner } from "../../../shared/domain/signature.ts";
import { createRosters } from "../../../workers/lifeboat/failover/rosters.ts";
import { createMeshKeys, type MeshKeys, NOW, seed } from "../../support/meshkeys.ts";

const LINEAGE = "0a0b0c0d0e0f";
const READER = seed(11);
let keys: MeshKeys;
const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));

beforeAll(async () => {
  keys = await createMeshKeys();
});

interface Wish {
  readonly version: number;
  readonly expiresAt?: number;
  readonly lineage?: string;
  readonly reader?: Uint8Array;
  readonly signer?: MeshKeys["online"];
  readonly tier?: "volunteer";
}

async function rosterOf({
  version,
  lineage = LINEAGE,
  reader = READER,
  signer = keys.online,
  tier,
  expiresAt = NOW + 60,
}: Wish) {
  const roster: Roster = {
    ...{ v: 1, version, issuedAt: NOW + version, group: "g", expiresAt, sealedLists: [] },
    mirrors: [
      {
        hostname: `v${version}.example`,
        origin: `https://v${version}.example`,
        door: "abcdefgh",
        zone: 0,
        provider: 0,
      },
    ],
    windows: { refreshSeconds: 1, retrySeconds: 1, pauseSeconds: 1, reportSeconds: 1 },
    ...(tier && { tier }),
  };
  return sealRosters([{ roster, readerKeys: [reader] }], { lineage, version, signer, random });
}

function aboard(clock = { now: NOW }) {
  const boarding = {
    root: toBase64url(keys.rootKey),
    lineage: LINEAGE,
    readerKey: toBase64url(READER),
    tier: "operator",
  } as const;
  return createRosters({ boarding, now: () => clock.now });
}

const mirrorsOf = (rosters: ReturnType<typeof aboard>) => rosters.current()?.mirrors.map(({ hostname }) => hostname);

describe("a lifeboat's roster", () => {
  it("is believed by the chain from the pinned root, and by a newer one replaced", async () => {
    const rosters = aboard();
    expect(await rosters.take({ roster: await rosterOf({ version: 1 }) })).toMatchObject({ isNewer: false });
    expect(await rosters.take({ keyring: keys.keyringText, roster: await rosterOf({ version: 2 }) })).toMatchObject({
      isNewer: true,
    });
    await rosters.take({ roster: await rosterOf({ version: 3 }) });
    expect(mirrorsOf(rosters)).toEqual(["v3.example"]);
  });

  it("stays while it is good when what comes is newer and over; once it is over itself, that is better than none", async () => {
    const clock = { now: NOW };
    const rosters = aboard(clock);
    await rosters.take({ keyring: keys.keyringText, roster: await rosterOf({ version: 1 }) });
    const over = await rosterOf({ version: 2, expiresAt: NOW - 1 });
    expect(await rosters.take({ roster: over })).toMatchObject({ isNewer: false });
    expect(mirrorsOf(rosters)).toEqual(["v1.example"]);
    clock.now = NOW + 61;
    await rosters.take({ roster: over });
    expect(mirrorsOf(rosters)).toEqual(["v2.example"]);
  });

  it("stays when what comes is older, forged, another group's, another lineage's, another tier's, cut or nothing", async () => {
    const rosters = aboard();
    await rosters.take({ keyring: keys.keyringText, roster: await rosterOf({ version: 5 }) });
    const newer = await rosterOf({ version: 9 });
    const forger = await createSigner(keys.online.keyId, seed(66));
    const offered = [
      await rosterOf({ version: 4 }),
      await rosterOf({ version: 9, signer: forger }),
      await rosterOf({ version: 9, reader: seed(12) }),
      await rosterOf({ version: 9, lineage: "ffffffffffff" }),
      await rosterOf({ version: 9, tier: "volunteer" }),
      newer.slice(0, -20),
      newer.replace("roster 1 9", "roster 1 10"),
      "",
      "<html>blocked</html>",
    ];
    for (const roster of offered) expect(await rosters.take({ roster })).toMatchObject({ isNewer: false });
    expect(mirrorsOf(rosters)).toEqual(["v5.example"]);
    expect(rosters.seen().roster).toBe(5);
  });

  it("takes no keyring that another root signed, nor an older one", async () => {
    const rosters = aboard();
    const body = { ...keys.keyring.body, version: 7, kill: true } as KeyringBody;
    const foreign = await signKeyring(body, await createSigner(0, seed(66)));
    await rosters.take({ keyring: foreign });
    expect(rosters.isKilled()).toBe(false);
    await rosters.take({ keyring: await signKeyring(body, keys.root) });
    expect(rosters.isKilled()).toBe(true);
    await rosters.take({ keyring: keys.keyringText });
    expect(rosters.isKilled()).toBe(true);
  });

  it("is known again in the next life, after its key has ended too, and nothing older is taken then", async () => {
    const first = aboard();
    const taken = await first.take({ keyring: keys.keyringText, roster: await rosterOf({ version: 5 }) });
    const later = aboard({ now: NOW + 90 * 86_400 });
    await later.recall({ ...taken.kept, seen: first.seen() });
    expect(mirrorsOf(later)).toEqual(["v5.example"]);
    await later.take({ roster: await rosterOf({ version: 4 }) });
    expect(mirrorsOf(later)).toEqual(["v5.example"]);
  });

  it("is the newest of what comes at once, however late the older one is opened", async () => {
    const rosters = aboard();
    await rosters.take({ keyring: keys.keyringText, roster: await rosterOf({ version: 4 }) });
    const [five, six] = [await rosterOf({ version: 5 }), await rosterOf({ version: 6 })];
    const calledOff = { ...keys.keyring.body, version: 7, kill: true } as KeyringBody;
    const [kill, before] = [
      await signKeyring(calledOff, keys.root),
      await signKeyring({ ...keys.keyring.body, version: 6 }, keys.root),
    ];
    await Promise.all([
      rosters.take({ keyring: kill, roster: six }),
      rosters.take({ keyring: before, roster: five }),
      rosters.take({ roster: five }),
    ]);
    expect(mirrorsOf(rosters)).toEqual(["v6.example"]);
    expect(rosters.seen().roster).toBe(6);
    expect(rosters.isKilled()).toBe(true);
  });
});
