// A reader in a real browser behind the demo's censor, with a lifeboat that knows its roster, and the censor's hand on the
// reader's own mirror: blocked, lifted, and read on until the lifeboat is home again.

import { createHash, X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { expect, vi } from "vitest";
import type { Seen } from "../../../scripts/demo/censor/middlebox.ts";
import type { Rule } from "../../../scripts/demo/censor/rule.ts";
import { launchProfile } from "../../support/browser.ts";
import { enterMirror } from "../../support/entermirror.ts";
import { type Mesh, startMeshWith } from "../../support/mesh.ts";
import { MESH_PEM } from "../../support/testcert.ts";
import { type LifeboatState, lifeboatState } from "./lifeboatstate.ts";

export interface BlockedReaderOptions {
  /** Of the mesh, besides the ports. */
  readonly args?: readonly string[];
  readonly scheme: "http" | "https";
  readonly locale?: string;
  /** A factor on every window of the mesh. */
  readonly windows: string;
}

export interface BlockedReader {
  readonly mesh: Mesh;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly origin: string;
  readonly hostname: string;
  /** The own mirror; what stands is cut as well where the censor's way is at a connection's beginning. */
  block(how: Rule["how"], more?: Partial<Rule>): Promise<void>;
  lift(): Promise<void>;
  censor(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** Names on the wire, in order. */
  wire(): Promise<readonly Seen[]>;
  state(): Promise<LifeboatState | undefined>;
  /** Lifts the block and reads until the lifeboat is at its own mirror and sees that it answers. */
  returnHome(): Promise<void>;
  close(): Promise<void>;
}

const AT_THE_BEGINNING: ReadonlySet<Rule["how"]> = new Set(["nxdomain", "forged", "tls-cut", "blockpage"]);
const RETURN_MS = 60_000;

export async function openBlockedReader({
  args = [],
  scheme,
  locale,
  windows,
}: BlockedReaderOptions): Promise<BlockedReader> {
  const folder = await mkdtemp(join(tmpdir(), "hezar-blocked-"));
  const pem = join(folder, "mesh.pem");
  await writeFile(pem, MESH_PEM);
  const tls = scheme === "https" ? ["--tls", pem] : [];
  const mesh = await startMeshWith({ HEZAR_WINDOWS: windows }, ...args, ...tls);
  const spki = new X509Certificate(MESH_PEM).publicKey.export({ type: "spki", format: "der" });
  const profile = await launchProfile({
    flags: [
      `--proxy-server=${mesh.ready.censor.socks}`,
      "--proxy-bypass-list=<-loopback>",
      `--ignore-certificate-errors-spki-list=${createHash("sha256").update(spki).digest("base64")}`,
    ],
    ...(locale !== undefined && { locale }),
  });
  const { context } = profile;
  const { origin } = await enterMirror(context, mesh, "lifeboat");
  const { hostname } = new URL(origin);
  const page = await context.newPage();
  const censor: BlockedReader["censor"] = async (method, path, body) => {
    const answer = await fetch(`${mesh.ready.censor.api}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  const rule = (how: Rule["how"], more: Partial<Rule> = {}) =>
    censor("PUT", "/rules", { pattern: hostname, how, residualSeconds: 0, ...more });
  const lift = async () => {
    await censor("DELETE", `/rules?pattern=${hostname}`);
  };
  const wire: BlockedReader["wire"] = async () =>
    ((await censor("GET", "/wire")) as { readonly seen: Awaited<ReturnType<BlockedReader["wire"]>> }).seen;
  const state = () => lifeboatState(context, origin);
  await page.goto(`${origin}/`);
  // The roster comes beside the reading, and a second mirror's name with it.
  await vi.waitFor(
    async () => {
      await page.evaluate(() => fetch("/").then((answer) => answer.text()));
      expect((await state())?.others).toBeGreaterThan(0);
      expect(new Set((await wire()).map(({ name }) => name)).size).toBeGreaterThan(1);
    },
    { timeout: 90_000, interval: 300 },
  );
  return {
    ...{ mesh, context, page, origin, hostname, lift, censor, wire, state },
    async block(how, more) {
      if (AT_THE_BEGINNING.has(how)) await rule("reset");
      await rule(how, more);
    },
    async returnHome() {
      await lift();
      await vi.waitFor(
        async () => {
          await page.goto(`${origin}/`);
          expect((await state())?.isAway).toBe(false);
        },
        { timeout: RETURN_MS, interval: 200 },
      );
      await page.goto(`${origin}/`);
    },
    close: async () => {
      await profile.close();
      await mesh.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
