// What the operator's own keys tell about a link, where the mirror by design tells nobody.

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { readLink } from "../../../scripts/links/read.ts";
import { seedBytes } from "../../../scripts/mint/keyring.ts";
import type { Keys } from "../../../scripts/operator/keys.ts";
import { createMask, MASK_RANDOM_BYTES } from "../../../shared/domain/mask.ts";
import { deriveMirrorKeys, deriveZoneSecret } from "../../../shared/domain/mirrorkeys.ts";
import { createSigner } from "../../../shared/domain/signature.ts";
import { issueTicket, SECONDS_PER_HOUR } from "../../../shared/domain/ticket.ts";

const seed = (byte: number) => Buffer.alloc(32, byte).toString("base64url");
const keys: Keys = {
  meshId: "0123456789ab",
  rootSeed: seed(1),
  online: { id: 1, seed: seed(2) },
  deployKey: seed(3),
  adminToken: seed(4),
  beaconToken: seed(5),
};
const zones = ["garden-letters.example", "hill-footpaths.example"];
const mirror = "quiet-harbor.garden-letters.example";
const now = 1_800_000_000;
const thisHour = Math.floor(now / SECONDS_PER_HOUR);

async function linkOf(options: { readonly signedBy: string; readonly notAfterHour: number }): Promise<URL> {
  const secret = await deriveZoneSecret(seedBytes(keys.deployKey), "garden-letters.example");
  const mask = await createMask((await deriveMirrorKeys(secret, mirror)).mask);
  const ticket = { lineage: "0123456789ab", reader: "0123456789abcdef", level: 0, notAfterHour: options.notAfterHour };
  const bytes = await issueTicket(ticket, await createSigner(1, seedBytes(options.signedBy)));
  return new URL(`https://${mirror}/${await mask.mask(bytes, new Uint8Array(MASK_RANDOM_BYTES))}/fa/`);
}
const read = (link: URL) => readLink(link, { keys, zones, now });

describe("a link", () => {
  let good: URL;
  beforeAll(async () => {
    good = await linkOf({ signedBy: keys.online.seed, notAfterHour: thisHour });
  });

  test("of this mesh shows its ticket", async () => {
    expect(await read(good)).toMatchObject({ ok: true, value: { lineage: "0123456789ab", notAfterHour: thisHour } });
  });

  test("whose hour is over has expired", async () => {
    const late = await linkOf({ signedBy: keys.online.seed, notAfterHour: thisHour - 1 });
    expect(await read(late)).toMatchObject({ ok: false, reason: "expired" });
  });

  test("signed by another mesh is forged", async () => {
    const foreign = await linkOf({ signedBy: seed(9), notAfterHour: thisHour });
    expect(await read(foreign)).toMatchObject({ ok: false, reason: "forged" });
  });

  test("moved to another mirror is not that mirror's", async () => {
    for (const host of ["other-harbor.garden-letters.example", "quiet-harbor.hill-footpaths.example"]) {
      const moved = await read(new URL(good.pathname, `https://${host}`));
      expect(moved.ok).toBe(false);
    }
  });

  test("on a foreign host, or on the zone itself, lies on no zone of this mesh", async () => {
    for (const host of ["news.example", "garden-letters.example", "xgarden-letters.example"]) {
      expect(await read(new URL(good.pathname, `https://${host}`))).toMatchObject({ reason: "not this mesh's zone" });
    }
  });

  test("with any path at all ends in an answer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), async (path) => {
        expect((await read(new URL(`https://${mirror}/${path}`))).ok).toBe(false);
      }),
    );
  });
});
