// A browser behind a censor that reads server names: mirrors speak HTTPS with a test key, pinned in the browser.
import { createHash, X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../support/browser.ts";
import { enterMirror } from "../../support/entermirror.ts";
import { type Mesh, startMesh } from "../../support/mesh.ts";
import { MESH_PEM } from "../../support/testcert.ts";

let folder: string;
let mesh: Mesh;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hezar-tls-"));
  await writeFile(join(folder, "mesh.pem"), MESH_PEM);
  mesh = await startMesh("--tls", join(folder, "mesh.pem"));
  const spki = new X509Certificate(MESH_PEM).publicKey.export({ type: "spki", format: "der" });
  browser = await launchBrowser([
    `--ignore-certificate-errors-spki-list=${createHash("sha256").update(spki).digest("base64")}`,
    `--proxy-server=${mesh.ready.censor.socks}`,
    "--proxy-bypass-list=<-loopback>",
  ]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await mesh?.close();
  await rm(folder, { recursive: true, force: true });
});

test("a mirror is read over HTTPS with its lifeboat, and a block by server name is met in the handshake", async () => {
  const context = await browser.newContext();
  const { origin } = await enterMirror(context, mesh, "lifeboat");
  expect(new URL(origin).protocol).toBe("https:");
  const other = mesh.ready.links[1];
  expect((await mesh.hezar("censor", "block", other?.hostname ?? "", "--how", "tls-cut")).code).toBe(0);
  const page = await context.newPage();
  await expect(page.goto(other?.url ?? "")).rejects.toThrow(/ERR_(?:CONNECTION|SSL|EMPTY)/);
}, 60_000);
