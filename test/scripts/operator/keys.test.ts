// Keys and state: made once, private, never overwritten, and every refusal says how to go on.

import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createKeys, readKeys, readSecrets, writeSecret } from "../../../scripts/operator/keys.ts";
import { openState } from "../../../scripts/operator/state.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "hezar-keys-"));
});
afterEach(() => rm(dir, { recursive: true }));

const modeOf = async (name: string) => (await stat(join(dir, name))).mode & 0o777;

describe("keys.json", () => {
  test("is made with fresh secrets that its owner alone may read", async () => {
    const keys = await createKeys(dir);
    expect(await modeOf("keys.json")).toBe(0o600);
    const secrets = [keys.rootSeed, keys.online.seed, keys.deployKey, keys.adminToken, keys.beaconToken];
    expect(new Set(secrets).size).toBe(5);
    for (const secret of secrets) expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect(await readKeys(dir)).toEqual(keys);
  });

  test("is private whatever the umask", async () => {
    const before = process.umask(0);
    await createKeys(dir).finally(() => process.umask(before));
    expect(await modeOf("keys.json")).toBe(0o600);
  });

  test("is never overwritten", async () => {
    const keys = await createKeys(dir);
    await expect(createKeys(dir)).rejects.toMatchObject({ code: "EEXIST" });
    expect(await readKeys(dir)).toEqual(keys);
  });

  test("that others can read is read only where that is asked for", async () => {
    const keys = await createKeys(dir);
    await chmod(join(dir, "keys.json"), 0o644);
    await expect(readKeys(dir)).rejects.toThrow("can be read by others");
    expect(await readKeys(dir, { evenIfShared: true })).toEqual(keys);
  });

  test("that is not there is no error", async () => {
    expect(await readKeys(dir)).toBeUndefined();
    expect(await readKeys(join(dir, "nowhere"))).toBeUndefined();
  });

  test.each([0o640, 0o604, 0o644, 0o660, 0o666])(
    "of mode %o is refused with the command that mends it",
    async (mode) => {
      await createKeys(dir);
      await chmod(join(dir, "keys.json"), mode);
      await expect(readKeys(dir)).rejects.toMatchObject({
        message: expect.stringContaining("can be read by others"),
        next: `chmod 600 ${join(dir, "keys.json")}`,
      });
    },
  );

  test.each([
    ["cut", async (text: string) => text.slice(0, 40), /is not JSON/],
    ["with a key missing", async (text: string) => text.replace("deployKey", "deployKee"), /is damaged/],
    [
      "with a short seed",
      async (text: string) => text.replace(/"rootSeed": "[^"]+"/, '"rootSeed": "abcd"'),
      /is damaged/,
    ],
    ["of another kind", async () => "[]", /is damaged/],
  ])("%s is refused and left alone", async (_what, spoil, told) => {
    await createKeys(dir);
    const path = join(dir, "keys.json");
    const spoilt = await spoil(await readFile(path, "utf8"));
    await writeFile(path, spoilt);
    await expect(readKeys(dir)).rejects.toThrow(told);
    expect(await readFile(path, "utf8")).toBe(spoilt);
  });
});

describe("secrets.json", () => {
  test("gives tokens by account, and may be absent", async () => {
    expect(await readSecrets(dir)).toEqual({});
    await writeSecret(join(dir, "secrets.json"), { main: "token" });
    expect(await readSecrets(dir)).toEqual({ main: "token" });
  });

  test("that others can read is refused", async () => {
    await writeFile(join(dir, "secrets.json"), '{"main":"token"}', { mode: 0o644 });
    await expect(readSecrets(dir)).rejects.toMatchObject({ next: expect.stringContaining("chmod 600") });
  });
});

describe("the state directory", () => {
  test("is not made by looking into it", async () => {
    const state = openState(join(dir, "deep", "er"));
    expect(await state.mesh()).toEqual({});
    await expect(stat(state.dir)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("is made for its owner alone, and remembers part by part", async () => {
    const state = openState(join(dir, "deep", "er"));
    await state.remember({ warden: "http://w" });
    await state.remember({ beacon: "http://b" });
    expect(await state.mesh()).toEqual({ warden: "http://w", beacon: "http://b" });
    expect((await stat(state.dir)).mode & 0o777).toBe(0o700);
    // Invite codes lie in it, and the directory may be one that others can read.
    expect((await stat(join(state.dir, "mesh.json"))).mode & 0o777).toBe(0o600);
  });

  test("with a damaged mesh.json says that it can be removed", async () => {
    await writeFile(join(dir, "mesh.json"), "{");
    await expect(openState(dir).mesh()).rejects.toMatchObject({ next: expect.stringContaining("hezar up") });
  });
});
