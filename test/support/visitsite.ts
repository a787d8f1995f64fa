// A site that nobody here wrote behind a mirror, visited in a browser that reaches nothing else: with the lifeboat, then
// without service workers, on one server and one mesh. Where what it needs is missing the list of tests says so.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enterMirror } from "./entermirror.ts";
import { type LeakBrowser, launchLeakBrowser, mirrorsOf } from "./leakbrowser.ts";
import { type Mesh, startMesh } from "./mesh.ts";
import type { RealSite } from "./realsites.ts";

const MODES = ["lifeboat", "bare"] as const;
/** A first start of an application, beside two busy browsers. */
const START_MILLISECONDS = 120_000;

export interface Visit {
  readonly mode: (typeof MODES)[number];
  /** Of the mirror. */
  readonly origin: string;
  readonly watch: LeakBrowser;
  /** A page of the site, by its path. */
  open(path: string): Promise<Page>;
}

export interface VisitOptions {
  readonly lacking?: string | undefined;
  readonly start: () => Promise<RealSite>;
}

/** `rows` are the tests of one visit. */
export function visitSite(title: string, { lacking, start }: VisitOptions, rows: (visit: () => Visit) => void): void {
  if (lacking !== undefined) {
    // The site comes from a Debian package that not every machine has; nobody may fail for that, and the title names it.
    it.skip(`${title}: skipped, this machine lacks the ${lacking}`, () => undefined);
    return;
  }
  describe(title, () => {
    let site: RealSite;
    let mesh: Mesh;
    beforeAll(async () => {
      site = await start();
      mesh = await startMesh("--service", site.origin);
    }, START_MILLISECONDS);
    afterAll(async () => {
      await mesh?.close();
      await site?.close();
    });

    describe.each(MODES)("%s", (mode) => {
      let visit: Visit;
      beforeAll(async () => {
        visit = await enter(mesh, mode);
      }, START_MILLISECONDS);
      afterAll(() => visit?.watch.close());
      rows(() => visit);
      it("asked no host but the mirror for anything", () => {
        expect(visit.watch.attempts()).toEqual([]);
      });
    });
  });
}

async function enter(mesh: Mesh, mode: Visit["mode"]): Promise<Visit> {
  const watch = await launchLeakBrowser(mirrorsOf(mesh), { serviceWorkers: mode === "lifeboat" ? "allow" : "block" });
  const { origin } = await enterMirror(watch.context, mesh, mode);
  return {
    ...{ mode, origin, watch },
    open: async (path) => {
      const opened = await watch.context.newPage();
      await opened.goto(origin + path);
      return opened;
    },
  };
}
