// What a page's scripts do by themselves, on a mirror: it works as at the service's own address, reads back what it would
// read there, and no host but the mirror's is asked. Everything twice: with the lifeboat, and with service workers off.

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { type ShimSite, startShimSite } from "../support/shimsite.ts";
import { IN_PAGE } from "./shim/inpage.ts";
import { LEAVING, type Way } from "./shim/leaving.ts";
import type { Origins } from "./shim/row.ts";

let browser: Browser;
let mesh: Mesh;
let site: ShimSite;

beforeAll(async () => {
  site = await startShimSite();
  [browser, mesh] = await Promise.all([
    launchBrowser(),
    startMesh("--service", `${site.news},cdn=${site.cdn},embed*=${site.embed}`),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await mesh?.close();
  site?.close();
});

describe.each(["allow", "block"] as const)("on a page where service workers are: %s", (serviceWorkers) => {
  let context: BrowserContext;
  let page: Page;
  const asked = new Set<string>();

  beforeAll(async () => {
    context = await browser.newContext({ serviceWorkers });
    watch(context, asked);
    const { origin } = await enterMirror(context, mesh, serviceWorkers === "allow" ? "lifeboat" : "bare");
    page = await context.newPage();
    await page.goto(`${origin}/`);
  });
  afterAll(() => context?.close());

  it.each(IN_PAGE)("$name", async ({ run, gives }) => {
    const said = await page.evaluate(
      ([text, origins]) => {
        const act = new Function(`return (${text})`)() as (origins: unknown) => unknown;
        const late = new Promise((resolve) => setTimeout(resolve, 30_000, "nothing came"));
        return Promise.race([Promise.resolve().then(() => act(origins)), late]).catch(
          (error: Error) => `${error.name}: ${error.message}`,
        );
      },
      [run.toString(), originsOf(site)] as const,
    );
    expect(named(said)).toEqual(gives);
  });

  describe("goes where it should", () => {
    it.each(LEAVING)("$name", async ({ run, to, opens }) => {
      const fresh = await context.newPage();
      await fresh.goto(new URL("/start", page.url()).href);
      const opened = opens ? context.waitForEvent("page") : undefined;
      await act(fresh, run);
      const target = (await opened) ?? fresh;
      await expect.poll(() => named(decodeURIComponent(target.url())), { timeout: 30_000 }).toBe(to);
      // Not waited for: a page that is closed while it still loads may never be said to be closed.
      for (const done of new Set([fresh, target])) done.close().catch(() => undefined);
    });
  });

  describe("under a policy of the service without eval and with trusted types", () => {
    let guarded: Page;
    beforeAll(async () => {
      guarded = await context.newPage();
      await guarded.goto(new URL("/guarded", page.url()).href);
    });
    afterAll(() => guarded?.close());

    it("a blank frame asks through the mirror", async () => {
      const said = await guarded.evaluate(({ cdn }) => {
        const frame = document.createElement("iframe");
        document.body.append(frame);
        const inner = frame.contentWindow as Window & typeof globalThis;
        return inner.fetch(`${cdn}/inner.txt`).then((answer) => answer.text());
      }, originsOf(site));
      expect(named(said)).toBe("GET cdn/inner.txt");
    });

    it("markup that is trusted is mapped and stays trusted, other markup is refused", async () => {
      const said = await guarded.evaluate(({ cdn }) => {
        const { trustedTypes } = window as unknown as {
          trustedTypes: { createPolicy(name: string, rules: object): { createHTML(text: string): string } };
        };
        const policy = trustedTypes.createPolicy("page", { createHTML: (text: string) => text });
        const div = document.createElement("div");
        div.innerHTML = policy.createHTML(`<img src="${cdn}/a.gif?a=1&amp;b=2">`);
        const { src } = div.firstElementChild as HTMLImageElement;
        try {
          div.innerHTML = `<img src="${cdn}/b.gif">`;
          return [src, "taken"];
        } catch (error) {
          return [src, (error as Error).name];
        }
      }, originsOf(site));
      expect(named(said)).toEqual(["CDN/a.gif?a=1&b=2", "TypeError"]);
    });
  });

  it("asked no host but the mirror's", () => {
    const own = mesh.ready.links[0]?.hostname.split(".").slice(1).join(".") ?? "";
    expect([...asked].filter((host) => !host.split(":")[0]?.endsWith(own))).toEqual([]);
    expect(site.strangers()).toBe(0);
  });

  async function act(target: Page, run: Way["run"]): Promise<void> {
    await target
      .evaluate(([text, origins]) => void (new Function(`return (${text})`)() as (origins: unknown) => void)(origins), [
        run.toString(),
        originsOf(site),
      ] as const)
      // The page that ran it may be gone before it answers.
      .catch(() => undefined);
    const click = await target
      .locator("[data-press]")
      .count()
      .catch(() => 0);
    if (click === 0) return;
    // A page behind another draws no frames, and a press waits for them.
    await target.bringToFront();
    await target.click("[data-press]");
  }
});

/** A request that a policy refuses is never sent. */
function watch(context: BrowserContext, asked: Set<string>): void {
  const note = (url: string) => {
    if (/^(?:http|ws)/.test(url)) asked.add(new URL(url).host);
  };
  context.on("requestfinished", (request) => note(request.url()));
  context.on("requestfailed", (request) => {
    if (!/csp|BLOCKED_BY|ERR_ABORTED/i.test(request.failure()?.errorText ?? "")) note(request.url());
  });
  context.on("page", (page) => page.on("websocket", (socket) => note(socket.url())));
}

function originsOf({ news, cdn, embed, stranger }: ShimSite): Origins {
  return { news, cdn, embed, stranger };
}

/** Origins as NEWS, CDN, …, hosts as news, cdn, …, the door as DOOR. */
function named(said: unknown): unknown {
  if (typeof said !== "string")
    return said === undefined ? undefined : JSON.parse(named(JSON.stringify(said)) as string);
  const link = mesh.ready.links[0];
  const mirror = new URL(link?.url ?? "");
  let text = said;
  for (const [name, origin] of Object.entries({ ...originsOf(site), mirror: mirror.origin })) {
    const host = new URL(origin).host;
    text = text
      .replaceAll(origin, name.toUpperCase())
      .replaceAll(origin.replace("http", "ws"), `WS-${name.toUpperCase()}`)
      .replaceAll(host, name);
  }
  const zone = mirror.host.split(".").slice(1).join(".");
  return text
    .replace(new RegExp(`https?://[\\w-]+\\.${zone.replaceAll(".", "\\.")}`, "g"), "SIBLING")
    .replace(/\/[\w-]+\/leave\?to=/g, "/DOOR/leave?to=")
    .replace(/\/[\w-]+\/(cdn|embed)(?=\/)/g, "/DOOR/$1");
}
