// A page of deliberate escapes: everything we know that makes a browser ask another host, first where nothing guards it
// (each row must be seen, or it proves nothing), then through a mirror, with the lifeboat and without any service worker.

import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enterMirror } from "../support/entermirror.ts";
import { launchLeakBrowser, mirrorsOf } from "../support/leakbrowser.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import type { NetLog } from "../support/netlog.ts";
import { startUdpSinks, type UdpSinks } from "../support/udpsinks.ts";
import { escapes } from "./escapes/all.ts";
import { type Seen, tryEscapes } from "./escapes/attempts.ts";
import { type Mode, slugOf, TARGETS } from "./escapes/escape.ts";
import { gapOf, gapRows } from "./escapes/gaps.ts";
import { type EscapeSite, startEscapeSite } from "./escapes/site.ts";

const CONTROL_HOST = "unguarded.localhost";
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
    const attempting = new Set(escapes.filter(({ silent }) => silent === undefined).map(slugOf));
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

  it.each(escapes.filter(({ silent }) => silent === undefined))("$name is attempted and seen", (row) => {
    expect(seen.get(slugOf(row)) ?? []).not.toEqual([]);
  });
  it.each(escapes.filter(({ silent }) => silent !== undefined))("$name makes no attempt here: $silent", (row) => {
    expect(seen.get(slugOf(row)) ?? []).toEqual([]);
  });
});

describe.each(["lifeboat", "bare"] as const)("through a mirror, %s", (mode) => {
  let seen: Seen;
  let landed: string;
  let log: NetLog;
  beforeAll(async () => {
    const watch = await launchLeakBrowser(mirrorsOf(mesh), {
      serviceWorkers: mode === "lifeboat" ? "allow" : "block",
    });
    const leaking = new Set(
      gapsIn(mode)
        .filter(({ isRace }) => !isRace)
        .map(({ slug }) => slug),
    );
    const { origin } = await enterMirror(watch.context, mesh, mode);
    seen = await tryEscapes(watch, sinks, {
      origin,
      escapes,
      targets: TARGETS,
      targetsAlone: mode === "lifeboat" ? ["elsewhere", "primary"] : ["elsewhere"],
      expected: leaking,
    });
    landed = await leave(watch.context, origin);
    log = await watch.close();
  }, 600_000);

  it.each(escapes.filter(({ name }) => gapOf(name, mode) === undefined))("$name reaches nobody", (row) => {
    expect(seen.get(slugOf(row)) ?? []).toEqual([]);
  });
  it.each(gapsIn(mode).filter(({ isRace }) => !isRace))("$name still escapes: $reason", ({ slug }) => {
    expect(seen.get(slug) ?? []).not.toEqual([]);
  });
  it.skip.each(gapsIn(mode).filter(({ isRace }) => isRace))("$name may escape: $reason", () => undefined);

  it("leads a reader who clicks a link off the list to the mirror's page that warns", () => {
    expect(landed).toMatch(/^\/[^/]+\/leave\?to=http%3A%2F%2Fclick-link\.evil\.test%2F/);
  });
  it("looks no other name up and connects nowhere around the proxy", () => {
    expect(log).toEqual({ lookedUp: [], connected: [] });
  });
  it("makes no attempt that names no row", () => {
    expect((seen.get("") ?? []).filter((what) => gapsIn(mode).length === 0 || what.includes(" "))).toEqual([]);
  });
});

async function leave(context: BrowserContext, origin: string): Promise<string> {
  const page = await context.newPage();
  await page.goto(`${origin}/e/click-link/elsewhere/`);
  await Promise.all([page.waitForURL(/leave/), page.click(".user")]);
  return page.url().slice(origin.length);
}

function gapsIn(mode: Mode) {
  return escapes.flatMap((row) => {
    const gap = gapOf(row.name, mode);
    return gap ? [{ ...gap, name: row.name, slug: slugOf(row) }] : [];
  });
}
