import { describe, expect, it } from "vitest";
import { createKeyring, renewKeyring, rootPublicKey } from "../../../scripts/mint/keyring.ts";
import type { Keys } from "../../../scripts/operator/keys.ts";
import type { WardenClient } from "../../../scripts/operator/wardenclient.ts";
import { fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import { openKeyring } from "../../../shared/domain/keyring.ts";
import { createVerifier } from "../../../shared/domain/signature.ts";
import type { MeshStatus } from "../../../shared/wardenapi.ts";
import { createTestClock } from "../../support/testclock.ts";

const seed = (byte: number) => toBase64url(new Uint8Array(32).fill(byte));
const keys: Keys = {
  ...{ meshId: "000000000000", rootSeed: seed(1), online: { id: 3, seed: seed(2) }, deployKey: seed(4) },
  ...{ adminToken: seed(5), beaconToken: seed(6) },
};
const DAY = 86_400;

describe("the keyring the operator signs", () => {
  it("opens with the root key relays are given, for every use, for 30 days", async () => {
    const now = 1_800_000_000;
    const root = await createVerifier(fromBase64url(rootPublicKey(keys)) ?? new Uint8Array());
    const opened = await openKeyring(await createKeyring(keys, { version: 7, now }), { root, atLeast: 7 });
    if (!opened.ok) throw new Error(opened.reason);
    for (const use of ["ticket", "record", "roster"] as const) {
      expect(opened.value.verifierFor(3, use, now - 60).ok).toBe(true);
      expect(opened.value.verifierFor(3, use, now + 30 * DAY).ok).toBe(true);
      expect(opened.value.verifierFor(3, use, now + 30 * DAY + 1).ok).toBe(false);
    }
  });
});

describe("renewing the keyring", () => {
  const clock = createTestClock(1_800_000_000_000);
  const now = 1_800_000_000;
  const renew = async (keyring: MeshStatus["keyring"]) => {
    const pushed: string[] = [];
    const warden = {
      status: async () => ({ keyring }) as MeshStatus,
      putKeyring: async (record: string) => {
        pushed.push(record);
        return (JSON.parse(record.slice(record.indexOf("\n"))) as { version: number }).version;
      },
    };
    return { version: await renewKeyring(warden as WardenClient, { keys, clock }), pushed: pushed.length };
  };

  it("pushes the first one", async () => expect(await renew(undefined)).toEqual({ version: now, pushed: 1 }));

  it("leaves one alone that is good for 15 days or more", async () =>
    expect(await renew({ version: 5, notAfter: now + 15 * DAY })).toEqual({ version: 5, pushed: 0 }));

  it("replaces one that has less left, by a higher version", async () => {
    expect(await renew({ version: 5, notAfter: now + 15 * DAY - 1 })).toEqual({ version: now, pushed: 1 });
    expect(await renew({ version: now + 9, notAfter: now })).toEqual({ version: now + 10, pushed: 1 });
  });
});
