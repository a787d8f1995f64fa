// The lifeboat alone: pages of a two-origin site in a real browser, through a mirror, with the shim kept out. What scripts
// build is mapped, CORS holds as at home, no other host is asked for anything: the browser's only other way is a proxy
// that counts and refuses. It knows no Connection-Allowlist, as most browsers: that is asked before the lifeboat.

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type CountingProxy, proxyFlags, startCountingProxy } from "../support/countingproxy.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { startTwoOrigins, type TwoOrigins } from "../support/twoorigins.ts";
import { ASKINGS, PRIME } from "./lifeboat/boarded.ts";
import { type InPage, LOADED, type Names } from "./lifeboat/loaded.ts";

let browser: Browser;
let proxy: CountingProxy;
let site: TwoOrigins;
let mesh: Mesh;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [proxy, site] = await Promise.all([startCountingProxy(), startTwoOrigins()]);
  [browser, mesh] = await Promise.all([
    launchBrowser([...proxyFlags(proxy), "--disable-features=ConnectionAllowlists"]),
    startMesh("--service", `${site.primary},cdn=${site.cdn}`),
  ]);
  context = await browser.newContext();
  const { origin } = await enterMirror(context, mesh, "lifeboat");
  await context.route("**/shim.js*", (route) => route.abort());
  page = await context.newPage();
  await page.goto(`${origin}/`);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([mesh?.close(), site?.close(), proxy?.close()]);
});

/** In a context of its own, with the lifeboat in place. */
async function openPage(): Promise<Page> {
  const own = await browser.newContext();
  const { origin } = await enterMirror(own, mesh, "lifeboat");
  const opened = await own.newPage();
  await opened.goto(`${origin}/`);
  return opened;
}

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const image = (page: Page, url: string) =>
  page.evaluate(
    (src) =>
      new Promise<string>((resolve) => {
        const picture = Object.assign(new Image(), { onload: () => resolve("load"), onerror: () => resolve("error") });
        picture.src = src;
      }),
    url,
  );

const names = (): Names => ({ cdn: site.cdn, primary: site.primary });

describe("what scripts build reaches the service through the mirror", () => {
  it.each(LOADED)("%s", async (_, run, expected) => {
    expect(await page.evaluate(run as (names: Names) => Promise<unknown>, names())).toEqual(expected);
  });

  it("asks no other host for anything", () => {
    expect(proxy.attempts()).toEqual([]);
  });
});

interface How {
  readonly method?: string;
  readonly body?: string;
  readonly mode?: RequestMode;
  readonly credentials?: RequestCredentials;
  readonly headers?: Record<string, string>;
}

const READ: readonly (readonly [title: string, path: string, how: How, expected: unknown])[] = [
  ["everybody", "/text?acao=*", {}, "text of cdn"],
  ["the service's primary", "/text?acao=own", {}, "text of cdn"],
  ["nobody", "/text", {}, "TypeError"],
  ["another", "/text?acao=https://other.example", {}, "TypeError"],
  ["everybody, but not with cookies", "/text?acao=*", { credentials: "include" }, "TypeError"],
  ["the primary, but says nothing of cookies", "/text?acao=own", { credentials: "include" }, "TypeError"],
  ["the primary with cookies", "/text?acao=own&acac=true", { credentials: "include" }, "text of cdn"],
  ["everybody, where a script does not want to read", "/text?acao=*", { mode: "no-cors" }, ""],
];

describe("CORS holds as at home", () => {
  it.each(READ)("a secondary that allows %s", async (_, path, how, expected) => {
    const read = async ([url, how]: readonly [string, How]) =>
      fetch(url, how).then(
        (answer) => answer.text(),
        (error: Error) => error.name,
      );
    expect(await page.evaluate(read, [`${site.cdn}${path}`, how] as const)).toBe(expected);
    // The address that the translation or the shim would have written means the same.
    const door = await doorOf(page);
    expect(await page.evaluate(read, [`/${door}/cdn${path}`, how] as const)).toBe(expected);
  });

  it("shows the headers that the secondary shows", async () => {
    const shown = await page.evaluate(async ({ cdn }) => {
      const { headers } = await fetch(`${cdn}/text?acao=*&expose=x-shown`);
      return ["content-type", "x-shown", "x-hidden"].map((name) => headers.has(name));
    }, names());
    expect(shown).toEqual([true, true, false]);
  });
});

async function echo(path: string, how: How = {}): Promise<Echo> {
  return page.evaluate(async ([url, how]) => (await fetch(url, how)).json() as Promise<Echo>, [path, how] as const);
}

async function doorOf(page: Page): Promise<string> {
  const [lifeboat = await page.context().waitForEvent("serviceworker")] = page.context().serviceWorkers();
  return new URL(lifeboat.url()).pathname.split("/")[1] ?? "";
}

describe("the service sees what it would have seen", () => {
  it("of a read of a secondary: an Origin, no cookies, Fetch Metadata of two hosts of one site", async () => {
    await page.evaluate(({ cdn }) => fetch(`${cdn}/login?acao=own&acac=true`, { credentials: "include" }), names());
    const { headers } = await echo(`${site.cdn}/echo?acao=*`);
    expect(headers.origin).toBe(site.primary);
    expect(headers.cookie).toBeUndefined();
    expect([headers["sec-fetch-mode"], headers["sec-fetch-site"], headers["sec-fetch-dest"]]).toEqual([
      "cors",
      "same-site",
      "empty",
    ]);
    expect(headers.referer).toBe(`${site.primary}/`);
    expect(Object.keys(headers).filter((name) => name.startsWith("mirror-"))).toEqual([]);
  });

  it("of one with credentials: its cookies", async () => {
    await page.evaluate(({ cdn }) => fetch(`${cdn}/login?acao=own&acac=true`, { credentials: "include" }), names());
    const { headers } = await echo(`${site.cdn}/echo?acao=own&acac=true`, { credentials: "include" });
    expect(headers.cookie).toBe("session=cdn");
  });

  it("of a picture: no Origin, its destination", async () => {
    await image(page, `${site.cdn}/picture.png?seen`);
    const { headers } = site.seen("/picture.png?seen");
    expect(headers.origin).toBeUndefined();
    expect([headers["sec-fetch-mode"], headers["sec-fetch-dest"]]).toEqual(["no-cors", "image"]);
  });

  it("of an own request without credentials: no cookies, and the reader gets no cover", async () => {
    await page.evaluate(() => fetch("/login"));
    expect((await echo("/echo")).headers.cookie).toBe("session=primary");
    expect((await echo("/echo", { credentials: "omit" })).headers.cookie).toBeUndefined();
    expect((await echo(`${site.primary}/echo`, { credentials: "omit" })).headers.cookie).toBeUndefined();
  });

  it("keeps no cookie of an answer that was asked for without", async () => {
    await page.evaluate(() => fetch("/login?name=secret", { credentials: "omit" }));
    expect((await echo("/echo")).headers.cookie).toBe("session=primary");
  });

  it("of a write: method, body and type", async () => {
    const init = { method: "PUT", body: JSON.stringify({ a: "نان" }), headers: { "content-type": "application/json" } };
    for (const url of [`${site.cdn}/echo?acao=*`, `/${await doorOf(page)}/cdn/echo?acao=*`, "/echo"]) {
      const seen = await echo(url, init);
      expect([seen.method, seen.body, seen.headers["content-type"]]).toEqual(["PUT", init.body, "application/json"]);
    }
  });

  it("of a beacon: that it came", async () => {
    await page.evaluate(({ cdn }) => navigator.sendBeacon(`${cdn}/beacon`, "bye"), names());
    await expect.poll(() => site.seen("/beacon")?.body).toBe("bye");
  });
});

const refusedFetch: InPage = ({ cdn }) =>
  fetch(cdn.replace("127.0.0.1", "unlisted.example")).catch((error: Error) => error.name);

describe("what a service gives to everybody is kept", () => {
  let reader: Page;
  beforeAll(async () => {
    // A context without routes: they switch caches off, and the lifeboat sees that.
    reader = await openPage();
  });
  afterAll(() => reader?.context().close());

  /** How often the service was asked for a picture that two pages showed. */
  async function askedFor(path: string): Promise<number> {
    const url = new URL(path, reader.url()).href;
    const before = site.count(path);
    const session = await reader.context().newCDPSession(reader);
    for (const _ of ["first", "again"]) {
      // Neither the browser's cache nor what a document remembers of its pictures may answer in the lifeboat's place.
      await session.send("Network.clearBrowserCache");
      await reader.goto(new URL("/", url).href);
      await image(reader, url);
    }
    return site.count(path) - before;
  }

  it.each([
    ["for as long as it says", "/picture.png?keep&cache=max-age%3D60", 1],
    ["for a visit where it says nothing", "/pictures/quiet.png", 1],
    ["not where it says no", "/picture.png?keep&cache=no-store", 2],
    ["not beside a cookie", "/picture.png?keep&cache=max-age%3D60&cookie=x", 2],
    ["not where it depends on cookies", "/picture.png?keep&cache=max-age%3D60&vary=cookie", 2],
    ["not where it is one reader's", "/picture.png?keep&cache=private%2Cmax-age%3D60", 2],
  ])("%s: %s", async (_, path, expected) => {
    expect(await askedFor(path)).toBe(expected);
  });

  it("is asked for again by who wants it anew", async () => {
    const path = "/picture.png?anew&cache=max-age%3D60";
    await askedFor(path);
    const before = site.count(path);
    await reader.evaluate((url) => fetch(url, { cache: "reload" }), path);
    expect(site.count(path) - before).toBe(1);
  });

  it("what must be asked for again is answered in a word, translated or not", async () => {
    const texts = await reader.evaluate(async () => {
      const first = await (await fetch("/tagged.css")).text();
      return [first, await (await fetch("/tagged.css")).text()];
    });
    expect(texts[0]).toBe(`b{background:url(/${await doorOf(page)}/cdn/picture.png)}`);
    expect(texts[1]).toBe(texts[0]);
    expect(site.seen("/tagged.css").headers["if-none-match"]).toMatch(/^(?:W\/)?"one"$/);
  });

  it("what was shown as a picture is asked for again by who reads it, where the answer depends on who asks", async () => {
    const url = `${site.cdn}/picture.png?both&acao=asked&vary=Origin&cache=max-age%3D60`;
    expect(await image(reader, url)).toBe("load");
    expect(await reader.evaluate((at) => fetch(at).then(({ status }) => status, String), url)).toBe(200);
  });

  it("and is asked for behind a page's back while it is shown a little too old", async () => {
    const path = "/picture.png?stale&cache=max-age%3D0%2Cstale-while-revalidate%3D60";
    await askedFor(path);
    await expect.poll(() => site.count(path)).toBe(2);
  });
});

describe("the policy has two states", () => {
  it("is the wider one in what the lifeboat hands over, after a form as after a link", async () => {
    const answer = await page.goto(new URL("/", page.url()).href);
    expect(answer?.fromServiceWorker()).toBe(true);
    expect(answer?.headers()["content-security-policy"]).toContain(`${site.primary} ${site.cdn}`);
    await page.evaluate(() => {
      const form = Object.assign(document.createElement("form"), { method: "post", action: "/form" });
      document.body.append(form);
      form.submit();
    });
    await page.waitForURL("**/form");
    expect(site.seen("/form").headers["sec-fetch-dest"]).toBe("document");
    expect(await page.content()).toContain("/shim.js");
    expect(await image(page, `${site.cdn}/picture.png?after-form`)).toBe("load");
    await page.goto(new URL("/", page.url()).href);
  });

  it("lets no request out to a host that is not listed", async () => {
    expect(await page.evaluate(refusedFetch, names())).toBe("TypeError");
    expect(await image(page, "http://unlisted.example/x.png")).toBe("error");
    expect(proxy.attempts()).toEqual([]);
  });

  it("is the strict one after a hard reload, and still nothing gets out", async () => {
    const hard = await context.newPage();
    await hard.goto(new URL("/", page.url()).href);
    const session = await context.newCDPSession(hard);
    const loaded = hard.waitForEvent("load");
    await session.send("Page.reload", { ignoreCache: true });
    await loaded;
    expect(await hard.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
    expect(await image(hard, `${site.cdn}/picture.png?hard`)).toBe("error");
    expect(proxy.attempts()).toEqual([]);
    await hard.close();
  });
});

describe("with the shim, a window that no lifeboat controls has no way around either", () => {
  let guarded: Page;
  beforeAll(async () => {
    guarded = await openPage();
  });
  afterAll(() => guarded?.context().close());

  it.each([
    ["a blank frame", "about:blank", {}],
    ["a frame with its own markup", "srcdoc", {}],
    ["a sandboxed frame with its own markup", "srcdoc", { sandbox: "allow-scripts" }],
    ["a blob's frame", "blob:", {}],
    ["a sandboxed blob's frame", "blob:", { sandbox: "allow-scripts" }],
  ])("%s", async (_, kind, attributes) => {
    await guarded.evaluate(
      async ([kind, attributes, cdn]) => {
        const markup = `<img src="${cdn}/picture.png?framed"><script>fetch("${cdn}/text?acao=*").catch(()=>{})</script>`;
        const frame = document.createElement("iframe");
        for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
        if (kind === "srcdoc") frame.srcdoc = markup;
        if (kind === "blob:") frame.src = URL.createObjectURL(new Blob([markup], { type: "text/html" }));
        const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
        document.body.append(frame);
        if (kind === "about:blank" && frame.contentDocument) {
          frame.contentDocument.body.innerHTML = `<img src="${cdn}/picture.png?framed">`;
          const picture = frame.contentDocument.images[0];
          await new Promise((resolve) => Object.assign(picture ?? {}, { onload: resolve, onerror: resolve }));
        }
        await loaded;
      },
      [kind, attributes as Record<string, string>, site.cdn] as const,
    );
    expect(proxy.attempts()).toEqual([]);
  });
});

describe("what the lifeboat alone is told", () => {
  it.each(["controls the page", "is gone and the browser's cache is left"])("no page reads: it %s", async (state) => {
    const own = await browser.newContext();
    const { origin, door } = await enterMirror(own, mesh, "lifeboat");
    const [worker] = own.serviceWorkers();
    const boat = await worker?.evaluate(() => Reflect.get(self, "hezar").boat);
    expect(boat).toMatchObject({ hostname: new URL(origin).hostname, service: "site", tier: "operator" });
    // Where no shim and no policy stands in an attacker's way; a browser whose requests a test holds up keeps no cache.
    const opened = await own.newPage();
    const bare = `${origin}/${door}/state`;
    await opened.goto(bare);
    if (state !== "controls the page") {
      await opened.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.unregister());
      await opened.goto(bare);
      expect(await opened.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
    }
    const path = `/${door}/lifeboat.js`;
    for (const [title, ask] of ASKINGS) {
      await opened.evaluate(PRIME, path);
      const seen = await opened.evaluate(ask, path);
      // A key of the page's own would be as good as this one.
      expect(seen, title).not.toContain("readerKey");
      expect(seen, title).not.toContain(boat.key);
    }
    await opened.evaluate(PRIME, path);
    // Chromium shows a script that is navigated to as text.
    expect(await (await opened.goto(`${origin}${path}`))?.text()).not.toContain(boat.key);
    await own.close();
  });
});
