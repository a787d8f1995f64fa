// A browser that has opened the operator's link and stands on the mirror, with its lifeboat in place or, where service
// workers are off, surely without one.

import type { BrowserContext } from "playwright-core";
import { expect, vi } from "vitest";
import type { Mesh } from "./mesh.ts";

export interface Entered {
  readonly origin: string;
  readonly door: string;
}

export async function enterMirror(context: BrowserContext, mesh: Mesh, mode: "lifeboat" | "bare"): Promise<Entered> {
  const page = await context.newPage();
  await page.goto(mesh.ready.links[0]?.url ?? "");
  await page.waitForURL((url) => url.pathname === "/");
  // The browser says it: scripts of a mirror's page see no worker, as at the service. A slow machine goes on before the
  // lifeboat has claimed its pages.
  const reload = async () => {
    const answer = await page.reload();
    expect(answer?.fromServiceWorker()).toBe(mode === "lifeboat");
    return (await answer?.text()) ?? "";
  };
  const markup = await vi.waitFor(reload, { timeout: 60_000 });
  expect(context.serviceWorkers().length).toBe(mode === "lifeboat" ? 1 : 0);
  const door = /src="\/([^/"]+)\/shim\.js/.exec(markup)?.[1] ?? "";
  expect(door).not.toBe("");
  const { origin } = new URL(page.url());
  await page.close();
  return { origin, door };
}
