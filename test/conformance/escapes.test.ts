// A page of deliberate escapes: everything we know that makes a browser ask another host, first where nothing guards it
// (each row must be seen, or it proves nothing), then through a mirror, with the lifeboat and without any service worker.

import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isShell } from "../support/browser.ts";
import { enterMirror } from "../support/entermirror.ts";
import { launchLeakBrowser, mirrorsOf } from "../support/leakbrowser.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import type { NetLog } from "../support/netlog.ts";
import { startUdpSinks, type UdpSinks } from "../support/udpsinks.ts";
import { escapes } from "./escapes/all.ts";
import { type Seen, tryEscapes } from "./escapes/attempts.ts";
import { type Escape, slugOf, TARGETS } from "./escapes/escape.ts";
import { gapOf, gapRows, LISTED_SINCE } from "./escapes/gaps.ts";
import { type EscapeSite, startEscapeSite } from "./escapes/site.ts";

const CONTROL_HOST = "unguarded.localhost";
/** What the Chromium of the npm package, a shell of version 147, was seen not to do on an unguarded page. */
const SHELL_LACKS = /icon|manifest|preconnect|prerender|contextual fragment/;
const isLacking = ({ name }: Escape) => isShell() && SHELL_LACKS.test(name);
let mesh: Mesh;
let site: EscapeSite;
let sinks: UdpSinks;

beforeAll(async () => {
  sinks = await startUdpSinks(escapes.map(slugOf));
  site = await startEscapeSite(escapes, sinks.portOf);
  mesh = await startMesh("--service", `${site.primary},second=${site.secondary}`);
});
afterAll(async () => {
  await mesh?.close();
  site?.close();
  sinks?.close();
});

it("has at least sixty escapes, each with a name of its own, and no gap of a row that is none", () => {
  expect(escapes.length).toBeGreaterThanOrEqual(60);
  expect(new Set(escapes.map(slugOf)).size).toBe(escapes.length);
  const names = new Set(escapes.map(({ name }) => name));
  expect(gapRows.filter((name) => !names.has(name))).toEqual([]);
});

describe("without a mirror", () => {
  let seen: Seen;
  beforeAll(async () => {
    const watch = await launchLeakBrowser((host) => host === CONTROL_HOST);
    const attempting = new Set(escapes.filter((row) => row.silent === undefined && !isLacking(row)).map(slugOf));
    const origin = site.primary.replace("127.0.0.1", CONTROL_HOST);
    seen = await tryEscapes(watch, sinks, {
      origin,
      escapes,
      targets: ["elsewhere"],
      targetsAlone: ["elsewhere"],
      expected: attempting,
    });
    await watch.close();
  }, 600_000);

  it.for(escapes.filter(({ silent }) => silent === undefined))("$name is attempted and seen", (row, { skip }) => {
    if (isLacking(row)) skip("the npm package's Chromium does none of these");
    expect(seen.get(slugOf(row)) ?? []).not.toEqual([]);
  });
  it.each(escapes.filter(({ silent }) => silent !== undefined))("$name makes no attempt here: $silent", (row) => {
    expect(seen.get(slugOf(row)) ?? []).toEqual([]);
  });
});

describe.each(["lifeboat", "bare"] as const)("through a mirror, %s", (mode) => {
  let seen: Seen;
  let version: number;
  let landed: string;
  let log: NetLog;
  beforeAll(async () => {
    const watch = await launchLeakBrowser(mirrorsOf(mesh), {
      serviceWorkers: mode === "lifeboat" ? "allow" : "block",
    });
    version = Number(watch.context.browser()?.version().split(".")[0]);
    const { origin } = await enterMirror(watch.context, mesh, mode);
    seen = await tryEscapes(watch, sinks, {
      origin,
      escapes,
      targets: TARGETS,
      targetsAlone: mode === "lifeboat" ? ["elsewhere", "primary"] : ["elsewhere"],
      expected: new Set(),
    });
    landed = await leave(watch.context, origin);
    log = await watch.close();
  }, 600_000);

  it.for(escapes)("$name reaches nobody", (row, { skip }) => {
    const gap = gapOf(row.name);
    if (gap !== undefined && version < LISTED_SINCE) skip(`this browser has no list of connections, and ${gap}`);
    expect(seen.get(slugOf(row)) ?? []).toEqual([]);
  });

  it("leads a reader who clicks a link off the list to the mirror's page that warns", () => {
    expect(landed).toMatch(/^\/[^/]+\/leave\?to=http%3A%2F%2Fclick-link\.evil\.test%2F/);
  });
  it("looks no other name up and connects nowhere around the proxy", () => {
    expect(log).toEqual({ lookedUp: [], connected: [] });
  });
  it("makes no attempt that names no row", () => {
    expect((seen.get("") ?? []).filter((what) => version >= LISTED_SINCE || what.includes(" "))).toEqual([]);
  });
});

async function leave(context: BrowserContext, origin: string): Promise<string> {
  const page = await context.newPage();
  await page.goto(`${origin}/e/click-link/elsewhere/`);
  await Promise.all([page.waitForURL(/leave/), page.click(".user")]);
  return page.url().slice(origin.length);
}
