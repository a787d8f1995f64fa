import { expect, test } from "vitest";
import { renewKeyring } from "../../../scripts/mint/keyring.ts";
import type { Keys } from "../../../scripts/operator/keys.ts";
import type { WardenClient } from "../../../scripts/operator/wardenclient.ts";
import { keepUp } from "../../../scripts/start/upkeep.ts";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { seed } from "../../support/meshkeys.ts";

const keys = { rootSeed: toBase64url(seed(1)), online: { id: 1, seed: toBase64url(seed(2)) } } as Keys;
const now = () => Math.floor(Date.now() / 1000);

test("a mesh that is left running gets a new keyring before the old one ends, also after a look that failed", async () => {
  const stop = new AbortController();
  let looks = 0;
  const put: string[] = [];
  const warden = {
    status: async () => {
      looks += 1;
      if (looks === 1) throw new Error("the warden does not answer");
      return { keyring: { version: 1, notAfter: now() + 86_400 } };
    },
    putKeyring: async (text: string) => {
      put.push(text);
      stop.abort();
      return 2;
    },
  } as unknown as WardenClient;
  await keepUp({ warden, keys, signal: stop.signal, everyMilliseconds: 1 });
  expect(put).toHaveLength(1);
  expect(JSON.parse(put[0]?.split("\n")[1] ?? "{}").keys[0].notAfter).toBeGreaterThan(now() + 29 * 86_400);
});

test("a keyring that is renewed says of the kill switch what the operator said last, whatever the warden says", async () => {
  const put: string[] = [];
  const standing = (kill?: true): WardenClient =>
    ({
      status: async () => ({ keyring: { version: 1, notAfter: now() + 86_400, ...(kill && { kill }) } }),
      putKeyring: async (text: string) => put.push(text),
    }) as unknown as WardenClient;
  const killed: Keys = { ...keys, kill: true };
  await renewKeyring(standing(true), { keys: killed });
  expect(JSON.parse(put.pop()?.split("\n")[1] ?? "{}").kill).toBe(true);
  await expect(renewKeyring(standing(), { keys: killed })).rejects.toThrow("not renewed");
  await expect(renewKeyring(standing(true), { keys })).rejects.toThrow("not renewed");
  expect(put).toEqual([]);
  await renewKeyring(standing(true), { keys, isForced: true });
  expect(JSON.parse(put.pop()?.split("\n")[1] ?? "{}")).not.toHaveProperty("kill");
});
