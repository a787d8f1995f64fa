// What commands say where a mesh is missing, half there or not theirs, and that init makes one without touching anything.

import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkConfig } from "../../../shared/config.ts";
import { runCli } from "../../support/cli.ts";

let dir: string;
let at: readonly string[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "hezar-cli-"));
  at = ["--state", join(dir, "state"), "--config", join(dir, "hezar.config.json")];
});
afterEach(() => rm(dir, { recursive: true }));

const full = [
  ...["--service", "https://www.azadnews.example,cdn=https://cdn.azadnews.example"],
  ...["--zone", "garden-letters.example", "--zone", "hill-footpaths.example"],
  ...["--contact", "mailto:desk@freepress.example", "--account-id", "0123456789abcdef"],
];
const readConfig = () => readFile(join(dir, "hezar.config.json"), "utf8");

describe("hezar init", () => {
  test("writes what it was given as a config without problems, and private keys", async () => {
    const { code, stdout } = await runCli(["init", ...full, ...at]);
    expect(code).toBe(0);
    expect(stdout).toContain("back it up");
    const checked = checkConfig(await readConfig());
    expect(checked).toMatchObject({
      ok: true,
      value: {
        services: [{ id: "azadnews", policy: "read-only", secondaries: [{ alias: "cdn" }] }],
        zones: [{ zone: "garden-letters.example", service: "azadnews" }, { zone: "hill-footpaths.example" }],
      },
    });
    expect((await stat(join(dir, "state", "keys.json"))).mode & 0o777).toBe(0o600);
  });

  test("without flags leaves gaps, names them with their lines, and no other command goes on before they are filled", async () => {
    const { code, stdout } = await runCli(["init", ...at]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/To fill in:\n\S+hezar\.config\.json:\d+:\d+ {2}contact/);
    const up = await runCli(["up", "--once", ...at]);
    expect(up).toMatchObject({ code: 1, stdout: "" });
    expect(up.stderr).toContain("has 5 problems");
  });

  test("takes a service without a zone yet, and leaves the zone to fill in", async () => {
    const { code, stdout } = await runCli(["init", "--service", "https://www.azadnews.example", ...at]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/To fill in:[\s\S]*zones\[0\]\.zone/);
  });

  test("overwrites neither config nor keys", async () => {
    await runCli(["init", ...full, ...at]);
    const before = [await readConfig(), await readFile(join(dir, "state", "keys.json"), "utf8")];
    const again = await runCli(["init", ...at]);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("init never overwrites") });
    await rm(join(dir, "hezar.config.json"));
    expect((await runCli(["init", ...full, ...at])).stdout).toContain("was there and stays");
    expect([await readConfig(), await readFile(join(dir, "state", "keys.json"), "utf8")]).toEqual(before);
  });

  test("refuses a state directory with a config of its own, which would hide the new one, and writes nothing", async () => {
    await mkdir(join(dir, "state"));
    await writeFile(join(dir, "state", "hezar.config.json"), "// Written by `hezar start`");
    const { code, stderr } = await runCli(["init", ...full, ...at]);
    expect(code).toBe(1);
    expect(stderr).toContain("holds another mesh");
    await expect(readConfig()).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("refuses flags that make no config, all at once, and writes nothing", async () => {
    const { code, stderr } = await runCli([
      "init",
      ...full,
      ...at,
      "--policy",
      "both",
      "--zone",
      "a b",
      "--country",
      "Iran",
    ]);
    expect(code).toBe(2);
    for (const part of ["policy", '"a b"', '"Iran"', "Nothing was written"]) expect(stderr).toContain(part);
    await expect(readConfig()).rejects.toMatchObject({ code: "ENOENT" });
    await expect(stat(join(dir, "state"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("--json tells what was made and what is to fill in", async () => {
    const { stdout } = await runCli(["init", "--json", ...at]);
    expect(JSON.parse(stdout)).toMatchObject({ keysMade: true, toFillIn: [{ key: "contact" }, {}, {}, {}, {}] });
  });
});

const ASKING = [
  "status",
  "orders",
  "doctor",
  "mint",
  "invite",
  "rotate",
  "burn a.example",
  "unburn a.example",
  "why a.example",
  "retire a.example",
  "up --once",
];

describe("a command where there is no mesh", () => {
  test.each(ASKING)("hezar %s says where it looked, and leaves nothing behind", async (line) => {
    const { code, stdout, stderr } = await runCli([...line.split(" "), ...at]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/There is no config: looked for .*hezar\.config\.json/);
    expect(stderr).toContain("hezar start");
    await expect(stat(join(dir, "state"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test.each(ASKING.filter((line) => line !== "up --once" && line !== "doctor"))(
    "hezar %s asks for hezar up where the config stands but no warden",
    async (line) => {
      await runCli(["init", ...full, ...at]);
      const { code, stderr } = await runCli([...line.split(" "), ...at], { env: { CLOUDFLARE_API_TOKEN: "t" } });
      expect(code).toBe(1);
      expect(stderr).toContain("This mesh is not up yet");
    },
  );
});

describe("a mesh that is half there", () => {
  beforeEach(() => runCli(["init", ...full, ...at]));

  test("without keys says how to get them", async () => {
    await rm(join(dir, "state", "keys.json"));
    const { code, stderr } = await runCli(["status", ...at]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("--state") });
  });

  test("with keys that others can read stops at once and says chmod", async () => {
    await chmod(join(dir, "state", "keys.json"), 0o644);
    expect((await runCli(["status", ...at])).stderr).toContain("chmod 600");
  });

  test("with keys that others can read is looked at by doctor all the same, which says chmod", async () => {
    await chmod(join(dir, "state", "keys.json"), 0o644);
    const { code, stdout } = await runCli(["doctor", ...at]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ \S+keys\.json +mode 644: others can look in\n +chmod 600 \S+keys\.json/);
    expect(stdout).toMatch(/✗ warden +This mesh is not up yet/);
  });

  test("without a token names the variable and the file", async () => {
    const { code, stderr } = await runCli(["up", "--once", ...at]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/No API token for main \(CLOUDFLARE_API_TOKEN\)[\s\S]*secrets\.json/);
  });

  test("with a cover folder that cannot be used tells every problem of it", async () => {
    const text = (await readConfig()).replaceAll('"cover": "bundled"', '"cover": "./cover"');
    await writeFile(join(dir, "hezar.config.json"), text);
    await mkdir(join(dir, "cover"));
    await writeFile(join(dir, "cover", "thing.exe"), "x");
    const { code, stderr } = await runCli(["up", "--once", ...at], { env: { CLOUDFLARE_API_TOKEN: "t" } });
    expect(code).toBe(1);
    for (const part of ["garden-letters.example", "hill-footpaths.example", "index.html is missing", "thing.exe"])
      expect(stderr).toContain(part);
  });

  test("is told by doctor in findings, as text and as JSON, with exit 1", async () => {
    const text = await runCli(["doctor", ...at]);
    expect(text.code).toBe(1);
    expect(text.stdout).toMatch(/✗ accounts +No API token/);
    expect(text.stdout).toMatch(/✗ warden +This mesh is not up yet/);
    const json = JSON.parse((await runCli(["doctor", "--json", ...at])).stdout);
    expect(json).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([expect.objectContaining({ level: "broken" })]),
    });
  });
});

describe("hezar open", () => {
  test("says that a mirror cannot be reached, and judges nothing else", async () => {
    const { code, stderr } = await runCli(["open", "http://127.0.0.1:1/abc/", ...at.slice(0, 2)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/127\.0\.0\.1:1 cannot be reached: ECONNREFUSED[\s\S]*not judged/);
  });
});

describe("hezar start", () => {
  test.each([
    [["--service", "::"], /is no address of a site/],
    [["--service", "https://a.example,,"], /is no address of a site/],
    [Array.from({ length: 9 }, (_, at) => ["--service", `https://s${at}.example`]).flat(), /too many for one machine/],
  ])("%j is refused before anything starts", async (flags, told) => {
    const { code, stderr } = await runCli(["start", "--state", join(dir, "state"), ...flags]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(told) });
  });

  test("refuses a state directory whose config is the operator's own", async () => {
    await mkdir(join(dir, "state"));
    await writeFile(join(dir, "state", "hezar.config.json"), "{}");
    const { code, stderr } = await runCli(["start", "--state", join(dir, "state")]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("config of your own") });
  });

  test("refuses the state of a mesh that `hezar up` brought up, whose warden it would forget", async () => {
    await mkdir(join(dir, "state"));
    await writeFile(join(dir, "state", "mesh.json"), '{"warden":"https://hezar-warden.desk.workers.dev"}');
    const { code, stderr } = await runCli(["start", "--state", join(dir, "state")]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("state of a mesh of your own") });
  });
});
