// What a page may read of a secondary, with a lifeboat and where there are no service workers: as at home, where the browser
// asks ahead and checks. On a mirror both are one origin to it, and the relay does so in its stead.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { startTwoOrigins, type TwoOrigins } from "../support/twoorigins.ts";

let browser: Browser;
let site: TwoOrigins;
let mesh: Mesh;

beforeAll(async () => {
  site = await startTwoOrigins();
  [browser, mesh] = await Promise.all([launchBrowser(), startMesh("--service", `${site.primary},cdn=${site.cdn}`)]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([mesh?.close(), site?.close()]);
});

async function enter(at: Side): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: at === "no lifeboat" ? "block" : "allow" });
  const mode = at === "lifeboat" ? "lifeboat" : "bare";
  const { origin } = at === "home" ? { origin: site.primary } : await enterMirror(context, mesh, mode);
  const page = await context.newPage();
  await page.goto(`${origin}/`);
  return page;
}

const SIDES = ["home", "lifeboat", "no lifeboat"] as const;
type Side = (typeof SIDES)[number];
interface How {
  readonly method?: string;
  readonly mode?: RequestMode;
  readonly credentials?: RequestCredentials;
  readonly headers?: Record<string, string>;
}
const JSON_BODY = { "content-type": "application/json" };

/** The same on every side. */
const FETCHED: readonly (readonly [title: string, path: string, how: How, expected: string])[] = [
  ["of who allows everybody", "/text?acao=*", {}, "200 text of cdn"],
  ["of who allows the primary", "/text?acao=own", {}, "200 text of cdn"],
  ["of who allows nobody", "/text?a", {}, "TypeError"],
  ["of who allows another", "/text?acao=https://other.example", {}, "TypeError"],
  ["with cookies, of who allows everybody", "/text?acao=*&b", { credentials: "include" }, "TypeError"],
  ["with cookies, of who allows that", "/text?acao=own&acac=true", { credentials: "include" }, "200 text of cdn"],
  ["without wanting to read", "/text?c", { mode: "no-cors" }, ""],
  [
    "from its own origin only",
    "/text?acao=own&acac=true&d",
    { mode: "same-origin", credentials: "include" },
    "TypeError",
  ],
  ["behind a redirect that allows nobody", "/redirect?e", {}, "TypeError"],
  ["of what is not there", "/nothing?acao=*", {}, "404 "],
  ["by a method that is allowed", "/text?acao=*&methods=PUT", { method: "PUT" }, "200 text of cdn"],
  ["by a method that is not", "/text?acao=*&methods=PATCH", { method: "PUT" }, "TypeError"],
  ["by a method that all are allowed", "/text?acao=*&methods=*", { method: "DELETE" }, "200 text of cdn"],
  [
    "by all methods, with cookies",
    "/text?acao=own&acac=true&methods=*",
    { method: "DELETE", credentials: "include" },
    "TypeError",
  ],
  ["with a header that is allowed", "/text?acao=*&names=X-Own", { headers: { "x-own": "1" } }, "200 text of cdn"],
  ["with a header that is not", "/text?acao=*&names=x-other", { headers: { "x-own": "1" } }, "TypeError"],
  ["of a body that no form has", "/text?acao=*&names=x", { method: "POST", headers: JSON_BODY }, "TypeError"],
  ["of a body that no form has, allowed", "/text?acao=*", { method: "POST", headers: JSON_BODY }, "200 text of cdn"],
  ["of a preflight that nobody may read", "/text?f", { method: "PUT" }, "TypeError"],
];

describe.each(SIDES)("a page at %s", (side) => {
  let page: Page;
  beforeAll(async () => {
    page = await enter(side);
  });
  afterAll(() => page.context().close());

  it.each(FETCHED)("fetches %s", async (_, path, how, expected) => {
    const read = ([url, how]: readonly [string, How]) =>
      fetch(url, how).then(
        async (answer) => `${answer.status || ""} ${await answer.text()}`.trimStart(),
        (error: Error) => error.name,
      );
    const got = await page.evaluate(read, [`${site.cdn}${path}`, how] as const);
    // An answer that nobody may read has no status at home; here it is an empty one.
    expect(how.mode === "no-cors" ? got.replace("200 ", "") : got).toBe(expected);
  });

  it("sends nothing that a preflight refuses, and asks a second time only once the answer is old", async () => {
    const ask = (path: string, method: string) =>
      page.evaluate(
        ([url, method]) =>
          fetch(url, { method }).then(
            () => "sent",
            () => "kept",
          ),
        [site.cdn + path, method] as const,
      );
    const refused = `/text?acao=*&methods=GET&side=${side.replace(" ", "")}`;
    expect(await ask(refused, "PUT")).toBe("kept");
    expect(site.seen(refused).method).toBe("OPTIONS");
    const allowed = `/text?acao=*&twice&side=${side.replace(" ", "")}`;
    expect([await ask(allowed, "PUT"), await ask(allowed, "PUT")]).toEqual(["sent", "sent"]);
    expect(site.count(allowed)).toBe(3);
  });

  it("reads no picture that its own tag has put into the cache", async () => {
    const url = `${site.cdn}/picture.png?cache=max-age%3D60&kept`;
    const loads = (src: string) =>
      new Promise((resolve) => {
        Object.assign(new Image(), { onload: () => resolve("load"), onerror: () => resolve("error") }).src = src;
      });
    expect(await page.evaluate(loads, url)).toBe("load");
    expect(await page.evaluate((at) => fetch(at).then(({ status }) => status, String), url)).toMatch(/^TypeError/);
    expect(await page.evaluate(loads, url)).toBe("load");
  });

  it("loads fonts and server-sent events of who allows it, and no others", async () => {
    const loaded = await page.evaluate(async (cdn) => {
      const font = (query: string) =>
        new FontFace("Any", `url(${cdn}/font.woff2${query})`).load().then(
          ({ status }) => status,
          ({ name }) => name,
        );
      const events = (query: string) =>
        new Promise<string>((resolve) => {
          const source = new EventSource(`${cdn}/events${query}`);
          const end = (text: string) => {
            source.close();
            resolve(text);
          };
          Object.assign(source, {
            onmessage: ({ data }: MessageEvent<string>) => end(data),
            onerror: () => end("error"),
          });
        });
      return [await font("?acao=*"), await font("?closed"), await events("?acao=*"), await events("?closed")];
    }, site.cdn);
    expect(loaded).toEqual(["loaded", "NetworkError", "first", "error"]);
  });
});
